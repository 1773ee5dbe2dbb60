import { type AssignmentNode, type Home, home, type MilestoneNode, text, type Texts, texts, type VersionNode } from "../graph/home";
import type { Words } from "../rules/content";
import type { Assignment, Milestone } from "../rules/standing";
import { keep, kept, open, write } from "../store/database";
import { ask } from "./client";

const FEW = 3;

/** What the company knows of this person, onto the phone: the list, the milestones, then the texts that are not here yet. */
export async function refresh(): Promise<void> {
  const personId = await kept<string>("person");
  if (!personId) return;
  const assignments: Assignment[] = [];
  let milestones: Milestone[] = [];
  for (let after: string | null = null; ; ) {
    const { employee }: Home["viewer"] = (await ask(home, { after })).viewer;
    if (employee?.id !== personId) return; // somebody else has signed in meanwhile
    assignments.push(...employee.assignments.nodes.map(assignment));
    milestones = employee.milestones.nodes.map(milestone);
    if (!employee.assignments.pageInfo.hasNextPage) break;
    after = employee.assignments.pageInfo.endCursor;
  }
  await replace(personId, assignments, milestones);
  await keep(`fresh:${personId}`, new Date().toISOString());
  await bringTexts(assignments);
}

function replace(personId: string, assignments: Assignment[], milestones: Milestone[]): Promise<void> {
  return write(["assignments", "milestones"], async (tables) => {
    for (const [name, rows] of [["assignments", assignments], ["milestones", milestones]] as const) {
      const store = tables.objectStore(name);
      for (const old of await store.index("personId").getAllKeys(personId)) await store.delete(old);
      for (const row of rows) await tables.objectStore(name).put({ ...row, personId } as never);
    }
  });
}

async function bringTexts(assignments: Assignment[]): Promise<void> {
  const here = new Set(await (await open()).getAllKeys("versions"));
  const missing = assignments.filter(({ state, unit }) => state !== "WITHDRAWN" && unit.versionId && !here.has(unit.versionId));
  if (missing.length === 0) return;
  if (missing.length > FEW) return bringAllTexts();
  for (const { unit } of missing) await hold([(await ask(text, { id: unit.id })).microUnit?.version]);
}

async function bringAllTexts(): Promise<void> {
  for (let after: string | null = null; ; ) {
    const { employee }: Texts["viewer"] = (await ask(texts, { after })).viewer;
    if (!employee) return;
    await hold(employee.assignments.nodes.map(({ unit }) => unit.version));
    if (!employee.assignments.pageInfo.hasNextPage) return;
    after = employee.assignments.pageInfo.endCursor;
  }
}

function hold(versions: (VersionNode | null | undefined)[]): Promise<void> {
  return write(["versions"], async (tables) => {
    for (const version of versions) if (version) await tables.objectStore("versions").put(version);
  });
}

const words = ({ hant, en, hans }: { hant: string; en: string; hans: string }): Words => ({ "zh-Hant": hant, en, "zh-Hans": hans });

function assignment({ progress, unit, course, ...row }: AssignmentNode): Assignment {
  return {
    ...row,
    ...progress,
    unit: { id: unit.id, kind: unit.kind, title: words(unit), durationS: unit.durationS ?? 0, position: unit.position, versionId: unit.version?.id ?? null, skill: unit.skill ? words(unit.skill) : {} },
    course: { id: course.id, title: words(course) },
  };
}

function milestone({ id, position, dueOn, unitsTotal, unitsPassed, reachedAt, behind, course, ...names }: MilestoneNode): Milestone {
  return { id, position, dueOn, unitsTotal, unitsPassed, reachedAt, behind, name: words(names), course: { id: course.id, title: words(course) } };
}
