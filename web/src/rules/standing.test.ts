import { expect, test } from "vitest";
import { type Assignment, calledName, initial, minutes, type Run, today, withRuns } from "./standing";

const NOON = new Date("2026-07-06T12:00:00+08:00");
const TODAY = "2026-07-06T22:00:00+08:00";

function unit(id: string, more: Partial<Assignment> = {}, seconds = 240): Assignment {
  return {
    id, state: "ASSIGNED", dueAt: null, overdue: false, attempts: 0, bestScore: null, passedAt: null, completedAt: null,
    unit: { id: `u-${id}`, kind: "UNIT", title: { en: id }, durationS: seconds, position: 1, versionId: `v-${id}`, skill: {} }, course: { id: "c", title: { en: "course" } }, ...more,
  };
}
const run = (assignmentId: string, more: Partial<Run> = {}): Run => ({ assignmentId, finishedAt: "2026-07-06T10:00:00+08:00", durationS: 250, score: 1, passed: true, ...more });

test("a day is about ten minutes: what was begun, then what falls due first; the rest waits in sight", () => {
  const list = [unit("later", { dueAt: "2026-07-09T22:00:00+08:00" }), unit("due", { dueAt: TODAY }), unit("begun"), unit("more", { dueAt: "2026-07-10T22:00:00+08:00" })];

  const day = today(list, [], new Set(["begun"]), NOON);

  expect(day.now.map(({ id }) => id)).toEqual(["begun", "due"]);
  expect(day.later.map(({ id }) => id)).toEqual(["later", "more"]);
  expect([day.minutesLeft, day.minutesDone]).toEqual([8, 0]);
});

test("one unit is offered however long it is, and none beyond it once ten minutes are full", () => {
  expect(today([unit("long", {}, 900), unit("short", {}, 60)], [], new Set(), NOON).now.map(({ id }) => id)).toEqual(["long"]);
});

test("what falls due today is today's, beyond ten minutes too; a wall of overdue work is not", () => {
  const due = ["a", "b", "c"].map((id) => unit(id, { dueAt: TODAY }, 360));
  const late = ["p", "q", "r"].map((id) => unit(id, { dueAt: "2026-07-01T22:00:00+08:00", overdue: true }, 360));
  expect(today(due, [], new Set(), NOON).now).toHaveLength(3);
  expect(today([...late, ...due], [], new Set(), NOON).now.map(({ id }) => id)).toEqual(["p", "a", "b", "c"]);
  expect(today(late, [], new Set(), NOON).later).toHaveLength(2);
});

test("a short one may still fit where a longer one did not", () => {
  const list = [unit("first", { dueAt: "2026-07-08T22:00:00+08:00" }, 360), unit("long", { dueAt: "2026-07-09T22:00:00+08:00" }, 360), unit("short", { dueAt: "2026-07-10T22:00:00+08:00" }, 120)];
  const day = today(list, [], new Set(), NOON);
  expect([day.now, day.later].map((some) => some.map(({ id }) => id))).toEqual([["first", "short"], ["long"]]);
});

test("after some learning nothing more is pressed on anybody, but for what is due today or begun", () => {
  const done = [run("done", { durationS: 540 })];
  expect(today([unit("free")], done, new Set(), NOON).now).toEqual([]);
  expect(today([unit("due", { dueAt: TODAY })], done, new Set(), NOON).now).toHaveLength(1);
  expect(today([unit("begun")], done, new Set(["begun"]), NOON).now).toHaveLength(1);
});

test("what is passed, withdrawn or not published is not asked for", () => {
  const list = [unit("p", { state: "PASSED" }), unit("w", { state: "WITHDRAWN" }), unit("n")];
  list[2]!.unit.versionId = null;
  expect(today(list, [], new Set(), NOON)).toMatchObject({ now: [], later: [] });
});

test("only today's runs are today's", () => {
  const runs = [run("a"), run("b", { finishedAt: "2026-07-05T10:00:00+08:00" })];
  expect(today([], runs, new Set(), NOON).doneRuns.map(({ assignmentId }) => assignmentId)).toEqual(["a"]);
});

test("runs that the company has not told of yet count already, in whatever order they are known", () => {
  const runs = [run("a", { score: 0.4, passed: false, finishedAt: "2026-07-06T09:00:00Z" }), run("a", { score: 0.9, passed: true, finishedAt: "2026-07-06T10:00:00Z" }), run("other")];
  const told = unit("a", { overdue: true });

  const ends = [runs, [...runs].reverse()].map((some) => withRuns(told, some));

  expect(ends[0]).toEqual(ends[1]);
  expect(ends[0]).toMatchObject({ state: "PASSED", attempts: 2, bestScore: 0.9, passedAt: "2026-07-06T10:00:00Z", completedAt: "2026-07-06T09:00:00Z", overdue: false });
});

test("a run that waits for its mark completes, but passes nothing; what is withdrawn stays withdrawn", () => {
  expect(withRuns(unit("a"), [run("a", { score: null, passed: null })])).toMatchObject({ state: "COMPLETED", bestScore: null });
  expect(withRuns(unit("a", { state: "WITHDRAWN" }), [run("a")]).state).toBe("WITHDRAWN");
});

test("every unit takes at least a minute", () => {
  expect([10, 90, 340].map(minutes)).toEqual([1, 2, 6]);
});

test("colleagues are called by their given name", () => {
  expect(["林怡君", "歐陽小晴", "Nguyễn Thị Thảo", "王淑"].map(calledName)).toEqual(["怡君", "歐陽小晴", "Nguyễn Thị Thảo", "王淑"]);
});

test("beside a name stands its most personal letter", () => {
  expect(["林怡君", "Nguyễn Thị Thảo", "學員07", "Ann", ""].map(initial)).toEqual(["怡", "T", "學", "A", ""]);
});
