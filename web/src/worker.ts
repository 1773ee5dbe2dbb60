/// <reference lib="webworker" />
import { answer } from "./sync/shell";
import { send } from "./sync/outbox";

declare const self: ServiceWorkerGlobalScope;
declare const __SHELL__: readonly string[];
declare const __RELEASE__: string;

const CURRENT = `shell-${__RELEASE__}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CURRENT).then((cache) => cache.addAll(__SHELL__.map((path) => new Request(path, { cache: "no-cache" })))));
});

/** The release before this one keeps its chunks: a page still open on it may ask for them. */
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const shells = (await caches.keys()).filter((name) => name.startsWith("shell-"));
      for (const old of shells.filter((name) => name !== CURRENT).slice(0, -1)) await caches.delete(old);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const answered = answer(event.request, CURRENT);
  if (answered) event.respondWith(answered);
});

type SyncEvent = ExtendableEvent & { tag: string };

self.addEventListener("sync" as "fetch", (event) => {
  const { tag } = event as unknown as SyncEvent;
  if (tag === "outbox") event.waitUntil(send().then((outcome) => (outcome === "later" ? Promise.reject(new Error("not reached: the browser tries again")) : undefined)));
});
