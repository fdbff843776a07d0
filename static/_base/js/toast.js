// A short message in the page's one status region: gone after 8 s, never the only trace of an error.
import { say } from "./words.js";

// What the last act said, where it can be taken back: also where one is looking, for eight seconds.
for (const form of document.querySelectorAll(".flashes [data-undo]")) {
  toast(form.parentElement.querySelector("p").textContent, () => form.requestSubmit());
  setTimeout(() => form.remove(), 8000);
}

export function toast(text, undo) {
  const region = document.querySelector(".toasts");
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = text;
  box.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("undo");
    button.addEventListener("click", () => {
      undo();
      box.remove();
    });
    box.append(button);
  }
  region.append(box);
  setTimeout(() => box.remove(), 8000);
}
