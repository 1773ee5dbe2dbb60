import { expect, test } from "vitest";
import { type Card, example, lead, type Question, questions, say, steps } from "./content";

const asked = (id: string): Question => ({ id, form: "numeric", stem: { en: "?" }, key: 1 });
const clip = (more: Partial<Extract<Card, { kind: "video_idea" }>> = {}): Card => ({ id: "clip", kind: "video_idea", seconds: 40, script: { en: "hands" }, caption_lines: [{ at_s: 0, text: { en: "wet" } }, { at_s: 26, text: { en: "rinse" } }], timed_questions: [{ at_s: 24, question: asked("t1") }], ...more });
const ids = (card: Card) => steps({ cards: [card] }).map(({ id }) => id);

test("a clip stops where it asks and goes on afterwards", () => {
  expect(steps({ cards: [clip()] }).map(({ id, span }) => [id, span])).toEqual([["clip@0", { from: 0, to: 24 }], ["t1", undefined], ["clip@24", { from: 24, to: 40 }]]);
});

test("nothing follows the last question of a clip that has nothing more to show", () => {
  expect(ids(clip({ caption_lines: [{ at_s: 0, text: { en: "wet" } }] }))).toEqual(["clip@0", "t1"]);
  expect(ids(clip({ caption_lines: [], video: { src: "/media/x", type: "video/mp4", bytes: 1 } }))).toEqual(["clip@0", "t1", "clip@24"]);
});

test("questions come in the order of their seconds, two at once one after the other, none at all just as well", () => {
  const two = [{ at_s: 24, question: asked("b") }, { at_s: 5, question: asked("a") }, { at_s: 24, question: asked("c") }];
  expect(ids(clip({ timed_questions: two }))).toEqual(["clip@0", "a", "clip@5", "b", "c", "clip@24"]);
  const { timed_questions: _, caption_lines: __, ...bare } = clip() as Extract<Card, { kind: "video_idea" }>;
  expect(ids(bare)).toEqual(["clip@0"]);
});

test("all that is marked is found, within clips too", () => {
  const card: Card = { kind: "question", ...asked("q") };
  expect(questions({ cards: [clip(), { id: "e", kind: "explain", text: { en: "x" } }, card] }).map(({ id }) => id)).toEqual(["t1", "q"]);
});

test("a text is said in the asked language, else in Chinese, else in what there is; a number keeps its unit", () => {
  expect(say({ "zh-Hant": "好", en: "good" }, "en")).toEqual({ text: "good", lang: "en" });
  expect(say({ "zh-Hant": "好" }, "en")).toEqual({ text: "好", lang: "zh-Hant" });
  expect(say({ vi: "tốt" }, "en")).toEqual({ text: "tốt", lang: "vi" });
  expect(say({ en: "68 °C now" }, "en").text).toBe("68\u00a0°C now");
  expect(say(undefined, "en").text).toBe("");
});

test("the first sentence leads, with its closing quotes, and a decimal point ends nothing", () => {
  expect(lead("週六中午，隊伍排到門口。她說：「噴過了。」")).toEqual({ head: "週六中午，隊伍排到門口。", rest: "她說：「噴過了。」" });
  expect(lead("她說：「噴過了。」然後走了。")).toEqual({ head: "她說：「噴過了。」", rest: "然後走了。" });
  expect(lead("Keep it at 7.5 °C. Always.")).toEqual({ head: "Keep it at 7.5 °C.", rest: "Always." });
  expect(lead("沒有句號")).toEqual({ head: "沒有句號", rest: "" });
});

test("an example in brackets at the end is a hint", () => {
  expect(example("一個洗手動作是…（例：收完垃圾先用肥皂洗）")).toEqual({ label: "一個洗手動作是…", hint: "例：收完垃圾先用肥皂洗" });
  expect(example("How I will know (e.g. my partner watches)")).toEqual({ label: "How I will know", hint: "e.g. my partner watches" });
  expect(example("我怎麼知道？")).toEqual({ label: "我怎麼知道？", hint: "" });
});
