/** One at a time over all tabs and the worker: whoever sends, and whoever changes who is signed in. */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request("tiro-outbox", work) as Promise<T>;
}
