// Drawing the log: one <li> for each line, in order of number; words of people only through the server's cleaned
// HTML, everything else as text.
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

  person({ name }) {
    const item = document.createElement("li");
    item.className = "who-line";
    const mark = document.createElement("span");
    mark.className = "av av-s av-on";
    mark.setAttribute("aria-hidden", "true");
    this.avatar(mark, name);
    const label = document.createElement("bdi");
    label.textContent = name;
    item.append(mark, label);
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
    const badges = document.getElementById("tpl-badges").content.children;
    const head = item.querySelector(".h");
    if (message.role === "facilitator") head.append(badges[0].cloneNode(true));
    if (message.role === "secretary") head.append(badges[1].cloneNode(true));
    if (message.college === "public_bodies") head.append(badges[2].cloneNode(true));
    const edited = document.createElement("span");
    edited.className = "xs muted";
    edited.dataset.edited = "";
    edited.textContent = this.words.edited;
    head.append(edited);
    if (mine || document.getElementById("lead")) {
      const tool = document.createElement("a");
      tool.className = "tool";
      tool.href = `/messages/${message.id}/edit`;
      tool.textContent = mine ? this.words.change : this.words.out;
      head.append(tool);
    }
    this.fillIn(item, message);
    this.put(item, seq, !mine);
  }

  fillIn(item, message) {
    const body = item.querySelector(".b");
    item.querySelector("[data-edited]").hidden = !message.edited || Boolean(message.deleted);
    body.classList.toggle("muted", Boolean(message.deleted));
    if (message.deleted) {
      const gone = document.createElement("p");
      gone.textContent = this.words[message.deleted];
      body.replaceChildren(gone);
      body.removeAttribute("lang");
      item.querySelector(".tool")?.remove();
      item.querySelector(".tools")?.remove();
    } else if (message.html !== undefined) {
      body.lang = message.lang;
      body.innerHTML = message.html; // cleaned by the server when it was written (core.text)
    }
  }

  // An edit or a deletion of a message that stands on this page; others are in the pages before.
  replace(message) {
    const item = document.getElementById(`m${message.id}`);
    if (item) this.fillIn(item, message);
  }

  title(titles) {
    return titles[document.documentElement.lang] ?? titles.fr ?? titles.ar ?? titles.en ?? "";
  }

  happened({ seq, kind, clock, item }) {
    const made = document.createElement("li");
    made.className = "sys";
    made.textContent = this.fill(this.words[kind], { time: clock, title: item ? this.title(item.titles) : "" });
    this.put(made, seq, false);
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
