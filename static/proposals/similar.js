// Proposals and discussions like the title, while it is being typed. Without this file they come with the preview.
const box = document.querySelector("[data-alike]"), shown = document.querySelector("[data-alike-shown]");
let timer, asked = "";

const ask = async () => {
  const title = box.value.trim();
  if (title === asked) return;
  asked = title;
  const address = new URL(box.dataset.alike, location.href);
  address.searchParams.set("title", title);
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.redirected || box.value.trim() !== title) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    shown.replaceChildren(...[...fresh.children].map((one) => document.adoptNode(one)));
  } catch { asked = ""; /* offline: the next key asks again */ }
};

box?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 500); });
