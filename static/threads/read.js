// How far somebody has really read: the highest post whose end was on a visible screen, told to the server a moment
// later, or at once when the page goes away. Other tabs hear it and correct their counts. The cookie tells the server
// that this browser does so; without it, a page that was opened counts as read.
const form = document.getElementById("f");
const KEY = "reads";
let told = Number(form?.dataset.read ?? 0);
let highest = told;
let timer;
let channel;

function correct(thread, number) {
  for (const row of document.querySelectorAll(`[data-t="${thread}"]`)) {
    const mark = row.querySelector(".count");
    const left = Math.max(0, row.dataset.n - number);
    if (!left) (mark ?? row.querySelector("span.badge-ok"))?.remove();
    else if (mark && left < parseInt(mark.textContent, 10)) mark.firstChild.data = left;
  }
  if (form?.dataset.seen === `/threads/${thread}/seen`) told = Math.max(told, number);
}

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function tell() {
  clearTimeout(timer);
  timer = 0;
  if (highest <= told) return;
  told = highest;
  const body = new FormData(form);
  body.set("number", told);
  fetch(form.dataset.seen, { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } })
    .then((answer) => answer.ok || Promise.reject())
    .catch(() => { told = told === Infinity ? told : 0; }); // not told: the next post seen tells both
  const thread = form.dataset.seen.split("/")[2];
  channel?.postMessage([thread, told]);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...remembered(), [thread]: told }));
  } catch {
    // storage refused: other tabs were told anyway
  }
}

if (form && "IntersectionObserver" in window) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `gf_reads=1; path=/; max-age=86400; samesite=lax${secure}`;
  const eye = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (isIntersecting) highest = Math.max(highest, Number(target.closest(".post").id.slice(1)));
    }
    if (highest > told && !timer) timer = setTimeout(tell, 1500);
  });
  for (const end of document.querySelectorAll(".post > :last-child")) eye.observe(end);
  addEventListener("pagehide", tell);
  // "Unread from here": nothing seen on this page is told any more.
  document.addEventListener("click", ({ target }) => {
    if (!target.closest('[formaction$="/unread"]')) return;
    told = Infinity;
    sessionStorage.removeItem(KEY);
  });
  document.addEventListener("visibilitychange", () => document.hidden && tell());
}

if ("BroadcastChannel" in window && document.body.dataset.who) {
  addEventListener("pageshow", ({ persisted }) => {
    channel = new BroadcastChannel("reading");
    channel.onmessage = ({ data: [thread, number] }) => correct(thread, number);
    // Shown again as it was left: what was read meanwhile in this tab.
    if (persisted) for (const [thread, number] of Object.entries(remembered())) correct(thread, number);
  });
  // An open channel would keep the page from being shown again at once by the back button.
  addEventListener("pagehide", () => {
    channel?.close();
    channel = null;
  });
}
