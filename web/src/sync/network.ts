import { computed, signal } from "@preact/signals";

/** What the browser believes. It may be wrong about "online" (a portal, a dead mast): only answers prove it. */
export const online = signal(navigator.onLine);

/** Whether the last call was answered at all. */
export const answered = signal(true);

/** What a person is told: the company can be reached now. */
export const reachable = computed(() => online.value && answered.value);

export function watchNetwork(): void {
  for (const name of ["online", "offline"] as const) addEventListener(name, () => (online.value = name === "online"));
  const look = () => (online.value = navigator.onLine);
  document.addEventListener("visibilitychange", look); // a phone that slept heard nothing
  look(); // nor did a page that was still loading
}
