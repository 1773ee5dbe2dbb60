import { open } from "./database";

/** What a page that lives on the line last knew: it opens with that where there is no signal. */
export type KeptPage = { told: unknown; seq: number; at: Date };

const MOST = 12;
const all = (): IDBKeyRange => IDBKeyRange.bound("page ", "page \uffff");

export async function keptPage(name: string): Promise<KeptPage | undefined> {
  return (await (await open()).get("kept", `page ${name}`)) as KeptPage | undefined;
}

/** The latest few, so that a look through a whole company does not fill the phone. */
export async function keepPage(name: string, page: KeptPage): Promise<void> {
  const table = (await open()).transaction("kept", "readwrite").store;
  await table.put(page, `page ${name}`);
  const names = await table.getAllKeys(all());
  if (names.length <= MOST) return;
  const pages = (await table.getAll(all())) as KeptPage[];
  const oldest = pages.map(({ at }, one) => ({ at, name: names[one]! })).sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const old of oldest.slice(0, -MOST)) await table.delete(old.name);
}

export async function forgetPage(name: string): Promise<void> {
  await (await open()).delete("kept", `page ${name}`);
}

/** They tell of other people: who signs out leaves none of them on the phone. */
export async function forgetPages(): Promise<void> {
  await (await open()).delete("kept", all());
}
