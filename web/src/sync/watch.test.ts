import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { KeptPage } from "../store/pages";

const kept = new Map<string, KeptPage>();
vi.stubGlobal("navigator", { onLine: true, locks: {} });
vi.mock("../store/pages", () => ({
  keptPage: async (name: string) => kept.get(name),
  keepPage: async (name: string, page: KeptPage) => void kept.set(name, page),
  forgetPage: async (name: string) => void kept.delete(name),
  forgetPages: async () => kept.clear(),
}));
vi.mock("./session", async () => {
  const { signal } = await import("@preact/signals");
  return { person: signal({ id: "me" }), expired: signal(false) };
});
const { Refused, Unreachable } = await import("./client");
const { person, expired } = await import("./session");
const { watch } = await import("./watch");

type Event = { seq: number; n?: number };
type Ear = { after: number; hear: (event: Event) => void; reset: () => Promise<number>; refused: (code: string) => void };

const settled = () => vi.advanceTimersByTimeAsync(0);
let ears: Ear[] = [];
let server = { told: { n: 1 }, seq: 10 };
let load: () => Promise<typeof server | undefined>;
const live = signal(true);

const open = (more: object = {}) =>
  watch<{ n: number }, Event>({
    key: "page", load: () => load(),
    listen: (ear) => (ears.push(ear), { live, heardAt: signal(new Date()), close: () => undefined }),
    fold: (told, { n }) => (n === undefined ? undefined : { ...told, n }), ...more,
  });

beforeEach(() => {
  vi.useFakeTimers();
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  ears = [];
  server = { told: { n: 1 }, seq: 10 };
  load = async () => server;
});

afterEach(() => {
  vi.useRealTimers();
  kept.clear();
  person.value = { ...person.value!, id: crypto.randomUUID() };
  expired.value = false;
});

test("it looks, then listens from where the look ended", async () => {
  const page = open();

  await settled();

  expect(page.told.value).toEqual({ n: 1 });
  expect(ears.map(({ after }) => after)).toEqual([10]);
});

test("an event that tells what changed needs no new look", async () => {
  const page = open();
  await settled();
  load = () => Promise.reject(new Error("looked again"));

  ears[0]!.hear({ seq: 11, n: 2 });

  expect(page.told.value).toEqual({ n: 2 });
});

test("a look that reaches less far than what was heard meanwhile does not count", async () => {
  const page = open();
  await settled();
  const answers = [{ told: { n: 7 }, seq: 11 }, { told: { n: 9 }, seq: 12 }];
  load = async () => answers.shift();

  ears[0]!.hear({ seq: 11 });
  ears[0]!.hear({ seq: 12, n: 8 });
  await settled();
  const between = page.told.value;
  await vi.advanceTimersByTimeAsync(1_000);

  expect(between).toEqual({ n: 8 });
  expect(page.told.value).toEqual({ n: 9 });
  expect(ears).toHaveLength(1);
});

test("without a network it waits and comes back by itself", async () => {
  load = () => Promise.reject(new Unreachable("no"));
  const page = open();
  await settled();
  const problem = page.problem.value;

  load = async () => server;
  await vi.advanceTimersByTimeAsync(5_000);

  expect(problem).toBe("unreachable");
  expect(page.problem.value).toBeUndefined();
  expect(page.told.value).toEqual({ n: 1 });
});

test("a page that was seen before opens with what it knew, and says from when", async () => {
  open().close();
  await settled();
  const at = new Date("2026-11-25T03:42:00Z");
  kept.set(`${person.value!.id} page`, { told: { n: 5 }, seq: 9, at });
  load = () => Promise.reject(new Unreachable("no"));

  const page = open();
  await settled();

  expect(page.told.value).toEqual({ n: 5 });
  expect(page.asOf.value).toEqual(at);
  expect(page.problem.value).toBeUndefined();
});

test("what is no longer theirs goes from the screen and from the phone", async () => {
  const page = open();
  await settled();
  load = async () => undefined;

  ears[0]!.refused("NOT_FOUND");
  await settled();

  expect(page.told.value).toBeUndefined();
  expect(page.problem.value).toBe("gone");
  expect(kept.size).toBe(0);
});

test("who may look but not listen goes on looking", async () => {
  const page = open();
  await settled();

  ears[0]!.refused("FORBIDDEN");
  await settled();

  expect(page.told.value).toEqual({ n: 1 });
});

test("an ended session is told, and the page stays", async () => {
  const page = open();
  await settled();
  load = () => Promise.reject(new Refused("UNAUTHENTICATED", "no"));

  page.again();
  await settled();

  expect(expired.value).toBe(true);
  expect(page.told.value).toEqual({ n: 1 });
});

test("what an event leaves untold is looked at now and then", async () => {
  const page = open({ leaves: () => true });
  await settled();
  server = { told: { n: 30 }, seq: 12 };

  ears[0]!.hear({ seq: 11, n: 2 });
  ears[0]!.hear({ seq: 12, n: 3 });
  const before = page.told.value;
  await vi.advanceTimersByTimeAsync(5_000);

  expect(before).toEqual({ n: 3 });
  expect(page.told.value).toEqual({ n: 30 });
});
