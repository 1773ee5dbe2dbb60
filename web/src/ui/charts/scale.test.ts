import { expect, test } from "vitest";
import { bar, path, scale, spaced, textWidth, ticks } from "./scale";

test("a scale puts the ends on the ends, either way round", () => {
  const across = scale([-50, 150], [0, 400]);
  const up = scale([0, 10], [200, 20]);

  expect([across(-50), across(0), across(150)]).toEqual([0, 100, 400]);
  expect([up(0), up(10)]).toEqual([200, 20]);
});

test("a scale without a span does not divide by nought", () => {
  expect(scale([5, 5], [0, 100])(5)).toBe(0);
});

test("axes have round numbers that hold all values", () => {
  expect(ticks(-46, 55)).toEqual([-50, 0, 50, 100]);
  expect(ticks(3.52, 5.41)).toEqual([3.5, 4, 4.5, 5, 5.5]);
  expect(ticks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(ticks(7, 7)).toEqual([7]);
});

test("a bar has a left end and a width whatever its direction", () => {
  expect(bar(10, 30)).toEqual({ x: 10, width: 20 });
  expect(bar(30, 10)).toEqual({ x: 10, width: 20 });
});

test("a path moves first and draws then", () => {
  expect(path([[0, 1], [2, 3], [4, 5]])).toBe("M0 1L2 3L4 5");
});

test("Han characters are wider than digits", () => {
  expect(textWidth("萬元")).toBe(26);
  expect(textWidth("12")).toBeLessThan(textWidth("萬元"));
});

test("labels in a row do not touch, and none leaves the drawing", () => {
  const places = spaced([{ at: 100, width: 40 }, { at: 110, width: 40 }, { at: 295, width: 40 }], [0, 300]);

  expect(places).toEqual([100, 148, 280]);
});

test("labels that stand apart stay where they are", () => {
  expect(spaced([{ at: 50, width: 20 }, { at: 150, width: 20 }], [0, 300])).toEqual([50, 150]);
});
