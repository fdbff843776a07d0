// Text areas marked data-draft: kept on this device as the person types, given back after a cut, a crash or a
// closed tab, and dropped once the form was accepted (the page that follows is not the form redrawn).
import { toast } from "./toast.js";
import { say, timeNow } from "./words.js";

const keyOf = (box) => `draft:${box.dataset.draft || location.pathname}:${box.name}`;
const sentKey = "draft:sent";

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

const boxes = [...document.querySelectorAll("textarea[data-draft], input[data-draft]")];

// What was just sent is no longer a draft, unless the server sent the same form back with its errors.
const sent = JSON.parse(read(sessionStorage, sentKey) || "[]");
const refused = document.querySelector("[aria-invalid=true], #form-errors, .error-page") !== null;
if (!refused) for (const key of sent) write(localStorage, key, null);
write(sessionStorage, sentKey, null);

let restored = false;
for (const box of boxes) {
  const key = keyOf(box);
  const kept = read(localStorage, key);
  if (kept && !box.value) {
    box.value = kept;
    restored = true;
  }
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
  addEventListener("pagehide", () => box.value && write(localStorage, key, box.value));
  box.form?.addEventListener("submit", () => {
    keep();
    const keys = new Set(JSON.parse(read(sessionStorage, sentKey) || "[]"));
    write(sessionStorage, sentKey, JSON.stringify([...keys.add(key)]));
  });
}
if (restored) toast(say("draftBack"));
