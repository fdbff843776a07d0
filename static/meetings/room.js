// The live room. Without this file the same page reads, writes and refreshes by plain forms and links.
// Lines of the log carry numbers: each is drawn once and in order, whatever way it came (see line.js); what the
// person writes waits in an outbox on this device until the server says that it is kept (see outbox.js).
import { Floor, setClock } from "./floor.js";
import { Line } from "./line.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { voteByLine } from "./ballot.js";
import "../voting/tracker.js";
import { Place } from "./place.js";
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
    else scrollTo(0, Math.min(scrollY, box.offsetTop - 60)); // the other panes are read from their beginning
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
const floor = new Floor({ facts, words, fill, log });
const line = new Line({ facts, say, apply, reset, presence, changed, stands, typing });
const outbox = new Outbox({ facts, words, line, log });
const place = new Place({ facts, line, swap });

function apply(event) {
  const { kind, word, message } = event;
  document.getElementById("quiet")?.remove();
  if (kind === "message") {
    const own = outbox.arrived(message.client_id, message.who.id);
    log.message(event);
    if (own) log.sent(message.id);
  } else if (kind === "edit" || kind === "delete") log.replace(message);
  else if (kind === "reaction") log.reacted(event);
  else if (kind === "capture") log.capture(event);
  else if (kind !== "pin" && kind !== "role" && (kind !== "queue" || word === "called")) log.happened(event);
  if (event.item && (kind === "agenda" || kind === "started")) point(event.item);
  stands(event);
  // Buttons and forms change: fetch them, not all of the room at the same instant.
  const parts = REDRAWN[word === "rules" ? "rules" : kind];
  if (parts && !(kind === "removal" && facts.me !== event.about?.id && !facts.leads)) setTimeout(() => refresh(parts), Math.random() * 1500);
  place.keep();
}

const ALL = ["room-head", "agenda", "side", "composer"];
const REDRAWN = { started: ALL, ended: ALL, cancelled: ALL, extended: ["agenda"], poll: ["side"], lock: ["side", "composer"], removal: ["side", "composer"], role: ["side", "composer"], rules: ["side"] };

// How the room stands now: who has the floor, what is pinned.
function stands({ head, queue, now, asked, seq, last_seq: last }) {
  if (now) setClock(now, asked);
  if (head) {
    floor.limit = head.turn_seconds;
    const pin = document.getElementById("pin");
    pin.hidden = !head.pin;
    if (head.pin) log.quote(pin.querySelector("a"), head.pin);
  }
  if (queue) floor.draw(queue, seq ?? last);
}

// What the server drew a moment ago, and we put in, may be older than what the line has told since.
new MutationObserver(() => floor.again()).observe(document.getElementById("room"), { childList: true });

function reset(answer) {
  log.clear();
  log.note(words.reset);
  for (const event of answer.events) apply(event);
  outbox.upTo(line.last);
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
  // More time is asked for the point that is discussed now.
  for (const one of document.querySelectorAll("form[action$='/extend'] [name=item_id]")) one.value = item.id;
  if (here >= 0) refresh(["agenda"]);
}

// The parts of the page that depend on the meeting's state and on who looks, as the server draws them now.
let asked = 0;
async function refresh(ids) {
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
      // What somebody is writing there, or has just opened to write in, stays; the next change, or their own sending,
      // brings the rest.
      if (old.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, details[open] > summary")) continue;
      fresh.toggleAttribute("data-off", old.hasAttribute("data-off"));
      put(old, fresh);
    }
    outbox.listen();
    line.showPresence();
    watch();
  } catch {
    /* the next change, or the refresh link, brings it */
  }
}

// A part drawn anew. A form that somebody has opened goes over into it with what is typed there, and the focus goes to
// where it was; what the server opened itself, and the form that was sent just now, are the server's.
function keep(old, fresh, sent) {
  for (const form of old.querySelectorAll("details[open] form")) {
    const same = (one) => one.getAttribute("action") === form.getAttribute("action");
    const twin = [...fresh.querySelectorAll("details:not([open]) form")].find(same);
    if (!twin || form === sent) continue;
    twin.closest("details").open = true;
    twin.replaceWith(form);
  }
}

function put(old, fresh) {
  const held = old.contains(document.activeElement) && document.activeElement;
  keep(old, fresh);
  old.replaceWith(fresh);
  if (!held) return;
  const name = held.hasAttribute("formaction") ? "formaction" : "href";
  const like = (one) => (held.hasAttribute(name) ? one.getAttribute(name) === held.getAttribute(name) : one.textContent === held.textContent);
  (fresh.contains(held) ? held : [...fresh.querySelectorAll(held.localName)].find(like))?.focus();
}

document.addEventListener("gf-swap", ({ target, detail: { old, fresh } }) => keep(old, fresh, target));

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

// --- who is writing: told seldom, shown as a sum -----------------------------------------------------------------
let wrote = 0;
function typing({ people }) {
  const names = people.filter((one) => one.id !== facts.me).map((one) => (one.guest ? `${one.name} (${words.guest})` : one.name));
  const note = document.getElementById("typing");
  note.hidden = !names.length;
  note.textContent = fill(words.typing, { names: names.join("، ") });
  clearTimeout(typing.gone);
  typing.gone = setTimeout(() => (note.hidden = true), 8000);
}
document.addEventListener("input", (event) => {
  if (!event.target.closest("#composer") || !line.joined || Date.now() - wrote < 5000) return;
  wrote = Date.now();
  line.emit("room_typing", { meeting_id: facts.meeting });
});

