import type { EvaluationNode, Projection } from "../graph/evaluation";
import { day, moment, words } from "../ui/i18n";
import { Check, Flag, Page } from "../ui/icons";
import { figure, plain, type Say } from "./figures";
import { flagWords } from "./signs";

/** Left out of the number, with the reason: the reader judges. */
export function Excluded({ projection, study }: { projection: Projection; study: EvaluationNode }) {
  const t = words("impact");
  return (
    <section class={projection.excluded.length === 0 ? "fig wide-fig" : "fig"}>
      <h2>{t("excluded.title")}</h2>
      {projection.excluded.length === 0 ? <p>{t("excluded.none")}</p> : <p>{t("excluded.note")}</p>}
      {projection.excluded.length > 0 && (
        <ul class="list ex">{projection.excluded.map((one) => (
          <li key={one.key + one.label}><b class="strong">{one.key === "time" || one.key === "later" ? t(`excluded.${one.key}`) : one.label}</b><span class="num">{t("excluded.zero")}</span><small>{whyNot(one, study, t)}</small></li>))}
        </ul>)}
    </section>
  );
}

/** A part of a claim was objected to by a rule; a measure has no price, or nothing is known of it yet. */
function whyNot({ key, label, reason }: Projection["excluded"][number], { claim, effects }: EvaluationNode, t: Say): string {
  if (key === "time" || key === "later") return t(`excluded.${key}Why`);
  const flag = key.startsWith("claim.") && claim?.flags.find(({ path }) => path.startsWith(key.slice("claim.".length)));
  if (flag) return flagWords(flag, t);
  const measured = effects.find(({ measure }) => measure.name === label);
  return measured && !measured.measure.unitValue ? t("excluded.noPrice") : reason;
}

/** Seen, and not turned into money: never added to the number above. */
export function Intangibles({ study }: { study: EvaluationNode }) {
  const t = words("impact");
  if (study.intangibles.length === 0) return null;
  return (
    <section class="box">
      <div class="split"><h2>{t("intangibles.title")}</h2><span class="chip">{t("intangibles.apart")}</span></div>
      <dl class="soft">{study.intangibles.map(({ id, indicator, unit, before, after, note }) => (
        <div key={id}><dt>{indicator}</dt><dd class="num">{before !== null && after !== null ? `${plain(figure(before)!)} → ${plain(figure(after)!)} ${unit}` : note}</dd></div>))}
      </dl>
    </section>
  );
}

/** Everything that still stands against the next step. */
export function Missing({ study }: { study: EvaluationNode }) {
  const t = words("impact");
  if (study.missing.length === 0) return null;
  return (
    <section class="card stack">
      <h2>{t("missing.title", { step: t(`step.${study.missing[0]!.step}`), n: study.missing.length })}</h2>
      <ul class="list">{study.missing.map((one) => <li key={one.code + one.path} class="flag"><span class="sign"><Flag /></span><span>{flagWords(one, t)}</span></li>)}</ul>
    </section>
  );
}

/** Who stands behind the number, and that it can be computed again to the same end. */
export function Signed({ study, projection }: { study: EvaluationNode; projection: Projection }) {
  const t = words("impact");
  return (
    <footer class="signed">
      {study.signOffs.map(({ id, subject, person, role, signedAt }) => <span key={id}><Check />{t(`signed.${subject}`, { person, role, day: day(signedAt) })}</span>)}
      <span><Page />{t("signed.replay", { hash: projection.inputsHash.slice(0, 8), at: moment(projection.computedAt) })}</span>
    </footer>
  );
}
