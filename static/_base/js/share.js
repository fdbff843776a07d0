// [data-share]: the system's share sheet, or a copy of the address; a link shares where it leads.
import { toast } from "./toast.js";
import { say } from "./words.js";

for (const button of document.querySelectorAll("[data-share], [data-print]")) button.hidden = false;

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) print();
  const asked = event.target.closest("[data-share]");
  if (!asked || event.ctrlKey || event.metaKey || !(navigator.share || navigator.clipboard)) return;
  event.preventDefault();
  const link = asked.href ?? document.querySelector("link[rel=canonical]")?.href ?? location.href;
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: link });
    else {
      await navigator.clipboard.writeText(link);
      toast(say("copied"));
    }
  } catch {
    // The person closed the share sheet.
  }
});
