import type { Effect, EvaluationNode } from "../graph/evaluation";
import { Dots } from "../ui/charts/dots";
import { Estimates } from "../ui/charts/estimates";
import { Figure } from "../ui/charts/plot";
import { Trend } from "../ui/charts/trend";
import { Twin } from "../ui/charts/twin";
import { locale, words } from "../ui/i18n";
import { plain, signed, type Say } from "./figures";

/** A rate is kept as a ratio or in points; the reader gets points. */
function scaled({ measure: { unit } }: Effect): (text: string | null) => number | null {
  const by = unit === "RATIO" ? 100 : 1;
  return (text) => (text === null ? null : Number(text) * by);
}
const unitName = ({ measure: { unit } }: Effect, t: Say): string => t(`unit.${unit}`);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

export function Groups({ effect, teams }: { effect: Effect; teams: EvaluationNode["teams"] }) {
  const t = words("impact");
  const read = scaled(effect);
  const names = new Map(teams.map(({ team }) => [team.id, team.name]));
  const dots = effect.groups.flatMap(({ teamId, arm, before, after }) => (before !== null && after !== null ? [{ name: names.get(teamId) ?? "", arm, change: read(after)! - read(before)! }] : []));
  const arms = (["TREATED", "WAITING"] as const).map((arm) => dots.filter((dot) => dot.arm === arm).map(({ change }) => change));
  const [treated, waiting] = arms as [number[], number[]];
  const estimate = read(effect.estimate);
  if (treated.length === 0 || waiting.length === 0 || estimate === null) return null;
  const unit = unitName(effect, t);
  const adjusted = plain(mean(treated) - mean(waiting)) !== plain(estimate); // the model takes out where teams stood before
  const said = t("groups.difference", { n: plain(Math.abs(estimate)), unit });
  return (
    <Figure title={t(effect.distinguishable ? (estimate < 0 ? "groups.fell" : "groups.rose") : "groups.unclear", { n: plain(Math.abs(estimate)), unit })} note={t(adjusted ? "groups.adjusted" : "groups.note", { measure: effect.measure.name, unit })}
      twin={<Twin open={t("twin")} caption={effect.measure.name} head={[t("groups.team"), t("groups.arm"), t("groups.change", { unit })]} rows={dots.map(({ name, arm, change }) => [name, t(arm === "TREATED" ? "groups.treated" : "groups.waiting"), signed(change)])} />}>
      <Dots show={signed} difference={said} label={said} groups={[
        { name: t("groups.treated"), size: t("groups.size", { n: treated.length }), mean: mean(treated), values: treated, filled: true },
        { name: t("groups.waiting"), size: t("groups.size", { n: waiting.length }), mean: mean(waiting), values: waiting, filled: false },
      ]} />
    </Figure>
  );
}

export function Months({ effect, study }: { effect: Effect; study: EvaluationNode }) {
  const t = words("impact");
  const read = scaled(effect);
  if (effect.trend.length < 4) return null;
  const [first, second] = effect.trend.map(({ periodOn }) => new Date(periodOn).getTime()) as [number, number];
  const month = new Intl.DateTimeFormat(locale.value, second - first > 20 * 86_400_000 ? { year: "numeric", month: "numeric" } : { month: "numeric", day: "numeric" });
  const counter = effect.trend.some(({ expected }) => expected !== null);
  const periods = effect.trend.map(({ periodOn, observed, comparison, expected, low, high }) => ({ name: month.format(new Date(periodOn)), value: read(observed), expected: counter ? read(expected) : read(comparison), low: counter ? read(low) : null, high: counter ? read(high) : null }));
  const at = (on: string) => Math.max(0, effect.trend.findLastIndex(({ periodOn }) => periodOn <= on));
  const unit = unitName(effect, t);
  const last = periods.findLast(({ value, expected }) => value !== null && expected !== null);
  return (
    <Figure title={last ? t("months.title", { measure: effect.measure.name, now: plain(last.value!), without: plain(last.expected!) }) : t("months.plain", { measure: effect.measure.name })} note={t(counter ? "months.note" : "months.compared", { unit })}
      twin={<Twin open={t("twin")} caption={effect.measure.name} head={[t("months.month"), t("months.measured"), t(counter ? "months.without" : "months.waiting")]} rows={periods.map(({ name, value, expected }) => [name, value === null ? "–" : plain(value), expected === null ? "–" : plain(expected)])} />}>
      <Trend periods={periods} from={at(study.startsOn)} to={at(study.deliveryEndsOn)} during={t("months.training")} measured={t("months.measured")} without={t(counter ? "months.without" : "months.waiting")} show={(value) => plain(value)} label={t("months.plain", { measure: effect.measure.name })} />
    </Figure>
  );
}

/** The frozen method and the others, side by side: do they point the same way? */
export function Methods({ effects }: { effects: readonly Effect[] }) {
  const t = words("impact");
  const first = effects.find(({ primary }) => primary) ?? effects[0]!;
  const same = effects.filter(({ measure, estimate }) => measure.id === first.measure.id && estimate !== null);
  const read = scaled(first);
  const rows = same.map((effect) => ({ name: t(`method.${effect.method}`), note: effect.primary ? t("methods.primary") : t("methods.other"), value: read(effect.estimate)!, low: read(effect.low), high: read(effect.high), primary: effect.primary }));
  if (rows.length < 2) return null;
  const agree = rows.every(({ value }) => Math.sign(value) === Math.sign(rows[0]!.value));
  const unit = unitName(first, t);
  const between = (low: number | null, high: number | null) => (low === null || high === null ? t("methods.noInterval") : t("methods.interval", { low: signed(low), high: signed(high) }));
  return (
    <Figure title={t(agree ? "methods.agree" : "methods.differ", { n: rows.length })} note={t("methods.note", { measure: first.measure.name, unit })}
      twin={<Twin open={t("twin")} caption={t("methods.note", { measure: first.measure.name, unit })} head={[t("methods.method"), unit, t("methods.range")]} rows={rows.map(({ name, value, low, high }) => [name, signed(value), between(low, high)])} />}>
      <Estimates rows={rows} show={signed} label={rows.map(({ name, value }) => `${name} ${signed(value)}`).join(", ")} />
    </Figure>
  );
}
