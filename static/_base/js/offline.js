// Offline reading: the service worker keeps the pages that were read. They belong to who read them: when the
// account on this browser changes, every copy goes, even where nobody signed out properly.
const who = document.body.dataset.who;
const WHO = "who";

async function forget() {
  for (const name of await caches.keys()) await caches.delete(name);
}

async function start() {
  if (!("serviceWorker" in navigator) || !isSecureContext || who === undefined) return;
  try {
    if (localStorage.getItem(WHO) !== who) {
      await forget();
      localStorage.setItem(WHO, who);
    }
    await navigator.serviceWorker.register("/sw.js");
  } catch {
    // Private mode, or storage refused: the site works without.
  }
}

// After the page: nobody waits for it.
if (document.readyState === "complete") start();
else addEventListener("load", start);
