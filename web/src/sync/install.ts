import { computed, effect, signal } from "@preact/signals";
import { results } from "./mine";

type Offer = Event & { prompt(): Promise<void>; userChoice: Promise<{ outcome: string }> };

const offer = signal<Offer | undefined>();
const dismissed = signal(localStorage.getItem("install") === "dismissed");
const installed = matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
const isIos = /iPad|iPhone|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** How this phone takes the app onto its home screen; only after something was finished, and never again once waved off. */
export const installing = computed<"prompt" | "ios" | undefined>(() => {
  if (installed || dismissed.value || results.value.length === 0) return undefined;
  return offer.value ? "prompt" : isIos ? "ios" : undefined;
});

export async function install(): Promise<void> {
  await offer.value?.prompt();
  if ((await offer.value?.userChoice)?.outcome === "accepted") dismissInstall();
  offer.value = undefined;
}

export function dismissInstall(): void {
  localStorage.setItem("install", "dismissed");
  dismissed.value = true;
}

export function watchInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer.value = event as Offer;
  });
  // Asked once there is something to lose; a browser may say no, and what is sent is safe anyway.
  const stop = effect(() => {
    if (results.value.length === 0) return;
    void navigator.storage?.persist?.();
    queueMicrotask(() => stop());
  });
}
