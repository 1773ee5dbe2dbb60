import { effect } from "@preact/signals";
import { pause } from "./backoff";
import { Refused, Unreachable } from "./client";
import { full } from "../store/database";
import { watchInstall } from "./install";
import { watchStore } from "./mine";
import { online, watchNetwork } from "./network";
import { send } from "./outbox";
import { refresh } from "./refresh";
import { endAtServer, expired, person } from "./session";
import { registerWorker } from "./release";

const MINUTE = 60_000;
const WATCHED_S = 15;

let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<void> | undefined;
let again = false;

/** Send, then look what is new. Asked for while it runs, it runs once more: what was written meanwhile goes too. */
export function sync(): Promise<void> {
  if (running) {
    again = true;
    return running;
  }
  clearTimeout(timer);
  running = round().finally(() => {
    running = undefined;
    if (again) {
      again = false;
      void sync();
    }
  });
  return running;
}

/** Only send: while somebody learns, the list need not move under them. */
export async function flush(): Promise<void> {
  const outcome = await send();
  if (outcome === "signed out") expired.value = true;
  if (outcome === "later") later();
}

async function round(): Promise<void> {
  if (!person.value) return endAtServer();
  if (expired.value) return;
  try {
    const outcome = await send();
    if (outcome === "later") return later();
    if (outcome === "signed out") return void (expired.value = true);
    await refresh();
    failures = 0;
  } catch (why) {
    if (why instanceof Unreachable) later();
    else if (why instanceof Refused && why.code === "UNAUTHENTICATED") expired.value = true;
    else if (!full.value) throw why;
  }
}

function later(): void {
  clearTimeout(timer);
  // Who looks at the screen waits for it: the longest pauses are for pages that nobody sees.
  const longest = document.visibilityState === "visible" ? WATCHED_S : undefined;
  timer = setTimeout(() => void sync(), pause(++failures, Math.random(), longest));
}

export function startSync(): void {
  watchNetwork();
  watchStore();
  watchInstall();
  void registerWorker();
  const now = () => {
    failures = 0;
    void sync();
  };
  addEventListener("pageshow", now);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  effect(() => {
    if (online.value && person.value) now();
  });
  setInterval(() => document.visibilityState === "visible" && void sync(), MINUTE);
}
