import type { LearningEvent } from "../graph/wire";
import { open, type OutgoingEvent, type Refusal, write } from "./database";
import { isWaiting } from "./outbox";

export function note(personId: string, event: LearningEvent): Promise<void> {
  return write(["events"], (tables) => void tables.objectStore("events").put({ id: event.id, personId, event }));
}

export async function waitingEvents(personId: string, most: number): Promise<OutgoingEvent[]> {
  return (await (await open()).getAllFromIndex("events", "personId", personId)).filter(isWaiting).slice(0, most);
}

/** What the server took goes; what it refused stays with its reason, and is not sent again. */
export function settleEvents(sent: readonly OutgoingEvent[], refused: ReadonlyMap<string, Refusal>): Promise<void> {
  return write(["events"], async (tables) => {
    const store = tables.objectStore("events");
    for (const row of sent) {
      const refusal = refused.get(row.id);
      if (refusal) await store.put({ ...row, refusal });
      else await store.delete(row.id);
    }
  });
}
