import { expect, test } from "vitest";
import { crossing, lanes, standing } from "./flow";

test("steps go on where the one before ended, sums stand on nought", () => {
  const bars = standing([
    { amount: 1200, kind: "START" },
    { amount: -240, kind: "STEP" },
    { amount: 960, kind: "SUBTOTAL" },
    { amount: -50, kind: "COST" },
    { amount: 910, kind: "END" },
  ]);

  expect(bars).toEqual([
    { from: 0, to: 1200 },
    { from: 1200, to: 960 },
    { from: 0, to: 960 },
    { from: 960, to: 910 },
    { from: 0, to: 910 },
  ]);
});

test("a loss ends below nought", () => {
  const [, , end] = standing([{ amount: 30, kind: "SUBTOTAL" }, { amount: -50, kind: "COST" }, { amount: -20, kind: "END" }]);

  expect(end).toEqual({ from: 0, to: -20 });
});

test("the curve crosses nought between its points", () => {
  expect(crossing([{ x: 0, y: -46 }, { x: 2, y: -46 }, { x: 4, y: 46 }])).toBe(3);
  expect(crossing([{ x: 0, y: -46 }, { x: 12, y: -1 }])).toBeUndefined();
  expect(crossing([{ x: 0, y: 1 }, { x: 1, y: 2 }])).toBeUndefined();
});

test("dots on one spot take different lanes", () => {
  expect(new Set(lanes([10, 10, 10], 11)).size).toBe(3);
  expect(lanes([0, 50, 100], 11)).toEqual([0, 0, 0]);
});
