import { expect, test } from "vitest";
import { changesMind, isComplete, missing, moved, numberIn, shown, verdict } from "./answering";
import type { Question } from "./content";

const option = (id: string) => ({ id, text: { en: id } });
const base = { id: "q", stem: { en: "?" } };
const single: Question = { ...base, form: "single", choices: [option("a"), option("b")], key: "a" };
const several: Question = { ...base, form: "multiple", choices: [option("a"), option("b"), option("c")], key: ["a", "b"] };
const order: Question = { ...base, form: "order", items: [option("a"), option("b"), option("c")], key: ["c", "a", "b"] };
const match: Question = { ...base, form: "match", left: [option("l"), option("m")], right: [option("r"), option("s")], key: { l: "r", m: "s" } };
const number: Question = { ...base, form: "numeric", key: 20 };
const text: Question = { ...base, form: "short_text", accepted: { en: ["yes"] } };

test("an order that nobody touched is already an answer; a choice that nobody made is not", () => {
  expect(shown(order, undefined)).toEqual(["a", "b", "c"]);
  expect([order, single, several, number, text].map((question) => isComplete(question, undefined))).toEqual([true, false, false, false, false]);
});

test("what is still to choose is counted", () => {
  expect([missing(match, {}), missing(match, { l: "r" }), missing(match, { l: "r", m: "s" })]).toEqual([2, 1, 0]);
  expect(missing(several, [])).toBe(1);
  expect([missing(text, "  "), missing(text, "yes"), missing(number, ""), missing(number, 3)]).toEqual([1, 0, 1, 0]);
});

test("filling in is not changing one's mind; giving something up is", () => {
  expect(changesMind(single, undefined, "a")).toBe(false);
  expect(changesMind(single, "a", "b")).toBe(true);
  expect(changesMind(several, ["a"], ["a", "b"])).toBe(false);
  expect(changesMind(several, ["a", "b"], ["b"])).toBe(true);
  expect(changesMind(match, { l: "r" }, { l: "r", m: "s" })).toBe(false);
  expect(changesMind(match, { l: "r" }, { l: "s" })).toBe(true);
  expect([changesMind(order, ["a", "b", "c"], ["b", "a", "c"]), changesMind(text, "y", "ye")]).toEqual([false, false]);
});

test("a verdict is right, partly right or wrong, and none without the key", () => {
  expect([["a", "b"], ["a"], ["c"]].map((answer) => verdict(several, answer))).toEqual(["right", "partly", "wrong"]);
  expect(verdict({ ...base, form: "order", items: [option("a"), option("b")] }, ["a", "b"])).toBeUndefined();
});

test("an item moves up and down, and the others close ranks", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
});

test("numbers are read as people type them, and nothing else is a number", () => {
  expect(["２０", "1,200", " 3.5 ", "-18"].map(numberIn)).toEqual([20, 1200, 3.5, -18]);
  expect(["", "20 秒", "1e3", "3.", "twenty"].map(numberIn)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
