/** Clips are fetched whole, when asked for, and kept until room is needed. The worker cuts the parts out of them. */

export async function isKept(src: string): Promise<boolean> {
  return (await caches.match(src, { cacheName: "media" })) !== undefined;
}

/** `told` hears the share that has come. Answers false when it could not be had. */
export async function fetchClip(src: string, told: (share: number) => void): Promise<boolean> {
  try {
    const response = await fetch(src, { credentials: "same-origin", headers: { "X-Tiro": "1" } });
    if (!response.ok || !response.body) return false;
    const size = Number(response.headers.get("Content-Length")) || 0;
    let came = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, onward) {
        came += part.byteLength;
        told(size ? came / size : 0);
        onward.enqueue(part);
      },
    });
    const whole = new Response(response.body.pipeThrough(counted), { headers: response.headers });
    await (await caches.open("media")).put(src, whole);
    return true;
  } catch {
    return false; // no network, or no room: the text is there
  }
}

type Connection = { saveData?: boolean; effectiveType?: string };

/** Somebody pays by the megabyte, or waits by it: offer the text first. */
export function isMetered(): boolean {
  const { saveData, effectiveType } = (navigator as { connection?: Connection }).connection ?? {};
  return saveData === true || /2g/.test(effectiveType ?? "");
}
