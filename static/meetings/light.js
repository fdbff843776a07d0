// The light room: every half minute the page is asked for again, and only the words change; what is being written stays.
const EVERY = 30000;
const words = JSON.parse(document.body.dataset.words);

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(20000) });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["now", "floor", "log"]) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old && fresh.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.replaceWith(fresh);
    }
  } catch {
    /* the next turn tries again */
  }
}

document.addEventListener("submit", async (event) => {
  const area = event.target.querySelector("textarea[name=text]");
  if (!area) return;
  event.preventDefault();
  try {
    const answer = await fetch(event.target.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(event.target)),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(20000),
    });
    const told = await answer.json();
    if (!told.ok) return alert(told.message);
    area.value = "";
    // The next message has a name of its own.
    event.target.elements.client_id.value = crypto.randomUUID();
    look();
  } catch {
    alert(words.lost);
  }
});
setInterval(look, EVERY);
