import type { Words } from "./content";

export type State = "ASSIGNED" | "STARTED" | "COMPLETED" | "PASSED" | "WITHDRAWN";

export type Assignment = {
  id: string;
  state: State;
  dueAt: string | null;
  overdue: boolean;
  attempts: number;
  bestScore: number | null;
  passedAt: string | null;
  completedAt: string | null;
  unit: { id: string; kind: string; title: Words; durationS: number; position: number; versionId: string | null; skill: Words };
  course: { id: string; title: Words };
};

export type Milestone = {
  id: string;
  course: { id: string; title: Words };
  name: Words;
  position: number;
  dueOn: string;
  unitsTotal: number;
  unitsPassed: number;
  reachedAt: string | null;
  behind: boolean;
};

/** A finished run that this phone knows of, sent or not. */
export type Run = { assignmentId: string; finishedAt: string; durationS: number; score: number | null; passed: boolean | null };

/** How an assignment stands once the runs that the server has not told of yet are counted in. */
export function withRuns(assignment: Assignment, runs: Run[]): Assignment {
  const mine = runs.filter((run) => run.assignmentId === assignment.id).sort((a, b) => a.finishedAt.localeCompare(b.finishedAt));
  const scores = mine.flatMap((run) => run.score ?? []);
  const passedAt = assignment.passedAt ?? mine.find((run) => run.passed)?.finishedAt ?? null;
  const completedAt = assignment.completedAt ?? mine[0]?.finishedAt ?? null;
  return {
    ...assignment,
    passedAt,
    completedAt,
    bestScore: scores.length > 0 ? Math.max(assignment.bestScore ?? 0, ...scores) : assignment.bestScore,
    attempts: Math.max(assignment.attempts, mine.length),
    state: assignment.state === "WITHDRAWN" ? "WITHDRAWN" : passedAt ? "PASSED" : completedAt ? "COMPLETED" : assignment.state,
    overdue: assignment.overdue && !passedAt,
  };
}

const day = (at: string | Date) => new Date(at).toDateString();
export const minutes = (seconds: number): number => Math.max(1, Math.round(seconds / 60));

export type Day = { now: Assignment[]; later: Assignment[]; doneRuns: Run[]; minutesDone: number; minutesLeft: number };

/**
 * What today holds: what was begun, then what falls due first, until about ten minutes are full; and whatever falls due today.
 * The rest waits in sight, so that nobody opens the app to a wall of overdue work.
 */
export function today(assignments: Assignment[], runs: Run[], begun: ReadonlySet<string>, at: Date): Day {
  const doneRuns = runs.filter((run) => day(run.finishedAt) === day(at)).sort((a, b) => b.finishedAt.localeCompare(a.finishedAt));
  const minutesDone = doneRuns.reduce((sum, run) => sum + minutes(run.durationS), 0);
  const open = assignments.filter((one) => one.state !== "PASSED" && one.state !== "WITHDRAWN" && one.unit.versionId).sort(before(begun));
  const now: Assignment[] = [];
  let minutesLeft = 0;
  for (const one of open) {
    const length = minutes(one.unit.durationS);
    const opens = now.length === 0 && (doneRuns.length === 0 || one.overdue || begun.has(one.id));
    const fits = now.length > 0 && minutesDone + minutesLeft + length <= FULL_MIN;
    if (!opens && !fits && !fallsDue(one, at)) continue;
    now.push(one);
    minutesLeft += length;
  }
  return { now, later: open.filter((one) => !now.includes(one)), doneRuns, minutesDone, minutesLeft };
}

const FULL_MIN = 10;
const fallsDue = (one: Assignment, at: Date): boolean => !one.overdue && one.dueAt !== null && day(one.dueAt) === day(at);

function before(begun: ReadonlySet<string>): (a: Assignment, b: Assignment) => number {
  return (a, b) =>
    Number(begun.has(b.id)) - Number(begun.has(a.id)) ||
    (a.dueAt ?? "9").localeCompare(b.dueAt ?? "9") ||
    a.course.id.localeCompare(b.course.id) ||
    a.unit.position - b.unit.position;
}

/** 林怡君 → 怡君, as colleagues say it; other names stay whole. */
export function calledName(name: string): string {
  return /^\p{Script=Han}{3}$/u.test(name) ? name.slice(1) : name;
}

/** What stands in the round beside a name: 林怡君 → 怡, Nguyễn Thị Thảo → T. */
export function initial(name: string): string {
  const called = calledName(name);
  return [...(called.split(/\s+/).at(-1) ?? "")][0] ?? "";
}
