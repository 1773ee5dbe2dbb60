import { beforeAll, expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
vi.stubGlobal("navigator", { languages: ["zh-TW"] });

let i18n: typeof import("./i18n");
beforeAll(async () => {
  i18n = await import("./i18n");
});

test("the nearest language is spoken", () => {
  expect(["zh-TW", "zh-HK", "zh-CN", "zh-SG", "en-GB", "zh"].map(i18n.nearest)).toEqual(["zh-Hant", "zh-Hant", "zh-Hans", "zh-Hans", "en", "zh-Hans"]);
  expect(i18n.nearest("vi-VN")).toBeUndefined();
});

test("holes are filled, numbers in the reader's way, and n chooses the plural", () => {
  const units = { one: "{n} unit", other: "{n} units" };
  expect([1, 2, 1200].map((n) => i18n.fill(units, { n }, "en"))).toEqual(["1 unit", "2 units", "1,200 units"]);
  expect(i18n.fill("{name}，{n} 份", { name: "怡君", n: 3 }, "zh-Hant")).toBe("怡君，3 份");
});

test("seconds are shown as minutes and seconds", () => {
  expect([5, 72, 252].map(i18n.clock)).toEqual(["0:05", "1:12", "4:12"]);
});
