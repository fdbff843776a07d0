// Forms: the button says "Sending…" and is locked, so that nothing goes twice; Ctrl+Enter sends.
// <form data-enhance="target-id">: sent by fetch, and the part of the answer with that id replaces ours, so the
// place in the page and the focus are kept. Without this file the same form answers with the whole page.
import { forgetSent, keepDrafts } from "./drafts.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const LIMIT = 12000;

function lock(button) {
  if (!button || button.dataset.label) return;
  button.dataset.label = button.innerHTML;
  button.style.setProperty("min-inline-size", `${button.offsetWidth}px`);
  if (!button.hasAttribute("aria-label")) button.textContent = say("sending");
  button.setAttribute("aria-disabled", "true");
}

function unlock(button) {
  if (!button?.dataset.label) return;
  button.innerHTML = button.dataset.label; // our own markup, kept a moment ago
  delete button.dataset.label;
  button.removeAttribute("aria-disabled");
}

async function send(form, button) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-Requested-With": "fetch" },
    signal: AbortSignal.timeout(LIMIT),
  });
  if (answer.ok && answer.redirected) forgetSent();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const id = form.dataset.enhance;
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) {
    // A page we cannot splice: a sign-in has an address of its own; a refusal has none, so the browser asks for it
    // again by itself, and shows it whole with what was typed.
    if (answer.ok || answer.redirected) return location.assign(answer.url);
    delete form.dataset.enhance;
    unlock(button);
    return form.requestSubmit(button);
  }
  form.dispatchEvent(new CustomEvent("gf-swap", { bubbles: true, detail: { old, fresh } }));
  old.replaceWith(fresh);
  keepDrafts(fresh);
  history.replaceState(null, "", answer.url);
  const spot = fresh.querySelector("[data-focus], [aria-invalid=true]") ?? fresh;
  if (!spot.hasAttribute("tabindex") && spot === fresh) fresh.tabIndex = -1;
  spot.focus({ preventScroll: spot === fresh });
  const said = page.querySelector(".flashes p");
  if (said) toast(said.textContent);
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (button?.getAttribute("aria-disabled") === "true") {
    event.preventDefault();
    return;
  }
  if (!("enhance" in form.dataset)) {
    setTimeout(() => lock(button)); // after the browser has read the button's name and value
    return;
  }
  event.preventDefault();
  lock(button);
  try {
    await send(form, button);
  } catch {
    toast(say("failed"));
  } finally {
    unlock(button);
  }
});

// Back from the next page: the browser may show this one as it was left, with its button locked.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button[data-label]")) unlock(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
});
