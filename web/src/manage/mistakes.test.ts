import { expect, test } from "vitest";
import type { PersonAttempt } from "../graph/person";
import type { Card } from "../rules/content";
import { mistakes } from "./mistakes";

const cards = [
  { id: "c1", kind: "explain", text: { en: "Hot food stays above 60." } },
  { id: "q1", kind: "question", form: "single", stem: { "zh-Hant": "只有 54 度，先做什麼？" }, choices: [{ id: "a", text: { "zh-Hant": "先下架" } }, { id: "b", text: { "zh-Hant": "調高溫度" } }] },
  { id: "q2", kind: "question", form: "numeric", stem: { "zh-Hant": "幾度？" } },
] as Card[];
const run = (id: string, answer: string, q1: number, q2: number, unit = "u") => ({ id, unit: { id: unit, title: unit }, marks: { q1, q2 }, answers: { q1: answer, q2: 60 } }) as unknown as PersonAttempt;

test("what goes wrong most often comes first, with what was chosen instead", () => {
  const attempts = [run("1", "b", 0, 1), run("2", "b", 0, 0), run("3", "b", 0, 1), run("4", "a", 1, 1)];

  const found = mistakes(attempts, "u", cards, "en");

  expect(found).toEqual([
    { id: "q1", question: "只有 54 度，先做什麼？", wrong: 3, times: 4, chose: { text: "調高溫度", times: 3 } },
    { id: "q2", question: "幾度？", wrong: 1, times: 4, chose: undefined },
  ]);
});

test("runs of other units and right answers tell nothing", () => {
  expect(mistakes([run("1", "b", 0, 0, "another"), run("2", "a", 1, 1)], "u", cards, "en")).toEqual([]);
});
