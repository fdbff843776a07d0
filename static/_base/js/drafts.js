// Text areas marked data-draft: kept on this device as the person types, given back after a cut, a crash or a
// closed tab. A draft goes only when the server has taken the text, which it says by a redirect (POST, 303, GET):
// a page that merely opened again after a failed send must still have it.
import { toast } from "./toast.js";
import { say, timeNow } from "./words.js";

const SENT = "draft:sent";
const keyOf = (box) => `draft:${box.dataset.draft || location.pathname}:${box.id || box.name}`;

function read(store, key) {
  try {
    return store.getItem(key);
  } catch {
    return null; // private mode, or storage refused
  }
}

function write(store, key, value) {
  try {
    if (value === null) store.removeItem(key);
    else store.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

// Storage may be refused (private mode), and then the answer is nothing.
export function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

// A text that is being sent from this tab: it goes when the server has taken it.
export function markSent(key) {
  write(sessionStorage, SENT, JSON.stringify([...new Set([...sentKeys(), key])]));
}

const sentKeys = () => JSON.parse(read(sessionStorage, SENT) || "[]");

// Called when the server has taken what was sent from this tab.
export function forgetSent() {
  for (const key of sentKeys()) write(localStorage, key, null);
  write(sessionStorage, SENT, null);
}

const arrival = performance.getEntriesByType("navigation")[0];
const refused = document.querySelector("[aria-invalid=true], #form-errors, .error-page, main form[action*=sign-in]");
if (arrival?.redirectCount > 0 && !refused && !location.pathname.startsWith("/sign-in")) forgetSent();
else write(sessionStorage, SENT, null);

function watch(box) {
  const key = keyOf(box);
  let wait;
  const keep = () => {
    clearTimeout(wait);
    if (!write(localStorage, key, box.value || null)) return;
    const note = box.form?.querySelector("[data-saved]");
    if (note) note.textContent = say("draftSaved", { time: timeNow() });
  };
  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(keep, 500);
  });
  addEventListener("pagehide", () => box.isConnected && box.value && write(localStorage, key, box.value));
  box.form?.addEventListener("submit", () => {
    keep();
    markSent(key);
  });
}

// Also called for a part of the page that was exchanged for a fresh one.
export function keepDrafts(part) {
  let restored = false;
  for (const box of part.querySelectorAll("textarea[data-draft], input[data-draft]")) {
    const kept = read(localStorage, keyOf(box));
    // data-draft-merge: the server put something in the box (a quote asked for); it goes under the draft, once.
    const merge = "draftMerge" in box.dataset && box.value && kept && !kept.includes(box.value.trim());
    if (kept && (merge || !box.value || "draftMerge" in box.dataset)) {
      box.value = merge ? `${kept.trimEnd()}\n\n${box.value}` : kept;
      restored = true;
    }
    watch(box);
  }
  if (restored) toast(say("draftBack"));
}

keepDrafts(document);