// --- acting on a message in its place ------------------------------------------------------------------------------
async function swap(address, id) {
  try {
    const page = parse(await (await fetch(address, { signal: AbortSignal.timeout(12000) })).text());
    const fresh = page.getElementById(id);
    if (fresh) put(document.getElementById(id), fresh);
    return fresh;
  } catch {
    toast(words.lost);
  }
}

document.addEventListener("click", async (event) => {
  const on = (selector) => event.target.closest(selector);
  const older = on("[data-older]");
  const tool = on(".msg .tool");
  const act = on("button[form=act]");
  const note = on("[data-note][data-swap]");
  if (on("[data-hand]")) return raise(event);
  if (!older && !tool && !act && !note && !on("[data-no-reply]")) return;
  event.preventDefault();
  if (tool) return open(tool);
  if (act) {
    if (act.getAttribute("aria-disabled") === "true") return;
    act.setAttribute("aria-disabled", "true"); // not disabled: whoever pressed it by keyboard stays where they are
    const answer = await line.act(act);
    act.removeAttribute("aria-disabled");
    if (!answer.ok) return toast(answer.message || words.lost);
    const tools = act.closest(".tools");
    if (tools) shut(tools);
    else if (act.closest("#desk")) refresh(["side"]);
    return;
  }
  if (note) {
    shut(note.closest(".tools"));
    show("side");
    return (await swap(note.href, "side"))?.querySelector("#desk textarea")?.focus();
  }
  if (!older) return outbox.answer();
  try {
    log.prepend(parse(await (await fetch(older.href, { signal: AbortSignal.timeout(12000) })).text()), older);
  } catch {
    toast(words.lost);
  }
});

// One tap asks for the floor; whoever has asked sees where they are.
function raise(event) {
  event.preventDefault();
  show("side");
  const form = document.querySelector("#ask form");
  if (form && !document.querySelector("#queue [data-mine]") && !form.closest("[hidden]")) form.requestSubmit();
  else document.getElementById("floor").scrollIntoView();
}

function shut(tools) {
  const tool = tools?.closest(".msg")?.querySelector(".tool"); // the message may be gone meanwhile
  if (!tools) return;
  tools.remove();
  tool?.focus();
}

function open(tool) {
  const item = tool.closest(".msg");
  const there = item.querySelector(".tools");
  if (there) return shut(there);
  const id = item.id.slice(1);
  const mine = item.classList.contains("msg-me");
  const tools = document.getElementById("tpl-tools").content.firstElementChild.cloneNode(true);
  const part = (name) => tools.querySelector(`[data-${name}]`);
  if (mine || !facts.acts) part("react").remove();
  for (const button of part("react")?.children ?? []) {
    const on = item.querySelector(`[data-kind=${button.value}][data-mine]`);
    button.setAttribute("formaction", `/messages/${id}/react`);
    button.setAttribute("aria-pressed", Boolean(on));
    button.dataset.more = JSON.stringify({ on: on ? "0" : "1" });
  }
  part("pin")?.setAttribute("formaction", `/messages/${id}/pin`);
  if (part("note")) part("note").href = `${facts.here}?note=${id}`;
  for (const [name, may] of [["change", mine && facts.acts], ["out", !mine && facts.leads]]) {
    const link = part(name);
    link.href = `/messages/${id}/edit`;
    if (may) link.addEventListener("click", (event) => (event.preventDefault(), change(tools, link)));
    else link.remove();
  }
  if (mine) part("report")?.remove();
  else part("report")?.setAttribute("href", `/report/message/${id}`);
  const reply = part("reply");
  if (!facts.acts) reply.remove();
  reply.addEventListener("click", () => {
    shut(tools);
    outbox.answer(Number(id), `${item.querySelector("bdi").textContent}: ${item.querySelector(".b").textContent.trim().slice(0, 140)}`);
  });
  tools.addEventListener("keydown", (event) => event.key === "Escape" && shut(tools));
  item.lastElementChild.append(tools);
  tools.querySelector("button, a")?.focus();
}

function button(label, style, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-s ${style}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

async function change(tools, link) {
  let page;
  try {
    page = parse(await (await fetch(link.href, { signal: AbortSignal.timeout(12000) })).text());
  } catch {
    return toast(words.lost);
  }
  const id = Number(tools.closest(".msg").id.slice(1));
  const text = page.querySelector("#change textarea");
  const close = () => shut(tools);
  const ask = async (name, data) => {
    const answer = await line.ask(name, { id, ...data }, page);
    if (answer.ok) close();
    else toast(answer.message || words.lost);
  };
  tools.replaceChildren();
  if (text) {
    const area = document.createElement("textarea");
    area.className = "input";
    area.dir = "auto";
    area.maxLength = 4000;
    area.value = text.value;
    area.setAttribute("aria-label", words.change);
    tools.append(area, button(words.save, "btn-1", () => ask("room_edit", { text: area.value })));
    setTimeout(() => area.focus());
  }
  tools.append(button(words.remove, "btn-danger", () => ask("room_delete", {})), button(words.cancel, "btn-quiet", close));
}

// --- a vote without leaving the room --------------------------------------------------------------------------------
// Over the room's own line where it carries; else by the same form (vote.js), with the same tracker: it is one ballot.
voteByLine({ line, facts, refresh, toast });
const watch = () => document.getElementById("vote") && import("../proposals/vote.js");

log.toEnd(true);
outbox.listen();
outbox.draw();
floor.limit = facts.limit;
floor.tick();
watch();
place.open();
line.open();
