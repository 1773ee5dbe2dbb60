import { type ReadonlySignal, signal } from "@preact/signals";
import type { Document } from "../graph/document";
import { pause } from "./backoff";

/** What every live event says: where it stands in the journal. RESET: the journal no longer reaches back to what we know. */
export type Heard = { seq: number; kind?: string };

export type Ear<E> = {
  /** What we know reaches to here. */
  after: number;
  hear: (event: E) => void;
  /** Look at everything again, and say how far that reaches. */
  reset: () => Promise<number>;
  /** The server's no: it ends the listening. */
  refused: (code: string) => void;
};

export type Line = {
  live: ReadonlySignal<boolean>;
  /** When the server was last heard: while it is silent, what is on the screen is from then. */
  heardAt: ReadonlySignal<Date | undefined>;
  close: () => void;
};

type Message = { type: string; id?: string; payload?: unknown };

const PING = 15_000;
const SILENCE = 10_000; // an answer to a ping takes no longer
const LONGEST = 20_000; // between two tries: somebody is looking at the page
const noes: Record<number, string> = { 4401: "UNAUTHENTICATED", 4403: "FORBIDDEN" };

/**
 * graphql-transport-ws, one subscription on one socket. After a cut it comes back by itself and asks for what
 * came after the last event it heard; what comes twice is dropped, so that nothing is missed and nothing counts double.
 */
export function listen<R extends Record<string, Heard>, V extends { after: number }>(subscription: Document<R, V>, variables: Omit<V, "after">, ear: Ear<R[keyof R]>): Line {
  const live = signal(false);
  const heardAt = signal<Date | undefined>();
  let last = ear.after;
  let socket: WebSocket | undefined;
  let failures = 0;
  let closed = false;
  let fetching = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let heartbeat: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(again);
    if (closed || socket || fetching) return;
    const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`, "graphql-transport-ws");
    socket = mine;
    mine.onopen = () => tell({ type: "connection_init" });
    mine.onmessage = ({ data }) => mine === socket && receive(JSON.parse(data as string) as Message);
    mine.onclose = ({ code }) => mine === socket && dropped(noes[code]);
    expectWord(SILENCE);
  }

  function tell(message: Message): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function receive(message: Message): void {
    heardAt.value = new Date();
    expectWord(PING, () => {
      tell({ type: "ping" });
      expectWord(SILENCE);
    });
    if (message.type === "ping") tell({ type: "pong" });
    else if (message.type === "connection_ack") {
      tell({ id: "1", type: "subscribe", payload: { query: subscription, variables: { ...variables, after: last } } });
      failures = 0;
      live.value = true;
    } else if (message.type === "next") next(message.payload as { data?: R | null; errors?: Errors });
    else if (message.type === "error") dropped(codeOf(message.payload as Errors));
    else if (message.type === "complete") dropped();
  }

  function next({ data, errors }: { data?: R | null; errors?: Errors }): void {
    const event = data && (Object.values(data)[0] as R[keyof R]);
    if (!event) return dropped(codeOf(errors));
    if (event.kind === "RESET") return startOver();
    if (event.seq <= last) return;
    last = event.seq;
    ear.hear(event);
  }

  /** No event may meet what is only being fetched: the line is opened anew from where the fetching ends. */
  function startOver(): void {
    letGo();
    fetching = true;
    ear.reset()
      .then((seq) => (last = seq))
      .finally(() => (fetching = false))
      .then(connect, retry);
  }

  function dropped(code?: string): void {
    letGo();
    if (code && code !== "FAULT" && code !== "RATE_LIMITED") {
      close();
      ear.refused(code);
    } else retry();
  }

  function retry(): void {
    if (!closed) again = setTimeout(connect, Math.min(pause(failures++, Math.random()), LONGEST));
  }

  function letGo(): void {
    const old = socket;
    socket = undefined;
    live.value = false;
    clearTimeout(heartbeat);
    clearTimeout(again);
    old?.close(1000);
  }

  function expectWord(within: number, otherwise: () => void = () => dropped()): void {
    clearTimeout(heartbeat);
    heartbeat = setTimeout(otherwise, within);
  }

  const cut = () => dropped();
  const back = () => {
    failures = 0;
    if (socket) {
      tell({ type: "ping" }); // a phone that slept may hold a dead line
      expectWord(SILENCE / 2);
    } else connect();
  };
  const seen = () => document.visibilityState === "visible" && back();

  function close(): void {
    closed = true;
    letGo();
    removeEventListener("offline", cut);
    removeEventListener("online", back);
    document.removeEventListener("visibilitychange", seen);
  }

  addEventListener("offline", cut);
  addEventListener("online", back);
  document.addEventListener("visibilitychange", seen);
  connect();
  return { live, heardAt, close };
}

type Errors = { extensions?: { code?: string } }[] | undefined;

const codeOf = (errors: Errors): string => errors?.[0]?.extensions?.code ?? "FAULT";
