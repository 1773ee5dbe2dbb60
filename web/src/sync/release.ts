import { signal } from "@preact/signals";

/** A newer release that waits. It is offered between units, never during one. */
export const waitingRelease = signal<ServiceWorker | undefined>();

type Policy = { createScriptURL(url: string): string };
declare global {
  var trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined;
}

const WORKER = "/worker.js";

/** The one script address that this app ever makes; anything else is refused by the browser itself. */
const rules: Policy = {
  createScriptURL(url) {
    if (url !== WORKER) throw new TypeError(`not a script of ours: ${url}`);
    return url;
  },
};

export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const policy = globalThis.trustedTypes?.createPolicy("tiro", rules) ?? rules;
  const registration = (await navigator.serviceWorker.register(policy.createScriptURL(WORKER), { updateViaCache: "none" })) as ServiceWorkerRegistration | undefined;
  if (!registration) return; // switched off by the person or the browser
  const offer = () => {
    if (registration.waiting && navigator.serviceWorker.controller) waitingRelease.value = registration.waiting;
  };
  offer();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
}

/** Asked for by a tap: the new worker takes over, then this page starts anew on it. */
export function takeRelease(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waitingRelease.value?.postMessage("take over");
}

/** Lets the browser send later, even with the page closed, where it can (not on iOS). */
export async function sendWhenPossible(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
  await registration?.sync?.register("outbox").catch(() => undefined); // switched off by the person or the browser
}
