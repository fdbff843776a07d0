// The line to the server: a socket where it gets through, plain requests where it does not. Either way the lines of
// the log come with their numbers; a number that is missing is asked for, so nothing is lost, doubled or misplaced.
import { Socket } from "./socket.js";

const LIMIT = 10000; // an answer that takes longer is taken for lost
const PATIENCE = 6000; // without a socket for so long, plain requests begin
const FINAL = ["signed-out", "standing", "too-many"];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const jitter = (ms) => ms * (0.7 + 0.6 * Math.random());

export class Line {
  constructor({ facts, say, apply, reset, presence, changed, stands, typing }) {
    Object.assign(this, { facts, say, apply, reset, presence, changed, stands, typing });
    this.last = facts.last;
    this.early = new Map(); // lines that overtook others
    this.joined = false;
    this.stopped = "";
    this.crowd = new Map(); // what each web process says of its own sockets
    this.onUp = [];
  }

  open() {
    this.socket = new Socket();
    this.socket.on("connect", () => this.join());
    this.socket.on("disconnect", () => this.down());
    this.socket.on("connect_error", () => this.down());
    this.socket.on("room_event", (event) => event.meeting_id === this.facts.meeting && this.take([event]));
    this.socket.on("room_changed", ({ version }) => this.changed(version));
    this.socket.on("room_presence", (found) => this.count(found));
    this.socket.on("room_typing", (found) => found.meeting_id === this.facts.meeting && this.typing(found));
    this.socket.on("restart", () => this.say("restart"));
    this.socket.on("kicked", ({ reason }) => this.stop(reason));
    addEventListener("online", () => this.retry());
    addEventListener("offline", () => this.say("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    this.socket.connect();
    setTimeout(() => this.joined || this.down(), PATIENCE);
  }

  stop(reason) {
    this.stopped = FINAL.includes(reason) ? reason : "standing";
    this.joined = false;
    this.socket.disconnect();
    this.say(this.stopped);
  }

  // The device woke up or found a network: look at once whether the line still carries.
  async retry() {
    if (this.stopped) return;
    if (!this.socket.connected) return void this.socket.connect();
    if (!this.joined || !(await this.fetchMissing())) return;
    this.say("");
    this.up();
  }

  async emit(name, data) {
    const answer = await this.socket.emit(name, data);
    if (answer && this.joined) this.say("");
    return answer ?? { ok: false, error: "lost" };
  }

  async join() {
    const { meeting } = this.facts;
    const asked = Date.now();
    const answer = { asked, ...(await this.emit("room_join", { meeting_id: meeting, after: this.last })) };
    if (!answer.ok) {
      if (answer.error === "lost") return void (this.socket.disconnect(), setTimeout(() => this.retry(), jitter(1500)));
      return this.stop(answer.error);
    }
    this.joined = true;
    this.crowd.clear();
    if (answer.presence) this.count(answer.presence);
    this.learn(answer);
    if (answer.more) await this.fetchMissing();
    this.say("");
    this.up();
  }

  up() {
    for (const listener of this.onUp) listener();
  }

  down() {
    this.joined = false;
    if (this.stopped) return;
    this.patience ??= setTimeout(() => {
      this.patience = null;
      if (this.joined || this.stopped || this.polling) return;
      this.say(navigator.onLine ? "weak" : "offline");
      this.poll();
    }, 2500);
  }

  // Plain requests in the place of the socket, until it is back.
  async poll() {
    if (this.polling) return;
    this.polling = true;
    while (!this.joined && !this.stopped) {
      const reached = await this.fetchMissing();
      if (this.joined || this.stopped) break;
      this.say(reached ? "polling" : navigator.onLine ? "weak" : "offline");
      if (reached) this.up();
      await wait(jitter(document.hidden ? 60000 : reached ? 5000 : 8000));
    }
    this.polling = false;
  }

  // Ask for what is missing after the last line we have; one asker at a time.
  fetchMissing() {
    this.asking ??= this.fetchAll().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  async fetchAll() {
    for (;;) {
      const asked = Date.now();
      const answer = this.joined ? await this.emit("room_since", { meeting_id: this.facts.meeting, after: this.last }) : await this.fetchPage();
      if (answer.ok === false) {
        if (FINAL.includes(answer.error)) this.stop(answer.error);
        return false;
      }
      this.learn({ asked, ...answer });
      if (!answer.more) return true;
    }
  }

  async fetchPage() {
    try {
      const answer = await fetch(`${this.facts.events}?after=${this.last}`, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(LIMIT),
      });
      if (answer.redirected || answer.status === 403 || answer.status === 404) return { ok: false, error: "standing" };
      return answer.ok ? await answer.json() : { ok: false };
    } catch {
      return { ok: false };
    }
  }

  learn(answer) {
    if (answer.reset) {
      this.early.clear();
      this.last = answer.last_seq;
      this.reset(answer);
    } else this.take(answer.events);
    // How the room stands is of now: it counts once all the lines up to now are here.
    if (!answer.more && answer.last_seq >= this.last) this.stands(answer);
    this.changed(answer.version);
  }

  take(events) {
    for (const event of events) if (event.seq > this.last) this.early.set(event.seq, event);
    let next;
    while ((next = this.early.get(this.last + 1))) {
      this.early.delete(next.seq);
      this.last = next.seq;
      this.apply(next);
    }
    if (this.early.size) this.expect(Math.max(...this.early.keys()));
  }

  // A line with this number exists: when it has not come by itself shortly, ask.
  expect(seq) {
    if (seq <= this.last) return;
    clearTimeout(this.expecting);
    this.expecting = setTimeout(() => seq > this.last && this.fetchMissing(), 400);
  }

  count(found) {
    this.expect(found.last_seq);
    this.crowd.set(found.process, { ...found, at: Date.now() });
    this.showPresence();
  }

  showPresence() {
    const people = new Map();
    let count = 0;
    let visitors = 0;
    for (const [process, one] of this.crowd) {
      if (Date.now() - one.at > 60000) this.crowd.delete(process);
      else {
        for (const person of one.people) people.set(person.id, person);
        count += one.count;
        visitors += one.visitors;
      }
    }
    // The same person through two processes is one; names beyond the first sixty are only counted.
    if (this.crowd.size) this.presence({ people: [...people.values()], count: count < 60 ? people.size : count, visitors });
  }

  // Say something: by the socket, or as the form would.
  async send({ name, text, re, phone, file, pic }) {
    const { meeting, csrf, say } = this.facts;
    const more = { ...(re && { reply_to: re }), ...(phone && { by_phone: phone }), ...(file && { file_id: file, alt: pic.alt }) };
    if (this.joined) return this.emit("room_say", { meeting_id: meeting, client_id: name, text, ...more });
    return this.post(say, { client_id: name, text, csrf_token: csrf, ...more });
  }

  // Take a picture in; sent again under the same name it is the same one.
  async upload({ name, blob, pic }) {
    const body = new FormData();
    for (const [key, value] of [["csrf_token", this.facts.csrf], ["client_key", name]]) body.append(key, value);
    body.append("file", blob, pic.name);
    try {
      const answer = await fetch(this.facts.files, { method: "POST", body, signal: AbortSignal.timeout(120000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const id = Number(page.querySelector("[name=file_ids]")?.value);
      if (answer.status === 201 && id) return { ok: true, id };
      if (answer.redirected || answer.status === 401) return { ok: false, error: "signed-out" };
      return { ok: false, error: answer.status === 429 || answer.status >= 500 ? "busy" : "refused", message: page.querySelector("[data-why]")?.textContent };
    } catch {
      return { ok: false, error: "lost" };
    }
  }

  // What a button of the page does, without leaving the page.
  async act(button) {
    const fields = { csrf_token: this.facts.csrf, ...(button.name && { [button.name]: button.value }), ...button.dataset.more && JSON.parse(button.dataset.more) };
    const answer = await this.post(button.formAction, fields);
    if (answer.ok) this.joined ? this.expect(answer.seq) : this.fetchMissing();
    return answer;
  }

  // Change or take out a message; without a socket, through the page's own forms.
  async ask(name, data, page) {
    if (this.joined) {
      const answer = await this.emit(name, data);
      if (answer.ok) this.expect(answer.seq);
      return answer;
    }
    const form = page.querySelector(name === "room_edit" ? "#change" : `form[action$="/${data.id}/delete"]`);
    const fields = Object.fromEntries(new FormData(form));
    const answer = await this.post(form.getAttribute("action") || `/messages/${data.id}/edit`, { ...fields, ...data });
    if (answer.ok) this.fetchMissing();
    return answer;
  }

  async post(address, fields) {
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(LIMIT),
      });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) return await answer.json();
      if (answer.ok) return { ok: true, seq: 0 };
      return { ok: false, error: answer.status >= 500 || answer.status === 429 ? "busy" : "refused" };
    } catch {
      return { ok: false, error: "lost" };
    }
  }
}
