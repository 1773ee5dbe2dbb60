import { type Draft, open, write } from "./database";
import { newId } from "./ids";

export async function draftsOf(personId: string): Promise<Draft[]> {
  return (await open()).getAllFromIndex("drafts", "personId", personId);
}

/** The run that is under way, or a new one. Its id is made here, once, and is the attempt's for good. */
export async function begin(personId: string, assignmentId: string, versionId: string): Promise<Draft> {
  let draft: Draft = { id: newId(), personId, assignmentId, versionId, startedAt: new Date().toISOString(), learningS: 0, step: 0, checked: [], answers: {}, said: {} };
  await write(["drafts"], async (tables) => {
    const store = tables.objectStore("drafts");
    const known = (await store.index("personId").getAll(personId)).find((one) => one.assignmentId === assignmentId);
    if (known) draft = known;
    else await store.put(draft);
  });
  return draft;
}

/** Saved at every answer. A draft that another tab finished meanwhile does not come back. */
export function save(draft: Draft): Promise<void> {
  return write(["drafts"], async (tables) => {
    const store = tables.objectStore("drafts");
    if (await store.get(draft.id)) await store.put(draft);
  });
}
