import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Document } from "../graph/document";
import { type Ear, listen, type Line } from "./live";

type Event = { seq: number; kind?: string; text?: string };
type Sent = { id?: string; type: string; payload?: { variables?: Record<string, unknown> } };

class Server {
  static lines: Server[] = [];
  static OPEN = 1;
  readyState = 1;
  sent: Sent[] = [];
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: (close: { code: number }) => void;
  constructor(readonly url: string, readonly protocol: string) {
    Server.lines.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Sent);
  }
  close() {
    this.readyState = 3;
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  accept() {
    this.onopen?.();
    this.say({ type: "connection_ack" });
  }
  next(event: Event) {
    this.say({ id: "1", type: "next", payload: { data: { told: event } } });
  }
  cut(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
  get asked() {
    return this.sent.find(({ type }) => type === "subscribe")?.payload?.variables;
  }
}

const last = () => Server.lines.at(-1)!;
const subscription = "subscription Told" as Document<{ told: Event }, { team: string; after: number }>;
let line: Line | undefined;

function open(ear: Partial<Ear<Event>> = {}) {
  const heard: number[] = [];
  line = listen(subscription, { team: "t" }, { after: 10, hear: ({ seq }) => heard.push(seq), reset: async () => 90, refused: () => undefined, ...ear });
  return heard;
}

beforeEach(() => {
  vi.useFakeTimers();
  Server.lines = [];
  vi.stubGlobal("WebSocket", Server);
  vi.stubGlobal("location", { protocol: "https:", host: "tiro.example" });
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
});

afterEach(() => {
  line?.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it asks for what comes after what is known", () => {
  open();

  last().accept();

  expect(last().protocol).toBe("graphql-transport-ws");
  expect(last().asked).toEqual({ team: "t", after: 10 });
  expect(line!.live.value).toBe(true);
});

test("after a cut it goes on behind the last event that was heard, and what comes twice counts once", () => {
  const heard = open();
  last().accept();
  last().next({ seq: 11 });
  last().next({ seq: 12 });

  last().cut();
  vi.advanceTimersByTime(2_000);
  last().accept();
  last().next({ seq: 12 });
  last().next({ seq: 13 });

  expect(last().asked).toEqual({ team: "t", after: 12 });
  expect(heard).toEqual([11, 12, 13]);
});

test("three cuts in a row lose nothing and repeat nothing", () => {
  const heard = open();
  last().accept();

  for (const seq of [11, 12, 13]) {
    last().next({ seq });
    last().cut();
    vi.advanceTimersByTime(5_000);
    last().accept();
  }
  last().next({ seq: 14 });

  expect(Server.lines.map((one) => one.asked?.["after"])).toEqual([10, 11, 12, 13]);
  expect(heard).toEqual([11, 12, 13, 14]);
});

test("too far back, everything is looked at anew before the line is opened again", async () => {
  let looked: (seq: number) => void = () => undefined;
  const heard = open({ reset: () => new Promise((resolve) => (looked = resolve)) });
  last().accept();

  last().next({ seq: 80, kind: "RESET" });
  const before = Server.lines.length;
  looked(90);
  await vi.advanceTimersByTimeAsync(0);
  last().accept();
  last().next({ seq: 91 });

  expect(before).toBe(1);
  expect(last().asked).toEqual({ team: "t", after: 90 });
  expect(heard).toEqual([91]);
});

test("a silent line is taken for dead within half a minute", () => {
  open();
  last().accept();

  vi.advanceTimersByTime(15_000);
  const pinged = last().sent.at(-1)?.type;
  vi.advanceTimersByTime(10_000);

  expect(pinged).toBe("ping");
  expect(line!.live.value).toBe(false);
});

test("an answered ping keeps the line", () => {
  open();
  last().accept();

  for (let minute = 0; minute < 8; minute++) {
    vi.advanceTimersByTime(15_000);
    last().say({ type: "pong" });
  }

  expect(line!.live.value).toBe(true);
  expect(Server.lines).toHaveLength(1);
});

test("the network's return opens the line at once", () => {
  open();
  last().accept();
  dispatchEvent(new Event("offline"));
  const cut = line!.live.value;

  dispatchEvent(new Event("online"));

  expect(cut).toBe(false);
  expect(Server.lines).toHaveLength(2);
});

test("a refusal ends the listening and says why", () => {
  const codes: string[] = [];
  open({ refused: (code) => codes.push(code) });
  last().accept();

  last().say({ id: "1", type: "error", payload: [{ message: "no", extensions: { code: "NOT_FOUND" } }] });
  vi.advanceTimersByTime(60_000);

  expect(codes).toEqual(["NOT_FOUND"]);
  expect(Server.lines).toHaveLength(1);
});

test("a session that ended is told, an overflow only costs a new line", () => {
  const codes: string[] = [];
  open({ refused: (code) => codes.push(code) });
  last().accept();

  last().cut(4429);
  vi.advanceTimersByTime(2_000);
  last().cut(4401);
  vi.advanceTimersByTime(60_000);

  expect(codes).toEqual(["UNAUTHENTICATED"]);
  expect(Server.lines).toHaveLength(2);
});

test("closed, it never comes back", () => {
  open();
  last().accept();

  line!.close();
  vi.advanceTimersByTime(60_000);
  dispatchEvent(new Event("online"));

  expect(Server.lines).toHaveLength(1);
});
