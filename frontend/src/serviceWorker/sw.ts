/**
 * The service worker: keeps the scripts and styles of the shell, and shows a page of its own while
 * the server cannot be reached. Nothing of a person is kept: no answer of the API, no media and no
 * signed address is touched.
 *
 * build/serviceWorker.ts writes the list of files and its hash above this code.
 */
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;
declare const SHELL: readonly string[];
declare const VERSION: string;

const CACHE = `seen-shell-${VERSION}`;
const OFFLINE_PAGE = "/offline.html";
const KEPT = new Set(SHELL);
/** The addresses that answer with the page; a navigation to any other is a download. */
const PAGES = /^\/($|sign-in$|app($|\/))/;
/** Files with a hash in their name never change. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...SHELL])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
      // The request for a page does not wait until this worker has started.
      await self.registration.navigationPreload.enable();
      await self.clients.claim();
    })(),
  );
});

/** The person agreed to the new version; until then open pages stay with theirs. */
self.addEventListener("message", (event) => {
  if (event.data === "update") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (PAGES.test(pathname)) event.respondWith(page(event));
  } else if (KEPT.has(pathname) && search === "") {
    event.respondWith(HASHED.test(pathname) ? keptFirst(request) : newestFirst(request));
  }
});

async function page(event: FetchEvent): Promise<Response> {
  try {
    const early = (await event.preloadResponse) as Response | undefined;
    return early ?? (await fetch(event.request));
  } catch {
    return (await kept(OFFLINE_PAGE)) ?? Response.error();
  }
}

async function keptFirst(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request);
}

async function newestFirst(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await kept(request)) ?? Response.error();
  }
}

/** Does not open the cache, which would make it again after sign-out has removed it. */
const kept = (what: string | Request) => caches.match(what, { cacheName: CACHE });

export {};
