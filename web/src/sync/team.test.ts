import { expect, test, vi } from "vitest";
import type { Standing, Summary, TeamProgress } from "../graph/team";

vi.stubGlobal("navigator", { onLine: true, locks: {} });
const { fold } = await import("./team");

const summary = (people: number, needed = 0): Summary => ({ people, assigned: 9, completed: 5, passed: 4, stuck: 0, behind: 0, overdue: 0, needed, activeNow: 0 });
const person = (id: string, passed = 0) => ({ employee: { id }, passed }) as Standing;
const team = (ids: string[], hasNextPage = false) => ({ id: "t", name: "t", kind: "SHOP" as const, ancestors: [], children: [], summary: summary(ids.length), standings: { nodes: ids.map((id) => person(id)), pageInfo: { hasNextPage, endCursor: null } } });
const event = (people: number, ...standings: Standing[]): TeamProgress => ({ seq: 11, at: "", kind: "CHANGED", team: { id: "t", summary: summary(people, 1) }, standings });

test("who moved is replaced where they stand", () => {
  const told = fold(team(["a", "b"]), event(2, person("b", 3)));

  expect(told?.standings.nodes.map(({ employee, passed }) => [employee.id, passed])).toEqual([["a", 0], ["b", 3]]);
  expect(told?.summary.needed).toBe(1);
});

test("somebody new in a team that was known whole is added", () => {
  const told = fold(team(["a"]), event(2, person("b")));

  expect(told?.standings.nodes.map(({ employee }) => employee.id)).toEqual(["a", "b"]);
});

test("when somebody left, only a new look tells who", () => {
  expect(fold(team(["a", "b"]), event(1, person("a", 1)))).toBeUndefined();
});

test("of a large team not everybody need be known", () => {
  expect(fold(team(["a"], true), event(400, person("z")))?.standings.nodes).toHaveLength(2);
});
