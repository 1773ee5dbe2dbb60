import type { Language } from "../graph/team";
import { locale, words } from "../ui/i18n";
import { dayNumber } from "./needs";

const languages: Record<string, Language> = { "zh-Hant": "ZH_HANT", en: "EN", "zh-Hans": "ZH_HANS" };

/** The reader's language, as the server calls it. */
export const language = (): Language => languages[locale.value]!;

export type Say = ReturnType<typeof words<"manage">>;

/** 67 hours, then whole days: nobody counts in 300 hours. */
export function hoursOrDays(hours: number): string {
  const [value, unit] = hours < 96 ? [hours, "hour"] : [Math.floor(hours / 24), "day"];
  return new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

/** Newcomers by the day, others by months and years: "day 9", "here 12 months". */
export function tenure(hiredOn: string, now: Date, t: Say): string {
  const days = dayNumber(hiredOn, now);
  if (days <= 90) return t("person.day", { n: days });
  const [value, unit] = days < 730 ? [Math.floor(days / 30.44), "month"] : [Math.floor(days / 365.25), "year"];
  return t("person.since", { since: new Intl.NumberFormat(locale.value, { style: "unit", unit: unit as string, unitDisplay: "long" }).format(value as number) });
}

/** "8 秒前", "2 days ago". */
export function ago(at: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(at).getTime()) / 1000);
  const [value, unit] = seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"] : seconds < 86_400 ? [seconds / 3600, "hour"] : [seconds / 86_400, "day"];
  return new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }).format(-Math.floor(value as number), unit as Intl.RelativeTimeFormatUnit);
}
