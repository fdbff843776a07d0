// Offline reading: a page is kept once read, network first; hashed files are kept when used.
// Only GET, only this site, never what the server marked no-store. Signing out wipes everything
// (the server sends Clear-Site-Data). Bump VERSION to drop all copies.
const VERSION = "v1";
const PAGES = `pages-${VERSION}`;
const FILES = `files-${VERSION}`;
const MAX_PAGES = 60;
const MAX_FILES = 120;
const WAIT = 6000;

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(PAGES).then((cache) => cache.add("/offline")).then(() => self.skipWaiting()),
));

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

async function page(request, event) {
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(WAIT) });
    if (storable(fresh)) event.waitUntil(keep(PAGES, MAX_PAGES, request, fresh.clone()));
    return fresh;
  } catch {
    const copy = await caches.match(request, { cacheName: PAGES });
    if (copy) return copy;
    // Slow but alive: the limit only mattered if there was a copy to show.
    try {
      return await fetch(request);
    } catch {
      return (await caches.match("/offline", { cacheName: PAGES })) || Response.error();
    }
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
