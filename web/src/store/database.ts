import { signal } from "@preact/signals";
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import type { Attempt, LearningEvent } from "../graph/wire";
import type { Answers, Marks } from "../rules/marking";
import type { Version } from "../rules/content";
import type { Assignment, Milestone } from "../rules/standing";

/** A person who signed in on this phone. Phones are shared: every row of theirs carries their id. */
export type Person = {
  id: string;
  name: string;
  employeeNumber: string;
  organisation: { slug: string; name: string; timezone: string; currency: string };
  team: { id: string; name: string } | null;
  position: string | null;
  roles: string[];
};

/** A run of a unit that is under way: its id is the attempt's from the first card on. */
export type Draft = {
  id: string;
  personId: string;
  assignmentId: string;
  versionId: string;
  startedAt: string;
  learningS: number; // in the foreground
  step: number;
  checked: string[]; // questions whose answer was seen: they are settled
  answers: Answers; // to marked questions, chosen or settled
  said: Record<string, unknown>; // what cards without marks were told, by card id
};

export type Refusal = { code: string; message: string };

/** What the server must get, exactly once, whatever happens to this phone. */
export type Outgoing = {
  id: string;
  personId: string;
  attempt: Attempt;
  refusal?: Refusal; // the server's expected no: it waits for the person, and never leaves by itself
};

export type OutgoingEvent = { id: string; personId: string; event: LearningEvent; refusal?: Refusal };

/** What somebody promised themselves to do, in their own words. */
export type ActionPlan = { behaviour: string; situation: string; goal: string };

/** A finished run as this phone saw it; kept after sending, so that the result can be read again. */
export type Result = {
  id: string;
  personId: string;
  assignmentId: string;
  versionId: string;
  finishedAt: string;
  durationS: number;
  answers: Answers;
  marks: Marks | null; // none while only the server has the key
  score: number | null;
  passed: boolean | null;
  plan?: ActionPlan;
  syncedAt: string | null;
};

type Mine<T> = T & { personId: string };

interface Tables extends DBSchema {
  kept: { key: string; value: unknown };
  people: { key: string; value: Person };
  assignments: { key: string; value: Mine<Assignment>; indexes: { personId: string } };
  milestones: { key: string; value: Mine<Milestone>; indexes: { personId: string } };
  versions: { key: string; value: Version };
  drafts: { key: string; value: Draft; indexes: { personId: string } };
  outbox: { key: string; value: Outgoing; indexes: { personId: string } };
  events: { key: string; value: OutgoingEvent; indexes: { personId: string } };
  results: { key: string; value: Result; indexes: { personId: string } };
}

export type Table = StoreNames<Tables>;
type Opened = IDBPDatabase<Tables>;

let opened: Promise<Opened> | undefined;

export function open(): Promise<Opened> {
  opened ??= openDB<Tables>("tiro", 1, {
    upgrade(database) {
      database.createObjectStore("kept");
      database.createObjectStore("people", { keyPath: "id" });
      database.createObjectStore("versions", { keyPath: "id" });
      for (const name of ["assignments", "milestones", "drafts", "outbox", "events", "results"] as const)
        database.createObjectStore(name, { keyPath: "id" }).createIndex("personId", "personId");
    },
    blocking(_, __, event) {
      (event.target as IDBDatabase).close(); // a newer release wants in: its page opens the new shape
      opened = undefined;
    },
    terminated() {
      opened = undefined;
    },
  });
  return opened;
}

/** The phone has no room left, even without its clips. What was being written is still in the hands of who wrote it. */
export const full = signal(false);
const isFull = (fault: unknown): boolean => (fault as DOMException | undefined)?.name === "QuotaExceededError";

type Work<N extends Table> = (tables: IDBPTransaction<Tables, N[], "readwrite">) => Promise<void> | void;

/** One transaction over these tables, on the disk when it returns: all of it or nothing. Answers come before clips. */
export async function write<N extends Table>(names: N[], work: Work<N>): Promise<void> {
  try {
    await once(names, work).catch(async (fault: unknown) => {
      if (!isFull(fault)) throw fault;
      await caches.delete("media");
      await once(names, work);
    });
    full.value = false;
  } catch (fault) {
    if (isFull(fault)) full.value = true;
    throw fault;
  }
  changed.postMessage(names);
}

async function once<N extends Table>(names: N[], work: Work<N>): Promise<void> {
  const transaction = (await open()).transaction(names, "readwrite", { durability: "strict" });
  const done = transaction.done.then(() => undefined, (why: unknown) => why ?? new DOMException("", "AbortError"));
  try {
    await work(transaction);
  } catch (fault) {
    try {
      transaction.abort();
    } catch {
      // the browser was first
    }
    const why = await done;
    throw isFull(why) ? why : fault;
  }
  const why = await done;
  if (why) throw why;
}

/** Tells every tab and the worker that something moved. A channel never hears itself, hence the second one. */
const changed = new BroadcastChannel("tiro");

export function whenChanged(look: (tables: Table[]) => void): void {
  new BroadcastChannel("tiro").onmessage = (event: MessageEvent<Table[]>) => look(event.data);
}

export async function kept<T>(name: string): Promise<T | undefined> {
  return (await (await open()).get("kept", name)) as T | undefined;
}

export async function keep(name: string, value: unknown): Promise<void> {
  await (await open()).put("kept", value, name);
}
