// The bell of the header, kept right. One tab of a browser asks every 30 s, only while it is seen (the browser sends the
// ETag: an empty answer as long as nothing changed), and tells the others; a tab just opened tells what it was drawn with.
const EVERY = 30000;
const who = document.body.dataset.who;
const line = self.BroadcastChannel && new BroadcastChannel("bell");
const bell = () => document.querySelector("[data-bell]");
let heard = Date.now();

function show(html) {
  heard = Date.now();
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-bell]");
  if (fresh && fresh.outerHTML !== bell().outerHTML && document.activeElement !== bell()) bell().replaceWith(fresh);
}

const tell = () => line?.postMessage([who, bell().outerHTML]);

async function look() {
  if (document.hidden || !navigator.onLine || Date.now() - heard < EVERY - 1000) return;
  try {
    const answer = await fetch(`${bell().getAttribute("href")}/count`, { cache: "no-cache", signal: AbortSignal.timeout(12000) });
    if (answer.ok && !answer.redirected) {
      show(await answer.text());
      tell();
    }
  } catch {
    // No network: the next look tries again.
  }
}

if (bell()) {
  if (line) line.onmessage = ({ data }) => data[0] === who && show(data[1]);
  tell();
  setInterval(look, EVERY);
  addEventListener("pageshow", (event) => event.persisted && (heard = 0, look()));
  document.addEventListener("visibilitychange", look);
}
