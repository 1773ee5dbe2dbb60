import { computed, effect, signal } from "@preact/signals";
import { type Assignment, type Milestone, withRuns } from "../rules/standing";
import { type Draft, open, type Outgoing, type Result, type Table, whenChanged } from "../store/database";
import { isWaiting } from "../store/outbox";
import { person } from "./session";

/** What the phone holds of the person signed in. Screens read these; they follow the store wherever it was written. */
const told = signal<Assignment[]>([]);
export const milestones = signal<Milestone[]>([]);
export const drafts = signal<Draft[]>([]);
export const results = signal<Result[]>([]);
const outbox = signal<Outgoing[]>([]);
const events = signal(0);
/** False until the store was read once: an empty list is not "nothing to learn". */
export const read = signal(false);

export const pending = computed(() => outbox.value.filter(isWaiting));
export const attention = computed(() => outbox.value.filter((row) => !isWaiting(row)));
export const assignments = computed(() => told.value.map((one) => withRuns(one, results.value)));
/** Never said while anything waits, nor before the store was asked. */
export const synced = computed(() => read.value && outbox.value.length === 0 && events.value === 0);

const looks: Partial<Record<Table, (personId: string) => Promise<void>>> = {
  assignments: async (id) => void (told.value = await (await open()).getAllFromIndex("assignments", "personId", id)),
  milestones: async (id) => void (milestones.value = await (await open()).getAllFromIndex("milestones", "personId", id)),
  drafts: async (id) => void (drafts.value = await (await open()).getAllFromIndex("drafts", "personId", id)),
  results: async (id) => void (results.value = await (await open()).getAllFromIndex("results", "personId", id)),
  outbox: async (id) => void (outbox.value = await (await open()).getAllFromIndex("outbox", "personId", id)),
  events: async (id) => void (events.value = (await (await open()).getAllFromIndex("events", "personId", id)).filter(isWaiting).length),
};

export async function look(tables: readonly Table[] = Object.keys(looks) as Table[]): Promise<void> {
  const id = person.value?.id;
  if (id) await Promise.all(tables.map((table) => looks[table]?.(id)));
}

export function watchStore(): void {
  whenChanged((tables) => void look(tables));
  effect(() => {
    const id = person.value?.id;
    read.value = false;
    if (id) void look().then(() => (read.value = true));
  });
}
