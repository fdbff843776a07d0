// The bell of the header, kept right. One tab of a browser asks every 30 s, only while it is seen (the browser sends the
// ETag: an empty answer as long as nothing changed), and tells the others; a tab just opened tells what it was drawn
// with. What is read in any tab (read.js tells on its channel) makes the one that is seen ask at once.
const EVERY = 30000;
const who = document.body.dataset.who;
const bell = () => document.querySelector("[data-bell]");
let heard = Date.now();
let lines = [];

function show(html) {
  heard = Date.now();
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-bell]");
  if (fresh && fresh.outerHTML !== bell().outerHTML && document.activeElement !== bell()) bell().replaceWith(fresh);
}

const tell = () => lines[0]?.postMessage([who, bell().outerHTML]);

async function look() {
  if (document.hidden || !navigator.onLine || Date.now() - heard < EVERY - 1000) return;
  try {
    const answer = await fetch(`${bell().getAttribute("href")}/count`, { cache: "no-cache", signal: AbortSignal.timeout(12000) });
    if (!answer.ok || answer.redirected) return;
    show(await answer.text());
    tell();
  } catch {
    // No network: the next look tries again.
  }
}

const soon = () => setTimeout(() => {
  heard = 0;
  look();
}, 1500);

if (bell()) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", ({ persisted }) => {
    if (self.BroadcastChannel) lines = ["bell", "reading"].map((name) => new BroadcastChannel(name));
    if (lines[0]) lines[0].onmessage = ({ data }) => data[0] === who && show(data[1]);
    if (lines[1]) lines[1].onmessage = soon;
    if (persisted) soon();
    else tell();
  });
  // An open channel would keep the page from being shown again at once by the back button.
  addEventListener("pagehide", () => lines.splice(0).forEach((line) => line.close()));
}
