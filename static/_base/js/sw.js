// Offline reading: a page is kept once read, network first; hashed files are kept when used.
// Only GET, only this site, never what the server marked no-store. Signing out wipes everything
// (the server sends Clear-Site-Data). Bump VERSION to drop all copies.
const VERSION = "v1";
const PAGES = `pages-${VERSION}`;
const FILES = `files-${VERSION}`;
const MAX_PAGES = 60;
const MAX_FILES = 120;
const WAIT = 6000;

// What is shown when there is neither network nor copy; asked for again after everything was wiped.
async function keepOfflinePage() {
  const cache = await caches.open(PAGES);
  if (!(await cache.match("/offline"))) await cache.add("/offline");
}

self.addEventListener("install", (event) => event.waitUntil(keepOfflinePage().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== PAGES && name !== FILES) await caches.delete(name);
  await self.clients.claim();
})()));

async function keep(name, limit, request, response) {
  const cache = await caches.open(name);
  await cache.put(request, response);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - limit))) await cache.delete(old);
}

const storable = (response) => response.ok && !response.redirected
  && !(response.headers.get("Cache-Control") || "").includes("no-store");

const late = () => new Promise((_, no) => setTimeout(no, WAIT));

async function page(request, event) {
  // The limit is on the first answer only: a page that comes slowly is never cut in the middle.
  const network = fetch(request);
  const kept = network.then((fresh) => storable(fresh) && keep(PAGES, MAX_PAGES, request, fresh.clone()));
  event.waitUntil(kept.then(keepOfflinePage).catch(() => {}));
  try {
    return await Promise.race([network, late()]);
  } catch {
    const copy = await caches.match(request, { cacheName: PAGES });
    if (copy) return copy;
  }
  try {
    return await network; // slow, and nothing to show meanwhile
  } catch {
    return (await caches.match("/offline", { cacheName: PAGES })) || Response.error();
  }
}

async function file(request, event) {
  const copy = await caches.match(request, { cacheName: FILES });
  if (copy) return copy;
  const fresh = await fetch(request);
  if (storable(fresh)) event.waitUntil(keep(FILES, MAX_FILES, request, fresh.clone()));
  return fresh;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, event));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(file(request, event));
});
