// Enhancements only: every page reads, writes and votes without this file.
import "./drafts.js";
import "./offline.js";
import "./enhance.js";
import "./share.js";
import "./bell.js";

document.documentElement.classList.add("js");

// Of more tabs than the screen is wide, the current one is seen.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const nav = tab.parentElement;
  nav.scrollBy(tab.getBoundingClientRect().left - nav.getBoundingClientRect().left - nav.clientWidth / 3, 0);
}

// An open menu closes on Escape and on a tap elsewhere, as people expect of menus.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Keys by themselves (j, k, /, ?): loaded by whoever has a keyboard and did not switch them off.
document.addEventListener("keydown", async (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.cookie.includes("gf_keys=off")) return;
  if (event.key.length > 1 || event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  (await import("./keys.js")).press(event);
});

// A refused form says so on top: take the reader there.
document.querySelector("[data-focus]")?.focus();
