import type { Language } from "../graph/team";
import { locale, words } from "../ui/i18n";

const languages: Record<string, Language> = { "zh-Hant": "ZH_HANT", en: "EN", "zh-Hans": "ZH_HANS" };

/** The reader's language, as the server calls it. */
export const language = (): Language => languages[locale.value]!;

export type Say = ReturnType<typeof words<"impact">>;

/** Exact text from the server, as a number to draw and to show; it is never computed with. */
export const figure = (text: string | null): number | null => (text === null ? null : Number(text));

const units: Record<string, string> = { "zh-Hant": "元", "zh-Hans": "元" };

/** A ratio as a percentage, rounded for reading: 18.2 → 1,820%, 0.183 → 18.3%. */
export function ratio(value: number, digits = Math.abs(value) < 0.1 ? 1 : 0): string {
  return new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: digits }).format(value).replace("-", "−");
}

/** Money the way it is said: 「46 萬元」, "NT$460K". */
export function money(amount: number, currency: string): string {
  const home = units[locale.value];
  if (!home) return new Intl.NumberFormat(locale.value, { style: "currency", currency, notation: "compact", maximumFractionDigits: Math.abs(amount) < 1000 ? 0 : 1 }).format(amount).replace("-", "−");
  const name = currency === "TWD" && locale.value === "zh-Hant" ? home : currency === "CNY" && locale.value === "zh-Hans" ? home : nameOf(currency);
  return `${short(amount)}${/\d$/.test(short(amount)) ? " " : ""}${name}`;
}

/** 460000 → 「46 萬」, "460K": the unit is said once, beside the chart. */
export function short(amount: number): string {
  if (Math.abs(amount) < 1000 || (units[locale.value] && Math.abs(amount) < 10_000)) return plain(amount, 0);
  const parts = new Intl.NumberFormat(locale.value, { notation: "compact", maximumFractionDigits: 1 }).formatToParts(amount);
  return parts.map(({ type, value }) => (type === "compact" && /\p{Script=Han}/u.test(value) ? ` ${value.trim()}` : value)).join("").replace("-", "−");
}

const nameOf = (currency: string): string => new Intl.DisplayNames(locale.value, { type: "currency" }).of(currency) ?? currency;

/** Beside a chart whose numbers are short. */
export const currencyName = (currency: string): string => (!units[locale.value] ? currency : currency === "TWD" && locale.value === "zh-Hant" ? "元" : nameOf(currency));

/** Up to two decimals, as a table wants them. */
export function plain(value: number, digits = 2): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits }).format(value).replace("-", "−");
}

/** With its sign, for a change. */
export function signed(value: number, digits = 2): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits, signDisplay: "exceptZero" }).format(value).replace("-", "−");
}
