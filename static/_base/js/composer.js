// Drafts of long texts: written on this device at every key, and on the server after a pause; the server gives each
// state a number, so that a second tab or device learns that the text moved on. What else helps to write comes with
// desk.js, when somebody begins. Without these files the same forms work by their buttons.
import { attempt, markSent } from "./drafts.js";
import { toast } from "./toast.js";
import { say as tell } from "./words.js";

const PAUSE = 3000;
const LONGEST = 12000;
const RETRY = 10000;

function open(desk) {
  const { place } = desk.dataset;
  const words = JSON.parse(desk.dataset.words);
  const say = (key, n) => words[key].replace(/\{\w+\}/, n);
  const form = desk.closest("form");
  const box = desk.querySelector("textarea");
  const part = (name) => desk.querySelector(`[data-${name}]`);

  // ---- drafts
  const key = `draft:${document.body.dataset.who}:${place}`;
  // The next page of a tab goes on from the one before, whose last save, on its way out, nobody has answered. Handed
  // over on leaving and taken once: a tab that was doubled in between is somebody else.
  const before = attempt(() => JSON.parse(sessionStorage.getItem(key)));
  attempt(() => sessionStorage.removeItem(key));
  const owner = before?.o ?? Math.random().toString(36).slice(2) + Date.now();
  const texts = ["title", "body", "tag"].map((name) => form.elements[name]).filter(Boolean);
  const typed = () => Object.fromEntries(texts.map((one) => [one.name, one.value]));
  let sequence = +form.elements.sequence.value;
  let step = before?.n ?? 0;
  let dirty = false;
  let touched = false;
  let sending = false;
  let since = Date.now();
  let wait;
  let inFlight;

  const keep = () => {
    const record = { s: sequence, k: form.elements.client_key?.value, f: typed() };
    const kept = attempt(() => (dirty ? localStorage.setItem(key, JSON.stringify(record)) : localStorage.removeItem(key)) ?? true);
    if (kept && dirty) part("saved").textContent = words.local;
  };
  const load = (force) => {
    const data = new FormData(form);
    for (const name of ["files", "revision"]) data.delete(name);
    for (const [name, value] of Object.entries({ place, sequence, owner, step: step += 1 })) data.set(name, value);
    if (force) data.set("force", "1");
    return data;
  };
  const later = (ms) => {
    clearTimeout(wait);
    wait = setTimeout(save, ms);
  };
  const settled = (answer) => {
    sequence = form.elements.sequence.value = answer.sequence;
    part("moved").replaceChildren();
  };
  const empty = () => {
    for (const one of texts) one.value = one.defaultValue ?? "";
    box.value = "";
    told();
  };

  async function save(force) {
    clearTimeout(wait);
    if (sending || inFlight || !dirty) return;
    const sent = JSON.stringify(typed());
    since = Date.now();
    inFlight = true;
    try {
      const answer = await fetch("/drafts", { method: "POST", body: load(force), signal: AbortSignal.timeout(LONGEST) });
      if (sending) return;
      const type = answer.headers.get("Content-Type") ?? "";
      if (!type.includes("json")) {
        part("saved").textContent = answer.status === 403 || answer.redirected ? words.out : words.local;
        if (answer.status >= 500 || answer.status === 429) later(RETRY);
        return;
      }
      const said = await answer.json();
      if (answer.status === 409) {
        moved(said);
        return;
      }
      settled(said);
      // What came back with the page had been sent already; what somebody types now has not, whatever it says.
      if (said.posted && !touched) empty();
      dirty = !said.posted && JSON.stringify(typed()) !== sent;
      if (said.posted && touched) dirty = false;
      keep();
      if (dirty) later(PAUSE);
      else if (!said.posted) part("saved").textContent = say("kept", said.at);
    } catch {
      later(RETRY); // no network, or a server that is starting: the text is on this device
    } finally {
      inFlight = false;
    }
  }

  function moved(said) {
    const panel = part("moved");
    panel.replaceChildren(...new DOMParser().parseFromString(said.html, "text/html").body.childNodes);
    panel.firstElementChild.focus({ preventScroll: true });
    panel.onclick = ({ target }) => {
      const choice = target.closest("[data-keep]")?.dataset.keep;
      if (!choice) return;
      if (choice === "theirs" || choice === "none") {
        box.value = choice === "none" ? "" : said.body;
        if (form.elements.title) form.elements.title.value = choice === "none" ? "" : said.title;
      } else if (choice === "both") box.value = `${said.body.trimEnd()}\n\n${box.value}`;
      settled(said);
      dirty = choice !== "theirs" && choice !== "none";
      keep();
      told();
      box.focus();
      if (dirty) save(true);
    };
  }

  const changed = () => {
    touched = dirty = true;
    keep();
    if (part("moved").firstElementChild) return; // nothing is sent before the person has chosen
    if (Date.now() - since > LONGEST) save();
    else later(PAUSE);
  };

  function recall() {
    const kept = attempt(() => JSON.parse(localStorage.getItem(key)));
    if (kept) {
      const drawn = box.value;
      for (const one of texts) one.value = kept.f[one.name] ?? one.value;
      if (kept.k && form.elements.client_key) form.elements.client_key.value = kept.k;
      // Drawn by the server with a quote that was asked for: it goes under what was typed, once.
      const asked = new URLSearchParams(location.search).has("quote") && drawn.slice(drawn.search(/^> \[/m));
      if (asked && !box.value.includes(asked.trim())) box.value = `${box.value.trimEnd()}\n\n${asked}`;
      sequence = kept.s;
    }
    // Also when the server alone had it, from here or from another device; a page that asks for something says that.
    if (box.value && (kept || (sequence && !document.querySelector("[data-focus]")))) toast(tell("draftBack"));
    if (kept || box.value !== box.defaultValue) {
      dirty = true;
      save();
    }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    dirty = true;
    keep();
    sending = true;
    markSent(key);
    setTimeout(() => { sending = document.visibilityState === "hidden"; }, LONGEST);
  });
  addEventListener("pagehide", () => {
    if (!dirty || sending) return;
    keep();
    attempt(() => navigator.sendBeacon("/drafts", load()));
    attempt(() => sessionStorage.setItem(key, JSON.stringify({ o: owner, n: step })));
  });
  addEventListener("pageshow", (event) => {
    sending = false;
    if (event.persisted) {
      touched = false;
      dirty = true;
      save();
    }
  });
  addEventListener("online", () => save());

  // ---- how much room is left
  function told() {
    const left = desk.dataset.limit - box.value.length;
    part("left").textContent = left < 0 ? say("over", -left) : left < 1000 ? say("left", left) : "";
    part("left").classList.toggle("err", left < 0);
  }
  box.addEventListener("input", told);

  // The rest comes when somebody is about to write, or selects words to quote.
  const equip = () => {
    seen.disconnect();
    document.removeEventListener("selectionchange", equip);
    import("./desk.js").then((more) => more.equip(desk, words, say));
  };
  const seen = new IntersectionObserver((all) => all[0].isIntersecting && equip());
  seen.observe(box);
  document.addEventListener("selectionchange", equip);

  recall();
  told();
}

for (const desk of document.querySelectorAll("[data-desk]")) open(desk);
