// The floor as the server orders it, and every clock of the room. Devices' clocks are off by minutes: what counts is
// the server's instant, and how far this device is from it, measured whenever an answer comes.
let offset = 0; // what to add to this device's clock
let narrowest = Infinity;

export function setClock(server, asked) {
  const now = Date.now();
  const trip = now - asked;
  if (trip > narrowest + 1000) return; // a slow answer says less than the one we have
  narrowest = Math.min(narrowest, trip);
  offset = server + trip / 2 - now;
}

const time = (seconds) => {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

export class Floor {
  constructor({ facts, words, fill, log }) {
    Object.assign(this, { facts, words, fill, log });
    setInterval(() => this.tick(), 1000);
  }

  tick() {
    if (document.hidden) return;
    const now = Date.now() + offset;
    for (const one of document.querySelectorAll("[data-since],[data-until]")) {
      const { since, limit, left, until } = one.dataset;
      const spent = since ? (now - Date.parse(since)) / 1000 : 0;
      let word = "speaks";
      let shown = spent;
      if (until || left) {
        shown = until ? (Date.parse(until) - now) / 1000 : left - spent;
        word = shown < 0 && !until ? "late" : "left";
      } else if (limit === undefined) continue;
      else if (Number(limit) && spent > limit) word = "over";
      const text = this.fill(this.words[word], { time: time(Math.abs(until ? Math.max(0, shown) : shown)) });
      if (one.textContent !== text) one.textContent = text;
      one.classList.toggle("late", word === "late" || word === "over");
    }
  }

  // The queue as it stood at this number of the room.
  draw(queue, seq) {
    Object.assign(this, { queue, seq });
    this.show(queue);
  }

  again() {
    if (this.queue && Number(document.getElementById("side").dataset.last) < this.seq) this.show(this.queue);
  }

  show({ speaking, waiting }) {
    const list = document.getElementById("queue");
    if (!list) return;
    const held = document.activeElement?.closest?.("[data-turn]")?.dataset.turn;
    const act = document.activeElement?.dataset?.act;
    const open = list.querySelector("details[open]")?.closest("[data-turn]").dataset.turn;
    const rows = waiting.map((turn, n) => this.row("tpl-turn", turn, n + 1));
    if (speaking) rows.unshift(this.row("tpl-speaking", speaking));
    list.replaceChildren(...rows);
    if (open) list.querySelector(`[data-turn="${open}"] details`)?.setAttribute("open", "");
    document.getElementById("no-queue").hidden = rows.length > 0;
    document.querySelector("[data-waiting-count]").textContent = this.fill(this.words.waiting, { n: waiting.length });
    for (const next of document.querySelectorAll("[data-act=next]")) next.disabled = !waiting.length;
    // A row that is gone leaves the keyboard at the button that calls the next one.
    if (held && act) (list.querySelector(`[data-turn="${held}"] [data-act=${act}]`) ?? document.querySelector("button[data-act=next]:enabled"))?.focus();
    const asked = rows.some((row) => row.dataset.mine);
    const ask = document.getElementById("ask");
    if (ask) ask.hidden = asked && !this.facts.notes;
    this.tick();
  }

  row(template, turn, number) {
    const row = document.getElementById(template).content.firstElementChild.cloneNode(true);
    const own = turn.who.id !== null && turn.who.id === this.facts.me;
    row.dataset.turn = turn.id;
    if (own) row.dataset.mine = "1";
    for (const name of row.querySelectorAll("bdi")) name.textContent = turn.who.name;
    this.log.avatar(row.querySelector(".av"), turn.who.name);
    row.querySelector("[data-kind]").textContent = this.words.turn[turn.kind];
    const [phone, guest, body, first] = row.querySelectorAll(".badge");
    phone.hidden = !turn.phone;
    guest.hidden = !turn.guest;
    body.hidden = turn.college !== "public_bodies";
    if (first) first.hidden = !turn.first;
    if (number) row.querySelector(".num").textContent = number;
    const since = row.querySelector("[data-since]");
    if (since) {
      since.dataset.since = turn.since;
      since.dataset.limit = this.limit ?? 0;
      const words = row.querySelector(".prose");
      words.textContent = turn.statement;
      words.hidden = !turn.statement;
    }
    for (const button of row.querySelectorAll("button[data-act]")) {
      button.setAttribute("formaction", `/turns/${turn.id}/${button.dataset.act}`);
      const direct = button.parentElement === row; // one's own; those of the chair stand in the menu
      if (direct && !own && !(button.dataset.act !== "withdraw" && this.facts.leads)) button.remove();
    }
    return row;
  }
}
