import type { Attempt } from "../graph/wire";
import { type Draft, open, type Outgoing, type Refusal, type Result, write } from "./database";
import type { Marks } from "../rules/marking";

/** Finishing is one transaction: the draft becomes an attempt to send and a result to read, or stays a draft. */
export function finish(draft: Draft, attempt: Attempt, result: Result): Promise<void> {
  return write(["drafts", "outbox", "results"], async (tables) => {
    if (!(await tables.objectStore("drafts").get(draft.id))) return; // a second tap, or another tab, was first
    await tables.objectStore("drafts").delete(draft.id);
    await tables.objectStore("outbox").put({ id: attempt.id, personId: draft.personId, attempt });
    await tables.objectStore("results").put(result);
  });
}

export async function outgoing(personId: string): Promise<Outgoing[]> {
  return (await open()).getAllFromIndex("outbox", "personId", personId);
}

export const isWaiting = (row: { refusal?: Refusal }): boolean => row.refusal === undefined;

export async function waiting(personId: string, most: number): Promise<Outgoing[]> {
  return (await outgoing(personId)).filter(isWaiting).slice(0, most);
}

export async function pendingByPerson(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { personId } of await (await open()).getAll("outbox")) counts.set(personId, (counts.get(personId) ?? 0) + 1);
  return counts;
}

export type Receipt = { id: string; score: number; passed: boolean; marks: Marks; receivedAt: string };

/** The server has it: the row goes, and the server's mark replaces the phone's. */
export function settle(receipt: Receipt): Promise<void> {
  return write(["outbox", "results"], async (tables) => {
    await tables.objectStore("outbox").delete(receipt.id);
    const result = await tables.objectStore("results").get(receipt.id);
    if (result) await tables.objectStore("results").put({ ...result, score: receipt.score, passed: receipt.passed, marks: receipt.marks, syncedAt: receipt.receivedAt });
  });
}

/** The server said no: the row stays, in sight, until a person decides. */
export function setAside(id: string, refusal: Refusal): Promise<void> {
  return write(["outbox"], async (tables) => {
    const row = await tables.objectStore("outbox").get(id);
    if (row) await tables.objectStore("outbox").put({ ...row, refusal });
  });
}

export function tryAgain(id: string): Promise<void> {
  return write(["outbox"], async (tables) => {
    const row = await tables.objectStore("outbox").get(id);
    if (!row) return;
    const { refusal: _, ...again } = row;
    await tables.objectStore("outbox").put(again);
  });
}
