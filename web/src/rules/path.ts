import type { Assignment, Milestone } from "./standing";

export type Station = { unit: Assignment } | { milestone: Milestone };
export type Line = { course: Assignment["course"]; stations: Station[]; passed: number; total: number };

/**
 * A line a course, like a map of the underground: units in their order, each milestone after the units that lead to it.
 * The course of what is next comes first, finished ones last.
 */
export function lines(assignments: Assignment[], milestones: Milestone[], nextId: string | undefined): Line[] {
  const open = assignments.filter(({ state }) => state !== "WITHDRAWN");
  const courses = [...new Map(open.map(({ course }) => [course.id, course])).values()];
  const made = courses.map((course) => line(course, open, milestones));
  const rank = (one: Line) => (holds(one, nextId) ? 0 : one.passed === one.total ? 2 : 1);
  return made.sort((a, b) => rank(a) - rank(b));
}

export const holds = (one: Line, assignmentId: string | undefined): boolean => one.stations.some((station) => "unit" in station && station.unit.id === assignmentId);

function line(course: Assignment["course"], assignments: Assignment[], milestones: Milestone[]): Line {
  const units = assignments.filter((one) => one.course.id === course.id).sort((a, b) => a.unit.position - b.unit.position);
  const rungs = milestones.filter((one) => one.course.id === course.id).sort((a, b) => a.position - b.position);
  const taught = units.filter(({ unit }) => unit.kind === "UNIT").length;
  // A rung counts its own units, or all up to it: the sum tells which.
  const own = rungs.reduce((sum, rung) => sum + rung.unitsTotal, 0) <= taught;
  const stations: Station[] = [];
  let seen = 0;
  let due = 0;
  const waiting = [...rungs];
  for (const unit of units) {
    stations.push({ unit });
    if (unit.unit.kind === "UNIT") seen += 1;
    while (waiting[0] && seen > 0 && seen >= (own ? due + waiting[0].unitsTotal : waiting[0].unitsTotal)) {
      due += waiting[0].unitsTotal;
      stations.push({ milestone: waiting.shift()! });
    }
  }
  stations.push(...waiting.map((milestone) => ({ milestone })));
  return { course, stations, passed: units.filter(({ state }) => state === "PASSED").length, total: units.length };
}

/** The rung that comes next, over all courses: the one due first. */
export function nextMilestone(milestones: Milestone[]): Milestone | undefined {
  return milestones.filter(({ reachedAt }) => reachedAt === null).sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.position - b.position)[0];
}
