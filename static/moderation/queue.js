// The queue by keyboard: j and k from row to row, x ticks, o opens; and "tick all" without a new page.
const rows = [...document.querySelectorAll("[data-queue] > li")];
const boxes = rows.map((row) => row.querySelector("input"));
let at = -1;
const go = (step) => {
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at]?.querySelector("a.t").focus();
};
const keys = { j: () => go(1), k: () => go(-1), x: () => boxes[at]?.click(), o: () => rows[at]?.querySelector("a.t").click() };
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (keys[event.key]) { keys[event.key](); event.preventDefault(); }
});
rows.forEach((row, i) => row.addEventListener("focusin", () => { at = i; }));
document.querySelector("[data-all]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const on = boxes.some((box) => !box.checked);
  boxes.forEach((box) => { box.checked = on; });
});
document.querySelector("[data-keys]")?.removeAttribute("hidden");
