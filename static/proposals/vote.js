// A vote without leaving the page, and counts that follow it. Without this file the same form posts and the page comes back.
const swap = (fresh, id) => {
  const old = document.getElementById(id), now = fresh.getElementById(id);
  if (old && now) old.replaceWith(now);
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-vote]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    // Recorded, or refused beside a field: both are this page again. Anything else is for the browser to show.
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("vote")) throw new Error("another page");
    swap(fresh, "vote");
    swap(fresh, "results");
    const card = document.getElementById("vote");
    const told = card.querySelector("[data-focus]") ?? card.querySelector(".alert");
    if (told) { told.tabIndex = -1; told.focus(); }
  } catch {
    button.disabled = false;
    form.submit();
  }
});

const refresh = async () => {
  const box = document.querySelector("#results[data-refresh]");
  if (!box || document.hidden) return;
  try {
    const answer = await fetch(box.dataset.refresh);
    if (!answer.ok || box.contains(document.activeElement)) return;
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"), "results");
  } catch { /* offline: the next turn tries again */ }
};
setInterval(refresh, 30000);
