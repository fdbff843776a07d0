// Files of a form: picked, pasted or dropped, sent one by one while the person writes on, with progress and a way to
// stop. Pictures are made smaller on the device first. Without this file the form carries them itself.
import { say } from "../_base/js/words.js";

const SIDE = 1600;
const WEIGHT = 250000;

async function lighter(file) {
  if (!/^image\/(png|jpeg|webp)$/.test(file.type)) return file;
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(whole.width, whole.height));
    if (scale === 1 && file.size <= WEIGHT) return file;
    const board = document.createElement("canvas");
    board.width = whole.width * scale;
    board.height = whole.height * scale;
    board.getContext("2d").drawImage(whole, 0, 0, board.width, board.height);
    let best = file;
    let type = "image/webp";
    for (const quality of [0.85, 0.8, 0.6, 0.4]) {
      const made = await new Promise((done) => board.toBlob(done, type, quality));
      if (made.type !== type) type = "image/jpeg"; // this browser cannot write the other
      else if (made.size < best.size) best = made;
      if (best.size <= WEIGHT) break;
    }
    return best;
  } catch {
    return file; // the server decides what it is
  }
}

const make = (tag, values) => Object.assign(document.createElement(tag), values);

for (const box of document.querySelectorAll("[data-files]")) {
  const { form } = box;
  const list = box.querySelector("ul");
  const field = box.querySelector("[type=file]");
  const under = new Set();
  let waiting;

  const send = async (file) => {
    const name = make("bdi", { textContent: file.name, className: "grow" });
    const bar = make("progress", { value: 0, ariaLabel: file.name });
    const stop = make("button", { type: "button", className: "btn btn-s btn-quiet", textContent: box.dataset.cancel });
    const line = make("li", { className: "row nowrap" });
    line.append(name, bar, stop);
    list.append(line);
    const request = new XMLHttpRequest();
    under.add(request);
    const over = (text) => {
      under.delete(request);
      if (text) {
        line.className = "error";
        line.replaceChildren(name, `: ${text}`);
      }
      if (!under.size && waiting) form.requestSubmit(waiting);
    };
    stop.onclick = () => {
      request.abort();
      line.remove();
      field.focus();
      over();
    };
    const small = await lighter(file);
    if (!line.isConnected) return;
    if (small.size > box.dataset.most) {
      over(box.dataset.large);
      return;
    }
    const body = new FormData();
    for (const key of ["csrf_token", "client_key"]) body.append(key, form[key]?.value ?? "");
    body.append("file", small, file.name);
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
    request.onerror = () => over(say("failed"));
    request.onload = () => {
      const answer = request.response;
      if (request.status === 201) line.replaceWith(answer.querySelector("li"));
      over(request.status === 201 ? "" : answer.querySelector("[data-why]")?.textContent ?? say("failed"));
    };
    request.open("POST", box.dataset.files);
    request.responseType = "document";
    request.send(body);
  };

  const take = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    [...files].forEach(send);
  };
  box.querySelector("[name=add_files]").hidden = true;
  field.onchange = (event) => {
    take(event, field.files);
    field.value = "";
  };
  form.addEventListener("paste", (event) => take(event, event.clipboardData.files));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  // Sent while files are under way: it goes when the last has arrived.
  form.addEventListener("submit", (event) => {
    waiting = under.size && event.submitter;
    if (under.size) event.preventDefault();
  });
}
