// What was written and is not yet known to be kept. Each message gets a name here, once; however often it is sent,
// the server keeps it once. It stays on this device, through reloads and cuts, until the server answers.
import { draw, Picture } from "./picture.js";

const LATER = ["lost", "busy", "server", "too-many"]; // worth another try; other refusals are shown

export class Outbox {
  constructor({ facts, words, line, log }) {
    Object.assign(this, { facts, words, line, log });
    this.prefix = `gf-room:${facts.meeting}:${facts.me}:`;
    this.items = new Map();
    for (const key of this.keys()) {
      try {
        const item = JSON.parse(localStorage.getItem(key));
        // A picture lives as long as its page; what it went with is kept, and says so.
        const gone = item.pic && !item.file;
        this.items.set(item.name, { ...item, ...(gone && { why: words.noPicture }), state: gone || item.state === "failed" ? "failed" : "queued" });
      } catch {
        localStorage.removeItem(key);
      }
    }
    this.items = new Map([...this.items].sort(([, a], [, b]) => a.order - b.order));
    line.onUp.push(() => this.flush());
  }

  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix));
    } catch {
      return []; // storage refused: messages live as long as the page
    }
  }

  keep(item) {
    try {
      const { node, blob, ...kept } = item;
      localStorage.setItem(this.prefix + item.name, JSON.stringify(kept));
    } catch {
      /* full or refused: the message is still on the page */
    }
  }

  drop(name) {
    this.items.get(name)?.node?.remove();
    this.items.delete(name);
    this.forget(name);
  }

  forget(name) {
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      /* as above */
    }
  }

  // The form as it stands now (it may have been drawn again).
  listen() {
    const form = document.querySelector("#composer form");
    if (!form || form.dataset.heard) return;
    form.dataset.heard = "1";
    const area = form.querySelector("textarea");
    this.picture = new Picture(form);
    const grow = () => {
      if (CSS.supports("field-sizing", "content")) return;
      area.style.setProperty("block-size", "auto");
      area.style.setProperty("block-size", `${area.scrollHeight + 2}px`);
    };
    area.addEventListener("input", grow);
    area.addEventListener("keydown", (event) => {
      const alone = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      // On a touch keyboard Enter makes a new line; the button sends.
      if (!alone || !(event.ctrlKey || event.metaKey || matchMedia("(pointer: fine)").matches)) return;
      event.preventDefault();
      event.stopPropagation();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      // Of a picture alone, what it shows is what is said.
      const { alt } = form.elements;
      const text = area.value.trim() || (alt?.value.trim() ?? ""); // guests send no pictures
      if (!text) return this.picture.blob ? this.picture.ask() : area.focus();
      area.focus();
      const { reply_to: re, by_phone: phone } = form.elements;
      this.add(text, Number(re?.value) || 0, phone?.value.trim() ?? "", this.picture.give());
      area.value = "";
      this.answer();
      if (phone) phone.value = "";
      grow();
    });
  }

  // Answer this message with the next one, or none.
  answer(id = 0, words = "") {
    const form = document.querySelector("#composer form");
    if (!form) return;
    form.elements.reply_to.value = id || "";
    const bar = document.getElementById("re");
    bar.hidden = !id;
    bar.querySelector("[dir]").textContent = words;
    if (id) form.elements.text.focus();
  }

  add(text, re, phone, more) {
    const name = Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
    const item = { name, text, re, phone, order: Date.now(), state: "queued", ...more };
    this.items.set(name, item);
    this.keep(item);
    this.draw();
    this.log.toEnd(true);
    this.flush();
  }

  // One at a time and in order, so that what was written first is said first.
  async flush() {
    if (this.busy || this.line.stopped) return;
    this.busy = true;
    try {
      for (const item of [...this.items.values()]) {
        if (item.state !== "queued") continue;
        this.mark(item, "sending");
        const answer = await this.deliver(item);
        if (answer.ok) {
          this.mark(item, answer.held ? "held" : "sent");
          if (answer.held) this.forget(item.name);
          item.seq = answer.seq;
          this.upTo(this.line.last);
          if (answer.seq) this.line.expect(answer.seq);
          if (!this.line.joined) this.line.fetchMissing();
        } else if (LATER.includes(answer.error)) {
          this.mark(item, "queued");
          const pause = answer.error === "too-many" ? 3000 : 4000;
          setTimeout(() => this.flush(), pause * (0.8 + 0.4 * Math.random()));
          return;
        } else if (answer.error === "signed-out") {
          this.mark(item, "queued");
          return this.line.stop("signed-out");
        } else {
          item.why = answer.message;
          this.mark(item, "failed");
        }
      }
    } finally {
      this.busy = false;
    }
  }

  // The picture first: the message names it.
  async deliver(item) {
    if (item.pic && !item.file) {
      const sent = await this.line.upload(item);
      if (!sent.ok) return sent;
      item.file = sent.id;
      this.keep(item);
    }
    return this.line.send(item);
  }

  mark(item, state) {
    // The line under the conversation is read out once for each thing that went wrong; the log itself says the rest.
    const wrong = { failed: `${this.words.failed}: ${item.why}`, queued: this.words.queued }[state];
    if (wrong && item.state !== state) document.getElementById("outbox").textContent = wrong;
    item.state = state;
    if (this.items.has(item.name)) {
      if (state !== "sent") this.keep(item);
      this.draw();
    }
  }

  // The log holds it now: the bubble gives way to the line, which says that it was sent.
  arrived(name, author) {
    const mine = author === this.facts.me && this.items.has(name);
    if (mine) this.drop(name);
    return mine;
  }

  // The page has the log up to here already, as it was drawn: these bubbles would be a second one.
  upTo(last) {
    for (const item of [...this.items.values()]) if (item.state === "sent" && item.seq && item.seq <= last) this.drop(item.name);
  }

  draw() {
    for (const item of this.items.values()) {
      item.node ??= this.bubble(item);
      item.node.classList.toggle("msg-wait", item.state !== "sent");
      const badge = item.node.querySelector(".badge");
      badge.classList.toggle("badge-warn", item.state !== "sent");
      badge.textContent = this.words[item.state] ?? "";
      this.tools(item);
      this.log.list.append(item.node); // below all lines, in the order they were written
    }
  }

  bubble(item) {
    const node = this.log.skeleton(this.facts.name, true);
    node.querySelector("bdi").textContent = this.words.you;
    node.dataset.waiting = "";
    node.ariaLive = "off"; // what the log reads out is the line itself, once
    const badge = document.createElement("span");
    badge.className = "badge badge-warn";
    node.querySelector(".when").replaceWith(badge);
    const words = document.createElement("p");
    words.dir = "auto";
    words.textContent = item.text;
    node.querySelector(".b").append(words);
    if (item.pic) this.withPicture(node, item);
    return node;
  }

  withPicture(node, { blob, pic }) {
    const row = document.createElement("p");
    row.className = "pic small muted";
    if (blob) {
      const board = Object.assign(document.createElement("canvas"), { width: 64, height: 64, ariaHidden: true });
      row.append(board);
      draw(board, blob);
    }
    row.append(blob ? this.words.with : this.words.picture.replace("{name}", pic.alt || pic.name));
    node.querySelector(".b").after(row);
  }

  tools(item) {
    item.node.querySelector(".tools")?.remove();
    if (item.state !== "failed") return;
    const tools = document.createElement("div");
    tools.className = "tools small";
    const why = document.createElement("span");
    why.textContent = item.why ?? "";
    const act = (label, done) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = label;
      button.addEventListener("click", done);
      return button;
    };
    const again = () => {
      this.mark(item, "queued");
      this.flush();
    };
    const without = () => {
      Object.assign(item, { pic: null, file: 0, blob: null, why: "" });
      item.node.querySelector(".pic")?.remove();
      again();
    };
    const back = () => {
      const area = document.querySelector("#composer textarea");
      if (area) area.value = [area.value, item.text].filter(Boolean).join("\n");
      if (item.blob) this.picture?.show(item.blob, item.pic.name, item.pic.alt);
      this.drop(item.name);
      area?.focus();
    };
    tools.append(why);
    if (!item.pic || item.blob || item.file) tools.append(act(this.words.again, again));
    if (item.pic) tools.append(act(this.words.without, without));
    tools.append(act(this.words.back, back));
    item.node.lastElementChild.append(tools);
  }
}
