import { expect, test } from "vitest";
import { holds, lines, nextMilestone } from "./path";
import type { Assignment, Milestone } from "./standing";

const course = (id: string) => ({ id, title: { en: id } });
const unit = (id: string, position: number, more: Partial<Assignment> = {}, kind = "UNIT", of = "c"): Assignment => ({
  id, state: "ASSIGNED", dueAt: null, overdue: false, attempts: 0, bestScore: null, passedAt: null, completedAt: null,
  unit: { id: `u-${id}`, kind, title: { en: id }, durationS: 240, position, versionId: "v", skill: {} }, course: course(of), ...more,
});
const rung = (id: string, position: number, unitsTotal: number, more: Partial<Milestone> = {}): Milestone => ({ id, course: course("c"), name: { en: id }, position, dueOn: `2026-07-0${position}`, unitsTotal, unitsPassed: 0, reachedAt: null, behind: false, ...more });
const shape = (assignments: Assignment[], milestones: Milestone[]) => lines(assignments, milestones, undefined)[0]!.stations.map((station) => ("unit" in station ? station.unit.id : `*${station.milestone.id}`));

const five = [1, 2, 3, 4, 5].map((n) => unit(`u${n}`, n));

test("a milestone stands after the units that lead to it, whether it counts its own or all up to it", () => {
  const wanted = ["u1", "u2", "*kitchen", "u3", "u4", "*prep", "u5", "*certified"];
  expect(shape(five, [rung("kitchen", 1, 2), rung("prep", 2, 2), rung("certified", 3, 1)])).toEqual(wanted);
  expect(shape(five, [rung("certified", 3, 5), rung("kitchen", 1, 2), rung("prep", 2, 4)])).toEqual(wanted);
});

test("tests stand at the ends and count for no milestone", () => {
  const list = [unit("pre", 0, {}, "PRE_TEST"), ...five, unit("post", 99, {}, "POST_TEST")];
  expect(shape(list, [rung("all", 1, 5)])).toEqual(["pre", "u1", "u2", "u3", "u4", "u5", "*all", "post"]);
});

test("the course of what is next comes first, finished ones last, and what was withdrawn not at all", () => {
  const list = [unit("done", 1, { state: "PASSED" }, "UNIT", "done"), unit("open", 1, {}, "UNIT", "open"), unit("next", 1, {}, "UNIT", "next"), unit("gone", 1, { state: "WITHDRAWN" }, "UNIT", "gone")];

  const all = lines(list, [], "next");

  expect(all.map((line) => line.course.id)).toEqual(["next", "open", "done"]);
  expect(all.map((line) => holds(line, "next"))).toEqual([true, false, false]);
  expect(all.map(({ passed, total }) => [passed, total])).toEqual([[0, 1], [0, 1], [1, 1]]);
});

test("the milestone that comes next is the one due first that was not reached", () => {
  expect(nextMilestone([rung("b", 2, 2), rung("a", 1, 2, { reachedAt: "2026-07-01T00:00:00Z" }), rung("c", 3, 1)])?.id).toBe("b");
  expect(nextMilestone([])).toBeUndefined();
});
