// The live notes save themselves, a paragraph at a time, a moment after the writing stops. Each save names the number
// it was made from; when somebody else was faster both texts are shown, and nothing is thrown away. What could not be
// sent stays on this device until it is.
import { toast } from "../_base/js/toast.js";

const REST = 1200;
const key = (form) => `gf-note:${form.action}:${form.elements.item_id?.value ?? ""}`;
const store = (form, text) => {
  try {
    if (text === null) localStorage.removeItem(key(form));
    else localStorage.setItem(key(form), text);
  } catch {
    /* full or refused: the text is still on the page */
  }
};
const told = document.querySelector("[data-note-words]").dataset;

async function save(form) {
  clearTimeout(form.later);
  if (form.busy) return void (form.again = true);
  const area = form.elements.text;
  const text = area.value;
  const state = form.querySelector("[data-state]");
  const fresh = form.action.endsWith("/notes");
  if (fresh && !text.trim()) return;
  form.busy = true;
  state.textContent = told.saving;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(12000),
    });
    const found = await answer.json();
    if (found.ok) {
      settle(form, found.note, fresh);
      if (area.value === text) store(form, null);
      state.textContent = told.saved;
    } else if (found.note) clash(form, found);
    else state.textContent = found.message;
  } catch {
    state.textContent = told.kept;
    form.later = setTimeout(() => save(form), 5000);
  } finally {
    form.busy = false;
    if (form.again) {
      form.again = false;
      save(form);
    }
  }
}

// A paragraph that was begun is from now on the one that is saved; a new place to write opens below it.
function settle(form, note, fresh) {
  if (!fresh) return void (form.elements.revision.value = note.revision);
  store(form, null);
  const next = form.cloneNode(true);
  form.action = `/notes/${note.id}`;
  form.id = `n${note.id}`;
  form.elements.client_id.remove();
  form.elements.item_id.remove();
  const revision = document.createElement("input");
  revision.type = "hidden";
  revision.name = "revision";
  revision.value = note.revision;
  form.append(revision);
  form.elements.text.id = `t${note.id}`;
  form.querySelector("button").textContent = told.save;
  form.querySelector("label").htmlFor = `t${note.id}`;
  next.elements.text.value = "";
  next.elements.client_id.value = crypto.randomUUID();
  next.querySelector("[data-state]").textContent = "";
  form.after(next);
  listen(next);
}

// Both texts: theirs above, ours in the field, to be saved over theirs once read.
function clash(form, { message, note }) {
  form.querySelector("[data-clash]")?.remove();
  const box = document.createElement("div");
  box.dataset.clash = "";
  box.className = "alert alert-warn";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = message;
  const theirs = document.createElement("blockquote");
  theirs.dir = "auto";
  theirs.textContent = note.text;
  box.append(words, theirs);
  form.prepend(box);
  form.elements.revision.value = note.revision;
  form.querySelector("[data-state]").textContent = told.clash;
  form.held = true; // saved again only when somebody says so
  toast(message);
}

function listen(form) {
  form.addEventListener("input", () => {
    store(form, form.elements.text.value);
    clearTimeout(form.later);
    if (!form.held) form.later = setTimeout(() => save(form), REST);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    form.held = false;
    form.querySelector("[data-clash]")?.remove();
    save(form);
  });
  const kept = localStorage.getItem(key(form));
  if (kept !== null && kept !== form.elements.text.value) {
    form.elements.text.value = kept;
    save(form);
  }
}

for (const form of document.querySelectorAll("[data-note]")) listen(form);
