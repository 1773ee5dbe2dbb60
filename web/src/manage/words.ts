import type { Language } from "../graph/team";
import { locale, words } from "../ui/i18n";

const languages: Record<string, Language> = { "zh-Hant": "ZH_HANT", en: "EN", "zh-Hans": "ZH_HANS" };

/** The reader's language, as the server calls it. */
export const language = (): Language => languages[locale.value]!;

export type Say = ReturnType<typeof words<"manage">>;

/** 67 hours, then whole days: nobody counts in 300 hours. */
export function hoursOrDays(hours: number): string {
  const [value, unit] = hours < 96 ? [hours, "hour"] : [Math.floor(hours / 24), "day"];
  return new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

/** "8 秒前", "2 days ago". */
export function ago(at: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(at).getTime()) / 1000);
  const [value, unit] = seconds < 60 ? [seconds, "second"] : seconds < 3600 ? [seconds / 60, "minute"] : seconds < 86_400 ? [seconds / 3600, "hour"] : [seconds / 86_400, "day"];
  return new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }).format(-Math.floor(value as number), unit as Intl.RelativeTimeFormatUnit);
}
