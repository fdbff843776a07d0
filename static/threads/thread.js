// A thread while it is read. Every 30 s, only while the page is visible, ask whether something was posted since it
// was drawn (the browser sends the ETag; an unchanged thread costs an empty answer). What is new is announced in a
// bar under the last post: nothing moves above what one reads. Dates of the last week are said relatively.
import "./marks.js";
import "./read.js";

const EVERY = 30000;
const LIMIT = 12000;
const bar = document.querySelector("[data-fresh]");
const address = document.querySelector("[data-live]")?.dataset.live;
let timer;

async function look() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(address, {
      cache: "no-cache",
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(LIMIT),
    });
    if (!answer.ok || answer.redirected) return;
    const link = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("a");
    if (!link || bar.textContent === link.textContent) return;
    bar.replaceChildren(document.importNode(link, true));
  } catch {
    // No network: the next look tries again, and the page stays as it is.
  }
}

function pace() {
  clearInterval(timer);
  if (document.hidden) return;
  timer = setInterval(look, navigator.connection?.saveData ? EVERY * 2 : EVERY);
}

if (bar && address) {
  pace();
  document.addEventListener("visibilitychange", () => {
    pace();
    if (!document.hidden) look();
  });
  addEventListener("online", look);
}

// "3 hours ago" in the page's language; the exact moment stays in the title.
const lang = document.documentElement.lang === "ar" ? "ar-MA" : document.documentElement.lang;
const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto", numberingSystem: "latn" });
const UNITS = [["minute", 60, 3600], ["hour", 3600, 86400], ["day", 86400, 7 * 86400]];
for (const time of document.querySelectorAll("time[data-ago]")) {
  const ago = (Date.now() - Date.parse(time.dateTime)) / 1000;
  const unit = UNITS.find(([, , limit]) => ago < limit);
  if (!unit || ago < 0) continue;
  time.title = time.textContent;
  time.textContent = words.format(-Math.max(ago < 60 ? 0 : 1, Math.round(ago / unit[1])), unit[0]);
}
