// Drawing the log: one <li> for each line, in order of number; words of people only through the server's cleaned
// HTML, everything else as text.
// What people wrote, kept apart from the direction of the sentence it stands in.
const apart = (words) => `\u2068${words}\u2069`;

const SIGNS = { decision: "circle-check", action: "target", information: "info" };

export class Log {
  constructor({ facts, words, fill }) {
    this.facts = facts;
    this.words = words;
    this.fill = fill;
    this.list = document.getElementById("log");
    this.pane = document.querySelector(".chat");
    this.jump = document.getElementById("jump");
    this.title0 = document.title;
    this.unread = 0; // while the page is hidden
    this.below = 0; // while the reader is further up
    this.jump.addEventListener("click", () => this.toEnd(true));
    document.addEventListener("visibilitychange", () => this.seen());
    this.pane.addEventListener("scroll", () => this.nearEnd() && this.calm(), { passive: true });
    addEventListener("scroll", () => this.nearEnd() && this.calm(), { passive: true });
  }

  // The pane scrolls on wide screens, the page on phones.
  get scroller() {
    return this.pane.scrollHeight > this.pane.clientHeight + 1 ? this.pane : document.scrollingElement;
  }

  nearEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 160;
  }

  toEnd(always = false) {
    if (always || this.nearEnd()) this.scroller.scrollTop = this.scroller.scrollHeight;
    this.calm();
  }

  calm() {
    this.below = 0;
    this.jump.parentElement.hidden = true;
  }

  seen() {
    if (document.hidden) return;
    this.unread = 0;
    document.title = this.title0;
  }

  // Put a line where its number says, and follow it only when the reader was at the end.
  put(item, seq, counts) {
    const follow = this.nearEnd();
    item.dataset.seq = seq;
    let before = null;
    for (let one = this.list.lastElementChild; one; one = one.previousElementSibling) {
      const other = Number(one.dataset.seq);
      if (one.dataset.waiting !== undefined || other > seq) before = one;
      else if (other < seq) break;
    }
    this.list.insertBefore(item, before);
    if (follow) this.toEnd(true);
    else if (counts) {
      this.below += 1;
      this.jump.textContent = this.below === 1 ? this.words.newOne : this.fill(this.words.newMany, { n: this.below });
      this.jump.parentElement.hidden = false;
    }
    if (counts && document.hidden) {
      this.unread += 1;
      document.title = `(${this.unread}) ${this.title0}`;
    }
  }

  avatar(node, name) {
    // The same four tints and first letters as the server's.
    const parts = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
    const first = parts[0] ?? "?";
    const last = parts.length > 1 ? parts.at(-1).replace(/^ال(?=.)/, "") : "";
    const joint = last && /^[\u0600-\u06ff]/.test(first) ? " " : "";
    node.textContent = ([...first][0] + joint + ([...last][0] ?? "")).toUpperCase();
    const tone = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 4;
    node.classList.add(`av-${tone + 1}`);
  }

  person({ name, guest }) {
    const item = document.createElement("li");
    item.className = "who-line";
    const mark = document.createElement("span");
    mark.className = "av av-s av-on";
    mark.setAttribute("aria-hidden", "true");
    this.avatar(mark, name);
    const label = document.createElement("bdi");
    label.textContent = name;
    item.append(mark, label);
    if (guest) item.append(" ", document.getElementById("tpl-badges").content.children[5].cloneNode(true));
    return item;
  }

  skeleton(name, mine) {
    const item = document.getElementById("tpl-message").content.firstElementChild.cloneNode(true);
    item.classList.toggle("msg-me", mine);
    this.avatar(item.querySelector(".av"), name);
    item.querySelector("bdi").textContent = name;
    return item;
  }

  message({ seq, message }) {
    document.getElementById(`m${message.id}`)?.remove();
    const mine = message.who.id === this.facts.me;
    const item = this.skeleton(message.who.name, mine);
    item.id = `m${message.id}`;
    const when = item.querySelector(".when");
    when.href = `/messages/${message.id}`;
    when.firstElementChild.dateTime = message.at;
    when.firstElementChild.textContent = message.clock;
    item.querySelector("bdi").textContent = message.phone || message.who.name;
    const badges = document.getElementById("tpl-badges").content.children;
    const head = item.querySelector(".h");
    const wear = (n) => head.append(badges[n].cloneNode(true));
    if (message.phone) wear(3);
    else {
      if (message.role === "facilitator") wear(0);
      if (message.role === "secretary") wear(1);
      if (message.role === "guest") wear(5);
      if (message.college === "public_bodies") wear(2);
    }
    wear(4);
    if (this.facts.acts || this.facts.leads || (this.facts.reports && !mine)) {
      const tool = document.createElement("a");
      tool.className = "tool";
      tool.href = `/messages/${message.id}/acts`;
      tool.textContent = this.words.act;
      head.append(tool);
    }
    if (message.answers) {
      head.after(document.getElementById("tpl-re").content.firstElementChild.cloneNode(true));
      this.quote(head.nextElementSibling, message.answers);
    }
    this.fillIn(item, message);
    this.put(item, seq, !mine);
  }

  quote(link, { id, name, words, lang }) {
    link.href = `/messages/${id}`;
    link.dataset.answers = id;
    if (name) link.querySelector("bdi").textContent = name;
    const said = link.querySelector("[dir]");
    said.textContent = words ?? this.words.gone;
    said.lang = words === null ? "" : lang;
  }

  // How many reacted, by kind; the row is there once somebody has.
  count(item, counts) {
    let row = item.querySelector("[data-rx]");
    if (!row && !Object.keys(counts).length) return;
    if (!row) {
      item.lastElementChild.append(document.getElementById("tpl-rx").content.firstElementChild.cloneNode(true));
      row = item.querySelector("[data-rx]");
    }
    for (const one of row.children) {
      const number = counts[one.dataset.kind] ?? 0;
      one.hidden = !number;
      one.querySelector(".num").textContent = number;
    }
  }

  reacted({ message, who, word, amount }) {
    const item = document.getElementById(`m${message.id}`);
    if (!item || message.deleted) return;
    this.count(item, message.reactions);
    if (who.id === this.facts.me) item.querySelector(`[data-kind=${word}]`)?.toggleAttribute("data-mine", amount === 1);
  }

  capture({ seq, capture }) {
    let item = document.getElementById(`c${capture.id}`);
    if (!item) {
      item = document.getElementById("tpl-capture").content.firstElementChild.cloneNode(true);
      item.id = `c${capture.id}`;
      this.put(item, seq, true);
    }
    // What it is may have been corrected too.
    const part = (name) => item.querySelector(name);
    const sign = part("use");
    sign.setAttribute("href", sign.getAttribute("href").replace(/#.*/, `#${SIGNS[capture.kind]}`));
    part("b").textContent = this.fill(this.words[capture.kind], { time: capture.clock });
    part("[data-words]").textContent = capture.withdrawn ? this.words.withdrawn : capture.text;
    part("[data-corrected]").hidden = !capture.corrected;
    item.classList.toggle("muted", Boolean(capture.withdrawn));
    const more = part("[data-who]");
    if (!more) return;
    more.hidden = !capture.owner && !capture.due;
    if (more.hidden) return;
    more.firstElementChild.textContent = capture.owner;
    more.lastElementChild.textContent = capture.due ? `· ${this.fill(this.words.until, { day: this.day(capture.due) })}` : "";
  }

  // A day as the server writes it in the reader's language.
  day(due) {
    const [y, m, d] = due.split("-").map(Number);
    return this.fill(this.words.day, { d, m: this.words.months[m - 1], y });
  }

  fillIn(item, message) {
    if (message.reactions) this.count(item, message.reactions);
    const body = item.querySelector(".b");
    item.querySelector("[data-edited]").hidden = !message.edited || Boolean(message.deleted);
    body.classList.toggle("muted", Boolean(message.deleted));
    if (message.deleted || message.html !== undefined) item.querySelector(".pic")?.remove();
    if (message.deleted) {
      const gone = document.createElement("p");
      gone.textContent = this.words[message.deleted];
      body.replaceChildren(gone);
      body.removeAttribute("lang");
      item.querySelector(".tool")?.remove();
      item.querySelector(".tools")?.remove();
      item.querySelector("[data-rx]")?.remove();
    } else if (message.html !== undefined) {
      body.lang = message.lang;
      body.innerHTML = message.html; // cleaned by the server when it was written (core.text)
      if (message.picture) this.picture(body, message.picture);
    }
  }

  // Small, and whole behind its link; where pictures are not wanted, the link alone.
  picture(body, { id, alt, name, width, height, size }) {
    const row = document.getElementById("tpl-pic").content.firstElementChild.cloneNode(true);
    const link = row.firstElementChild;
    const image = link.querySelector("img");
    const words = alt || this.fill(this.words.picture, { name });
    link.href = `/files/${id}`;
    if (image) Object.assign(image, { src: `/files/${id}/small`, width, height, alt: words });
    else {
      link.firstElementChild.textContent = this.fill(this.words.picture, { name: alt || name });
      link.lastElementChild.textContent = this.fill(this.words.kb, { n: Math.max(1, Math.round(size / 1000)) });
    }
    body.after(row);
  }

  // An edit or a deletion of a message that stands on this page; others are in the pages before.
  replace(message) {
    const item = document.getElementById(`m${message.id}`);
    if (item) this.fillIn(item, message);
    for (const link of this.list.querySelectorAll(`[data-answers="${message.id}"]`))
      this.quote(link, { id: message.id, words: message.deleted ? null : message.words, lang: message.lang });
  }

  title(titles) {
    return titles[document.documentElement.lang] ?? titles.fr ?? titles.ar ?? titles.en ?? "";
  }

  happened({ seq, kind, word, clock, item, about, amount }) {
    const made = document.createElement("li");
    made.className = "sys";
    const values = { time: clock, title: item ? apart(this.title(item.titles)) : "", name: about ? apart(about.name) : "", number: amount ?? "" };
    made.textContent = this.fill(this.words[`${kind}-${word}`] ?? this.words[kind], values);
    this.put(made, seq, false);
  }

  // What was written here last and is kept says so, in its own line.
  sent(id) {
    this.list.querySelector("[data-sent]")?.remove();
    const mark = document.createElement("span");
    mark.className = "xs muted";
    mark.dataset.sent = "";
    mark.textContent = this.words.sent;
    document.querySelector(`#m${id} .h`).append(mark);
  }

  note(text) {
    const made = document.createElement("li");
    made.className = "sys";
    made.textContent = text;
    made.dataset.seq = 0;
    this.list.append(made);
  }

  clear() {
    for (const item of [...this.list.children]) if (item.dataset.waiting === undefined) item.remove();
  }

  // Earlier messages, put above without moving what is being read.
  prepend(page, link) {
    const known = new Set([...this.list.querySelectorAll("[id]")].map((one) => one.id));
    const height = this.scroller.scrollHeight;
    const older = [...page.getElementById("log").children].filter((one) => one.dataset.seq && !known.has(one.id));
    this.list.prepend(...older);
    this.scroller.scrollTop += this.scroller.scrollHeight - height;
    const more = page.querySelector("[data-older]");
    if (more) link.href = more.href;
    else link.remove();
  }
}
