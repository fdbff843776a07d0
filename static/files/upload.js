// Files of a form: picked, pasted or dropped, sent one by one while the person writes on, with progress and a way to
// stop. Pictures are made smaller on the device first. Without this file the form carries them itself.
import { lighter } from "./lighter.js";
import { say } from "../_base/js/words.js";

const make = (tag, values) => Object.assign(document.createElement(tag), values);

for (const box of document.querySelectorAll("[data-files]")) {
  const { form } = box;
  const field = box.querySelector("[type=file]");
  const under = new Set();
  let waiting;

  const send = async (file) => {
    const line = make("li", { className: "row nowrap" });
    const bar = make("progress", { value: 0, ariaLabel: file.name });
    const stop = make("button", { type: "button", className: "btn btn-s btn-quiet", textContent: box.dataset.cancel });
    line.append(make("bdi", { className: "grow", textContent: file.name }), bar, stop);
    box.querySelector("ul").append(line);
    const request = new XMLHttpRequest();
    under.add(request);
    const over = (text) => {
      under.delete(request);
      // What waits for its files is not published without them.
      if (text) {
        line.replaceWith(make("li", { className: "error", textContent: `${file.name}: ${text}` }));
        waiting = 0;
      }
      if (!under.size && waiting) form.requestSubmit(waiting);
    };
    stop.onclick = () => {
      request.onloadend = null;
      request.abort();
      line.remove();
      field.focus();
      over();
    };
    const small = await lighter(file);
    if (!line.isConnected) return;
    if (small.size > box.dataset.most) return over(box.dataset.large);
    const body = new FormData();
    for (const key of ["csrf_token", "client_key"]) body.append(key, form[key]?.value ?? "");
    body.append("file", small, file.name);
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
    // One way for all ends but a stop: a line drawn by the server, a reason in words, or no answer at all.
    request.onloadend = () => {
      const answer = request.response;
      const fresh = request.status === 201 && answer.querySelector("li");
      if (fresh) line.replaceWith(fresh);
      over(fresh ? "" : answer?.querySelector("[data-why]")?.textContent ?? say("failed"));
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
  box.querySelector("button").hidden = true;
  field.onchange = (event) => {
    take(event, field.files);
    field.value = "";
  };
  form.addEventListener("paste", (event) => take(event, event.clipboardData.files));
  form.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  form.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
  // Sent while files are under way: it goes when the last has arrived.
  form.addEventListener("submit", (event) => {
    waiting = under.size && event.submitter;
    if (under.size) event.preventDefault();
  });
}
