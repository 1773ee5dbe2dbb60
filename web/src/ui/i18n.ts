import { computed, signal } from "@preact/signals";
import type app from "./messages/app.zh-Hant.json";
import type door from "./messages/door.zh-Hant.json";
import type impact from "./messages/impact.zh-Hant.json";
import type learn from "./messages/learn.zh-Hant.json";
import type manage from "./messages/manage.zh-Hant.json";
import type play from "./messages/play.zh-Hant.json";

export const locales = ["zh-Hant", "en", "zh-Hans"] as const;
export type Locale = (typeof locales)[number];
export const localeNames: Record<Locale, string> = { "zh-Hant": "繁體中文", en: "English", "zh-Hans": "简体中文" };

type Areas = { app: typeof app; door: typeof door; learn: typeof learn; play: typeof play; manage: typeof manage; impact: typeof impact };
export type Area = keyof Areas;
type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Catalogue = Record<string, Message>;
type Holes = Record<string, string | number>;

/** One chunk an area and language: a learner never loads an analyst's words. */
const files = import.meta.glob<Catalogue>("./messages/*.json", { import: "default" });
const loaded = signal<ReadonlyMap<string, Catalogue>>(new Map());
const asked = new Set<Area>();

export const locale = signal<Locale>(preferred());

function preferred(): Locale {
  const wishes = [localStorage.getItem("locale"), ...navigator.languages].filter((wish) => wish !== null);
  return wishes.map(nearest).find((found) => found !== undefined) ?? "zh-Hant";
}

/** "zh-TW" → zh-Hant, "zh-CN" → zh-Hans, "en-GB" → en. */
export function nearest(wish: string): Locale | undefined {
  const { language, script } = new Intl.Locale(wish).maximize();
  return locales.find((one) => one === language || one === `${language}-${script}`);
}

export async function need(areas: readonly Area[], wanted: Locale = locale.value): Promise<void> {
  const missing = areas.map((area) => `${area}.${wanted}`).filter((name) => !loaded.value.has(name));
  const came = await Promise.all(missing.map(async (name) => [name, await files[`./messages/${name}.json`]!()] as const));
  for (const area of areas) asked.add(area);
  if (came.length > 0) loaded.value = new Map([...loaded.value, ...came]);
}

/** Words first, then the switch: no screen is ever half in another language. */
export async function speak(wanted: Locale): Promise<void> {
  await need([...asked], wanted);
  localStorage.setItem("locale", wanted);
  locale.value = wanted;
  document.documentElement.lang = wanted;
}

/** `const t = words("learn")`, then `t("today.minutes", { n: 7 })`; `n` chooses the plural. */
export function words<A extends Area>(area: A) {
  return (key: keyof Areas[A] & string, holes: Holes = {}): string => {
    const message = loaded.value.get(`${area}.${locale.value}`)?.[key];
    return message === undefined ? key : fill(message, holes, locale.value);
  };
}

export function fill(message: Message, holes: Holes, language: string): string {
  const text = typeof message === "string" ? message : (message[new Intl.PluralRules(language).select(Number(holes["n"]))] ?? message.other ?? "");
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = holes[name];
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : (value ?? "");
  });
}

const formats = computed(() => ({
  day: new Intl.DateTimeFormat(locale.value, { month: "long", day: "numeric" }),
  time: new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  moment: new Intl.DateTimeFormat(locale.value, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  percent: new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 0 }),
}));

export const day = (at: string | Date): string => formats.value.day.format(new Date(at));
export const time = (at: string | Date): string => formats.value.time.format(new Date(at));
export const moment = (at: string | Date): string => formats.value.moment.format(new Date(at));
export const percent = (share: number): string => formats.value.percent.format(share);

/** 252 → 4:12 */
export const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
