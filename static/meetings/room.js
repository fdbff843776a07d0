// The live room. Without this file the same page reads, writes and refreshes by plain forms and links.
// Lines of the log carry numbers: each is drawn once and in order, whatever way it came (see line.js); what the
// person writes waits in an outbox on this device until the server says that it is kept (see outbox.js).
import { Line } from "./line.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { toast } from "../_base/js/toast.js";

const box = document.getElementById("room");
const facts = JSON.parse(box.dataset.room);
const words = JSON.parse(box.dataset.words);
const fill = (text, values) => Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), text);
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

// --- panes: one at a time on a phone -------------------------------------------------------------------------
const tabs = [...document.querySelectorAll("[data-tab]")];
function show(name) {
  for (const tab of tabs) {
    const on = tab.dataset.tab === name;
    if (on) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
    document.getElementById(tab.dataset.tab).toggleAttribute("data-off", !on);
  }
}
for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    event.preventDefault();
    history.replaceState(null, "", tab.hash);
    show(tab.dataset.tab);
    if (tab.dataset.tab === "chat") log.toEnd();
  });
}
show(tabs.some((tab) => tab.hash === location.hash) ? location.hash.slice(1) : "chat");

// --- what the line says of itself, in words ------------------------------------------------------------------
const banner = document.getElementById("line");
function say(key) {
  banner.hidden = !key;
  if (key) banner.lastElementChild.textContent = words[key];
}

// --- the log ---------------------------------------------------------------------------------------------------
const log = new Log({ facts, words, fill });
const line = new Line({ facts, say, apply, reset, presence, changed });
const outbox = new Outbox({ facts, words, line, log });

function apply(event) {
  const { kind, message } = event;
  document.getElementById("quiet")?.remove();
  if (kind === "message") {
    outbox.arrived(message.client_id, message.who.id);
    log.message(event);
  } else if (kind === "edit" || kind === "delete") {
    log.replace(message, kind);
  } else {
    log.happened(event);
    if (event.item) point(event.item);
    // Buttons and the composer change: fetch them, not all of the room at the same instant.
    if (kind !== "agenda") setTimeout(refresh, Math.random() * 1500);
  }
}

function reset(answer) {
  log.clear();
  log.note(words.reset);
  for (const event of answer.events) apply(event);
  outbox.draw();
}

function point(item) {
  const list = [...document.querySelectorAll("#agenda [data-item]")];
  const here = list.findIndex((one) => one.dataset.item === String(item.id));
  list.forEach((one, n) => {
    one.classList.toggle("done", n < here);
    if (n === here) one.setAttribute("aria-current", "step");
    else one.removeAttribute("aria-current");
  });
  const now = document.querySelector("[data-now]");
  now.hidden = here < 0;
  now.lastElementChild.textContent = fill(words.now, { number: here + 1, title: log.title(item.titles) });
  if (here >= 0) refresh(["agenda"]);
}

// The parts of the page that depend on the meeting's state and on who looks, as the server draws them now.
let asked = 0;
async function refresh(ids = ["room-head", "agenda", "side", "composer"]) {
  const turn = ++asked;
  try {
    const answer = await fetch(facts.here, { signal: AbortSignal.timeout(12000) });
    if (!answer.ok) return;
    const page = parse(await answer.text());
    if (turn !== asked) return;
    for (const id of ids) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (!fresh || !old) continue;
      if (id === "composer" && fresh.querySelector("form") && old.querySelector("form")) continue;
      fresh.toggleAttribute("data-off", old.hasAttribute("data-off"));
      old.replaceWith(fresh);
    }
    outbox.listen();
    line.showPresence();
  } catch {
    /* the next change, or the refresh link, brings it */
  }
}

function changed(version) {
  if (version <= facts.version) return;
  facts.version = version;
  setTimeout(() => refresh(["room-head", "agenda"]), Math.random() * 1500);
}

// --- who is here -----------------------------------------------------------------------------------------------
function presence({ people, count, visitors }) {
  const list = document.getElementById("people");
  const head = document.querySelector("[data-presence]");
  head.hidden = !count;
  head.querySelector("[data-presence-count]").textContent = fill(words.present, { n: count });
  document.querySelector("[data-presence-number]").textContent = count;
  list.replaceChildren(...people.map((one) => log.person(one)));
  const silent = document.getElementById("visitors");
  silent.hidden = !visitors;
  silent.textContent = fill(words.visitors, { n: visitors });
  document.getElementById("nobody").hidden = count + visitors > 0;
}

// --- changing a message in its place -----------------------------------------------------------------------------
document.addEventListener("click", async (event) => {
  const older = event.target.closest("[data-older]");
  const tool = event.target.closest(".msg .tool");
  if (!older && !tool) return;
  event.preventDefault();
  try {
    const page = parse(await (await fetch((older ?? tool).href, { signal: AbortSignal.timeout(12000) })).text());
    if (older) log.prepend(page, older);
    else change(tool, page);
  } catch {
    toast(words.lost);
  }
});

function button(label, style, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-s ${style}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function change(tool, page) {
  const item = tool.closest(".msg");
  if (item.querySelector(".tools")) return;
  const id = Number(item.id.slice(1));
  const text = page.querySelector("#change textarea");
  const tools = document.createElement("div");
  tools.className = "tools";
  const close = () => {
    tools.remove();
    tool.focus();
  };
  const ask = async (name, data) => {
    const answer = await line.ask(name, { id, ...data }, page);
    if (answer.ok) close();
    else toast(answer.message || words.lost);
  };
  if (text) {
    const area = document.createElement("textarea");
    area.className = "input";
    area.dir = "auto";
    area.maxLength = 4000;
    area.value = text.value;
    area.setAttribute("aria-label", words.change);
    tools.append(area, button(words.save, "btn-1", () => ask("room_edit", { text: area.value })));
    area.addEventListener("keydown", (event) => event.key === "Escape" && close());
    setTimeout(() => area.focus());
  }
  tools.append(button(words.remove, "btn-danger", () => ask("room_delete", {})), button(words.cancel, "btn-quiet", close));
  item.lastElementChild.append(tools);
}

log.toEnd(true);
outbox.listen();
outbox.draw();
line.open();
