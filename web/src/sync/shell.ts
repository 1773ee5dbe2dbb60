/** Which requests the worker answers, and from where. Everything else goes to the network untouched, /graphql first of all. */
export function answer(request: Request, shell: string): Promise<Response> | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return undefined;
  if (request.mode === "navigate" && !/^\/(graphql|auth|oauth|media|scim|xapi|metrics|livez|readyz)\b/.test(pathname)) return cachedFirst("/", shell);
  if (/^\/(assets|icons)\/|^\/manifest\.webmanifest$/.test(pathname)) return cachedFirst(pathname, shell);
  if (pathname.startsWith("/media/")) return media(request);
  return undefined;
}

/** Any release's shell may hold it: hashed names never lie. What was not there is kept once fetched. */
async function cachedFirst(path: string, shell: string): Promise<Response> {
  const own = await caches.open(shell);
  const found = (await own.match(path)) ?? (path === "/" ? undefined : await caches.match(path));
  if (found) return found;
  const fetched = await fetch(path);
  if (fetched.ok && path.startsWith("/assets/")) await own.put(path, fetched.clone());
  return fetched;
}

/** Clips are kept whole by the player; a seek asks for a part. A part is cut here and never kept. */
async function media(request: Request): Promise<Response> {
  const whole = await caches.match(request.url, { cacheName: "media" });
  const range = request.headers.get("Range");
  if (!whole) return fetch(request);
  return range ? slice(await whole.blob(), range, whole.headers.get("Content-Type") ?? "application/octet-stream") : whole;
}

export function slice(whole: Blob, range: string, type: string): Response {
  const size = whole.size;
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range);
  const [from, to] = asked ? bounds(asked[1]!, asked[2]!, size) : [0, -1];
  if (to < from) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  return new Response(whole.slice(from, to + 1), {
    status: 206,
    headers: { "Content-Type": type, "Content-Range": `bytes ${from}-${to}/${size}`, "Content-Length": String(to - from + 1), "Accept-Ranges": "bytes" },
  });
}

/** "5-" from there on, "-5" the last five, "5-9" both ends; an empty span when it lies outside. */
function bounds(from: string, to: string, size: number): [number, number] {
  if (from === "") return to === "" || Number(to) === 0 ? [0, -1] : [Math.max(0, size - Number(to)), size - 1];
  return Number(from) >= size ? [0, -1] : [Number(from), to === "" ? size - 1 : Math.min(Number(to), size - 1)];
}
