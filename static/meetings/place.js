// Where one stopped reading. The server keeps it for whoever has an account, for all their devices, and draws with the
// page what came since; it is told when the page goes out of sight, and now and then. For a visitor this device keeps it.
export class Place {
  constructor({ facts, line, swap }) {
    Object.assign(this, { facts, line, swap, told: facts.last, key: `gf-seen:${facts.meeting}` });
  }

  open() {
    if (!this.facts.me) this.sumUp();
    document.addEventListener("visibilitychange", () => (document.hidden ? this.tell() : this.keep()));
    addEventListener("pagehide", () => this.tell());
    // For the device that dies without a word; not everybody at the same instant.
    setInterval(() => document.hidden || this.tell(), 240000 + Math.random() * 120000);
  }

  tell() {
    const { facts, line, told } = this;
    if (!facts.me || line.last <= told) return;
    this.told = line.last;
    const body = new FormData(document.getElementById("act"));
    body.set("number", line.last);
    fetch(facts.seen, { method: "POST", body, keepalive: true })
      .then((answer) => answer.ok || Promise.reject())
      .catch(() => (this.told = told)); // the next time tells all
  }

  keep() {
    if (document.hidden || this.facts.me) return;
    try {
      localStorage.setItem(this.key, this.line.last);
    } catch {
      /* storage refused: no sum */
    }
  }

  async sumUp() {
    let seen = 0;
    try {
      seen = Number(localStorage.getItem(this.key));
    } catch {
      /* as above */
    }
    this.keep();
    if (!seen || this.facts.last - seen < 15 || new URLSearchParams(location.search).has("after")) return;
    await this.swap(`${this.facts.here}?after=${seen}`, "since");
  }
}
