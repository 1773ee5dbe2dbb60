import { describe, expect, test } from "vitest";
import type { Question } from "./content";
import shared from "../../../tests/learning/marking_cases.json";
import { type Answer, feedback, hasKey, mark, markAll, plain, score } from "./marking";

/** The server is held to the same cases: a mark must not change when the answer arrives. */
const cases = shared as unknown as { marked: { what: string; question: Question; answer: Answer | null; share: number }[] };

describe("marks are the server's", () => {
  test.each(cases.marked)("$question.form: $what", ({ question, answer, share }) => {
    expect(mark(question, answer ?? undefined)).toBeCloseTo(share, 9);
  });
});

const single: Question = { id: "q", form: "single", stem: { en: "?" }, choices: [{ id: "a", text: { en: "a" }, feedback: { en: "why not a" } }, { id: "b", text: { en: "b" } }], key: "b", feedback: { right: { en: "yes" }, wrong: { en: "no" } } };
const sealed: Question = { id: "q", form: "single", stem: { en: "?" }, choices: [{ id: "a", text: { en: "a" } }, { id: "b", text: { en: "b" } }] };

test("without its key a question has no mark, and a unit with one such has none either", () => {
  expect(hasKey(sealed)).toBe(false);
  expect(mark(sealed, "b")).toBeUndefined();
  expect(markAll([single, sealed], { q: "b" })).toBeNull();
});

test("a unit's score is the share of its points; without questions it is passed by finishing", () => {
  const heavy: Question = { ...single, id: "heavy", points: 3 };
  expect(score([single, heavy], { q: 1, heavy: 0 })).toBe(0.25);
  expect(score([], {})).toBe(1);
});

test("what is said after an answer is of the choice where it has words, else of right or wrong", () => {
  expect(feedback(single, "a")).toEqual({ en: "why not a" });
  expect(feedback(single, "b")).toEqual({ en: "yes" });
});

test("a number near the right one is told why it is not", () => {
  const near: Question = { id: "n", form: "numeric", stem: { en: "?" }, key: 20, near_misses: [{ value: 10, feedback: { en: "only the palms" } }], feedback: { right: { en: "yes" }, wrong: { en: "twenty" } } };
  expect([10, 11, 20].map((answer) => feedback(near, answer)?.en)).toEqual(["only the palms", "twenty", "yes"]);
});

test("half and full width, case, spaces and full stops are one", () => {
  expect(plain("  ＣＡＬＬ 110。")).toBe(plain("call １１０."));
});
