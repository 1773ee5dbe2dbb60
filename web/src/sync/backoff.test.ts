import { expect, test } from "vitest";
import { pause } from "./backoff";

test("pauses grow, end at five minutes, and scatter; whoever is watched waits less", () => {
  expect([1, 2, 3].map((failures) => pause(failures, 0.5))).toEqual([2000, 4000, 8000]);
  expect([pause(30, 0), pause(30, 0.5), pause(30, 1)]).toEqual([150_000, 300_000, 450_000]);
  expect(pause(30, 0.5, 15)).toBe(15_000);
});
