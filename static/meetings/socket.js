// The part of the Socket.IO protocol that the room speaks: one WebSocket, events as JSON, answers to them, the
// server's heartbeat, and coming back with growing, scattered pauses.
const FIRST = 700;
const MOST = 15000;
const LIMIT = 10000;

export class Socket {
  constructor() {
    this.heard = new Map();
    this.waiting = new Map();
    this.next = 0;
    this.tries = 0;
    this.connected = false;
    this.wanted = false;
  }

  on(name, listener) {
    this.heard.set(name, listener);
  }

  tell(name, ...values) {
    this.heard.get(name)?.(...values);
  }

  connect() {
    this.wanted = true;
    if (this.line) return;
    clearTimeout(this.later);
    const line = new WebSocket(`${location.origin.replace(/^http/, "ws")}/socket.io/?EIO=4&transport=websocket`);
    this.line = line;
    this.alive(LIMIT);
    line.onmessage = ({ data }) => line === this.line && this.read(String(data));
    line.onclose = () => this.lost(line);
    line.onerror = () => this.lost(line);
  }

  // Nothing heard for so long: the line is dead, whatever the device believes.
  alive(patience) {
    clearTimeout(this.silence);
    const line = this.line;
    this.silence = setTimeout(() => {
      this.lost(line);
      line.close();
    }, patience);
  }

  lost(line) {
    if (line !== this.line) return;
    clearTimeout(this.silence);
    this.line = null;
    const was = this.connected;
    this.connected = false;
    for (const done of this.waiting.values()) done(null);
    this.waiting.clear();
    if (this.wanted) {
      const pause = Math.min(MOST, FIRST * 2 ** this.tries++) * (0.3 + 1.4 * Math.random());
      this.later = setTimeout(() => this.connect(), pause);
    }
    this.tell(was ? "disconnect" : "connect_error");
  }

  disconnect() {
    this.wanted = false;
    clearTimeout(this.later);
    const { line } = this;
    if (line) {
      this.lost(line);
      line.close();
    }
  }

  read(text) {
    const kind = text[0];
    if (kind === "0") {
      const { pingInterval, pingTimeout } = JSON.parse(text.slice(1));
      this.beat = pingInterval + pingTimeout;
      this.line.send("40");
    } else if (kind === "2") {
      this.line.send("3");
    } else if (kind === "4") this.message(text.slice(1));
    if (this.beat) this.alive(this.beat);
  }

  message(text) {
    const [, kind, id, rest] = /^(\d)(\d*)(.*)$/s.exec(text);
    if (kind === "0") {
      this.connected = true;
      this.tries = 0;
      this.tell("connect");
    } else if (kind === "1" || kind === "4") {
      this.line.close();
      this.lost(this.line);
    } else if (kind === "2") {
      this.tell(...JSON.parse(rest));
    } else if (kind === "3") {
      this.waiting.get(id)?.(JSON.parse(rest)[0]);
      this.waiting.delete(id);
    }
  }

  // Say something; the answer, or null when none came in time.
  emit(name, data) {
    return new Promise((done) => {
      if (!this.connected) return done(null);
      const id = String(this.next++);
      this.waiting.set(id, done);
      setTimeout(() => this.waiting.delete(id) && done(null), LIMIT);
      this.line.send(`42${id}${JSON.stringify([name, data])}`);
    });
  }
}
