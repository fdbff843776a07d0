// The picture of the message being written: picked, pasted or dropped, made smaller here, shown before it leaves.
import { lighter } from "../files/lighter.js";

const KINDS = ["image/png", "image/jpeg", "image/webp", "image/gif"];

// A square of it: drawn, because a picture in memory has no address that this site may show.
export async function draw(board, blob) {
  try {
    const whole = await createImageBitmap(blob);
    const side = Math.min(whole.width, whole.height);
    board.getContext("2d").drawImage(whole, (whole.width - side) / 2, (whole.height - side) / 2, side, side, 0, 0, board.width, board.height);
  } catch {
    board.hidden = true; // the server says what is wrong with it
  }
}

export class Picture {
  constructor(form) {
    this.form = form;
    this.box = form.querySelector("[data-picture]");
    if (!this.box) return; // guests of a meeting send words
    this.field = form.elements.picture;
    this.line = this.box.querySelector("[data-picked]");
    this.board = this.line.querySelector("canvas");
    const button = form.querySelector("[data-pick]");
    button.hidden = false;
    button.onclick = () => this.field.click();
    this.box.querySelector("summary").hidden = true;
    this.box.querySelector("[data-plain]").hidden = true;
    this.line.querySelector("button").onclick = () => {
      this.clear();
      button.focus();
    };
    this.field.onchange = () => this.pick(this.field.files[0]);
    form.addEventListener("paste", (event) => this.take(event, event.clipboardData.files));
    form.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
    form.addEventListener("drop", (event) => this.take(event, event.dataTransfer.files));
  }

  take(event, files) {
    if (!files?.length) return;
    event.preventDefault();
    this.pick(files[0]);
  }

  async pick(file) {
    this.field.value = "";
    if (!file) return;
    if (!KINDS.includes(file.type)) return this.refuse(this.box.dataset.other);
    const small = await lighter(file);
    if (small.size > this.box.dataset.most) return this.refuse(this.box.dataset.large);
    this.show(small, file.name);
    this.form.elements.alt.focus();
  }

  show(blob, name, alt = "") {
    this.clear();
    Object.assign(this, { blob, name });
    this.line.hidden = false;
    this.line.querySelector("bdi").textContent = name;
    this.form.elements.alt.value = alt;
    this.box.open = true;
    this.board.hidden = false;
    this.board.getContext("2d").clearRect(0, 0, 64, 64);
    draw(this.board, blob);
  }

  refuse(words) {
    this.clear();
    this.fault(words);
  }

  ask() {
    this.fault(this.box.dataset.words);
    this.form.elements.alt.focus();
  }

  fault(words) {
    const line = this.box.querySelector("[role=alert]");
    line.hidden = false;
    line.lastElementChild.textContent = words;
    this.box.open = true;
  }

  clear() {
    this.blob = this.name = null;
    this.line.hidden = true;
    this.form.elements.alt.value = "";
    this.box.querySelector("[role=alert]").hidden = true;
    this.box.querySelector("[name=file_id]")?.closest("label").remove();
    this.box.open = false;
  }

  // What goes with the message that is sent now, and leaves the form.
  give() {
    if (!this.box) return {};
    const there = this.box.querySelector("[name=file_id]:checked");
    const alt = this.form.elements.alt.value.trim();
    const found = this.blob ? { pic: { alt, name: this.name }, blob: this.blob } : there ? { pic: { alt, name: "" }, file: Number(there.value) } : {};
    this.clear();
    return found;
  }
}
