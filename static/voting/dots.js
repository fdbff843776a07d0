// How many dots are left, while they are shared out. Without this file the server says it when the ballot is sent.
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-dots]"), told = document.querySelector("[data-left]");
  if (!box || !told) return;
  const given = [...box.querySelectorAll("input")].reduce((sum, one) => sum + (parseInt(one.value, 10) || 0), 0);
  told.hidden = false;
  told.querySelector("b").textContent = box.dataset.dots - given;
});
