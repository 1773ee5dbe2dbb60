import { expect, test } from "vitest";
import type { Standing } from "../graph/team";
import { active, dayNumber, helpHours, initial, needs, square } from "./needs";

const now = new Date("2026-11-25T12:00:00Z");
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

function person(id: string, more: Partial<Standing> = {}): Standing {
  return {
    employee: { id, name: id, hiredOn: "2026-11-17", position: null }, team: { id: "t", name: "t" },
    assigned: 9, completed: 5, passed: 5, openUnit: null, openSince: null, openFailures: 0, stuck: false, stuckHours: null, stuckReason: null,
    nextMilestoneDueOn: null, behind: false, nextDueAt: null, overdue: false, activeUnit: null, activeCardIndex: null, activeCards: null, activeAt: null, ...more,
  };
}

test("stuck comes before overdue, overdue before behind, and the longest wait first", () => {
  const everyone = [
    person("behind", { behind: true, nextMilestoneDueOn: "2026-11-01" }),
    person("overdue", { overdue: true, nextDueAt: ago(300) }),
    person("stuck a little", { stuck: true, stuckReason: "NO_PROGRESS", openSince: ago(50) }),
    person("fine"),
    person("stuck long", { stuck: true, stuckReason: "NO_PROGRESS", openSince: ago(67) }),
  ];

  const found = needs(everyone, now);

  expect(found.map(({ who, why, hours }) => [who.employee.id, why, hours])).toEqual([
    ["stuck long", "stuck", 67],
    ["stuck a little", "stuck", 50],
    ["overdue", "overdue", 300],
    ["behind", "behind", 588],
  ]);
});

test("a person is named once, with the most pressing reason", () => {
  const all = person("all", { stuck: true, stuckReason: "FAILED_OFTEN", openSince: ago(3), overdue: true, nextDueAt: ago(9), behind: true, nextMilestoneDueOn: "2026-11-01" });

  expect(needs([all], now).map(({ why }) => why)).toEqual(["failed"]);
});

test("the day in which to help begins when 48 hours told that somebody is stuck", () => {
  expect([47, 48, 67, 72, 500].map((hours) => helpHours(hours).left)).toEqual([24, 24, 5, 0, 0]);
});

test("done is not known", () => {
  expect(square(person("known", { completed: 9, passed: 9 }))).toBe("know");
  expect(square(person("done", { completed: 9, passed: 8 }))).toBe("did");
  expect(square(person("late", { completed: 9, passed: 8, overdue: true }))).toBe("late");
  expect(square(person("nothing", { assigned: 0, completed: 0, passed: 0 }))).toBe("todo");
});

test("who told nothing for five minutes is not learning now", () => {
  const learning = { activeUnit: { id: "u", title: "u" } };

  expect(active(person("now", { ...learning, activeAt: ago(0.08) }), now)).toBe(true);
  expect(active(person("then", { ...learning, activeAt: ago(0.09) }), now)).toBe(false);
  expect(active(person("left", { activeAt: ago(0) }), now)).toBe(false);
});

test("the first day is day 1", () => {
  expect(dayNumber("2026-11-25", now)).toBe(1);
  expect(dayNumber("2026-11-17", now)).toBe(9);
});

test("people are told apart by a letter of the name that they are called by", () => {
  expect(["陳柏翰", "李佩珊", "王明", "Agus Setiawan"].map(initial)).toEqual(["柏", "佩", "王", "A"]);
});
