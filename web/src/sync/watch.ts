import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { forgetPage, keepPage, keptPage } from "../store/pages";
import { pause } from "./backoff";
import { Refused, Unreachable } from "./client";
import type { Heard, Line } from "./live";
import { expired, person } from "./session";

/** What a page knows, how far in the journal that reaches, and when it was true. */
type Known<T> = { told: T; seq: number; at: Date };

export type Watched<T> = {
  told: ReadonlySignal<T | undefined>;
  /** True while the server says each change at once. */
  live: ReadonlySignal<boolean>;
  /** What is on the screen is from then, when it is not live. */
  asOf: ReadonlySignal<Date | undefined>;
  /** Nothing to show: not there (or not theirs), or not reached yet. */
  problem: ReadonlySignal<"gone" | "unreachable" | undefined>;
  again: () => void;
  close: () => void;
};

type How<T, E extends Heard> = {
  /** Pages of this session that were seen before open at once with what they knew. */
  key: string;
  load: () => Promise<{ told: T; seq: number } | undefined>;
  listen?: (ear: { after: number; hear: (event: E) => void; reset: () => Promise<number>; refused: (code: string) => void }) => Line;
  /** What is known once an event came in; undefined when only a new look can tell. */
  fold?: (told: T, event: E) => T | undefined;
  /** Whether an event leaves something behind that it does not tell: then a new look follows, now and then. */
  leaves?: (told: T) => boolean;
};

const SOON = 300;
const NOW_AND_THEN = 5_000;

const remembered = new Map<string, Known<unknown>>();
let whose: string | undefined;

/** Look, then listen from there on: one story without a gap, whatever the network does. */
export function watch<T, E extends Heard = Heard>({ key, load, listen, fold, leaves }: How<T, E>): Watched<T> {
  if (whose !== person.value?.id) remembered.clear();
  whose = person.value?.id;
  const name = `${whose} ${key}`;
  const known = signal(remembered.get(key) as Known<T> | undefined);
  const problem = signal<"gone" | "unreachable" | undefined>();
  const line = signal<Line | undefined>();
  let failures = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heard = 0;
  let looking: ReturnType<typeof setTimeout> | undefined;

  function know(told: T, seq: number): void {
    known.value = { told, seq, at: new Date() };
    remembered.set(key, known.value);
  }

  function looked(told: T, seq: number): void {
    know(told, seq);
    void keepPage(name, { told, seq, at: new Date() }).catch(() => undefined); // a full phone still shows the page
  }

  async function look(): Promise<number> {
    const found = await load();
    if (closed) return 0;
    if (!found) throw new Refused("NOT_FOUND", "not there");
    looked(found.told, found.seq);
    problem.value = undefined;
    failures = 0;
    return found.seq;
  }

  function hear(event: E): void {
    heard = event.seq;
    const told = known.value && fold?.(known.value.told, event);
    if (told) know(told, event.seq);
    if (!told || leaves?.(told)) lookSoon(told ? NOW_AND_THEN : 0);
  }

  /** A look while the line goes on: what it brings counts only when it reaches as far as what was heard meanwhile. */
  function lookSoon(after: number): void {
    looking ??= setTimeout(() => {
      load()
        .then((found) => {
          looking = undefined;
          if (closed) return;
          if (!found) refused("NOT_FOUND");
          else if (found.seq >= heard) looked(found.told, found.seq);
          else lookSoon(SOON);
        })
        .catch((why: unknown) => {
          looking = undefined;
          if (why instanceof Refused && why.code !== "RATE_LIMITED") refused(why.code);
          else if (why instanceof Refused || why instanceof Unreachable) lookSoon(NOW_AND_THEN);
          else throw why;
        });
    }, after);
  }

  function begin(): void {
    clearTimeout(timer);
    line.value?.close();
    line.value = undefined;
    look().then((after) => !closed && listen && (line.value = listen({ after, hear, reset: look, refused: silenced })), failed);
  }

  function failed(why: unknown): void {
    if (closed) return;
    if (why instanceof Refused && why.code !== "RATE_LIMITED") return refused(why.code);
    if (!(why instanceof Refused || why instanceof Unreachable)) throw why;
    problem.value = known.value ? undefined : "unreachable";
    timer = setTimeout(begin, Math.min(pause(failures++, Math.random()), 20_000));
  }

  /** Not allowed to listen is not yet "not allowed to look": a person reads their own page without a team's line. */
  function silenced(code: string): void {
    if (code === "UNAUTHENTICATED") expired.value = true;
    else look().catch(failed);
  }

  function refused(code: string): void {
    if (code === "UNAUTHENTICATED") {
      expired.value = true; // what is known stays to be read until they sign in anew
      problem.value = known.value ? undefined : "unreachable";
      return;
    }
    problem.value = "gone";
    known.value = undefined;
    remembered.delete(key);
    void forgetPage(name);
  }

  const now = () => !line.value && begin();
  addEventListener("online", now);
  if (!known.value)
    void keptPage(name).then((page) => {
      if (!page || closed || known.value || problem.value === "gone") return;
      known.value = page as Known<T>;
      problem.value = undefined;
    });
  begin();
  return {
    told: computed(() => known.value?.told),
    live: computed(() => line.value?.live.value ?? false),
    asOf: computed(() => line.value?.heardAt.value ?? known.value?.at),
    problem,
    again: begin,
    close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(looking);
      removeEventListener("online", now);
      line.value?.close();
    },
  };
}
