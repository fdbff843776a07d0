// Reactions and bookmarks without leaving the place: the button's own address is asked, and the row under the post
// comes back as it is now. Without this file the same buttons send the page's form.
import { toast } from "../_base/js/toast.js";
import { say } from "../_base/js/words.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".rx button");
  if (!button) return;
  event.preventDefault();
  const row = button.closest(".rx");
  if (row.ariaBusy) return;
  row.ariaBusy = "true";
  const body = new FormData(button.form);
  body.append(button.name, button.value);
  try {
    const answer = await fetch(button.formAction, {
      method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(12000),
    });
    if (!answer.ok || answer.redirected) throw answer;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".rx");
    row.replaceWith(document.adoptNode(fresh));
    fresh.querySelector(`[value="${button.value}"]`)?.focus();
  } catch {
    row.ariaBusy = null;
    toast(say("failed"));
  }
});
