import type { EvaluationNode, Projection } from "../graph/evaluation";
import { day, moment, words } from "../ui/i18n";
import { Check, Flag, Page } from "../ui/icons";
import { figure, plain } from "./figures";

/** Left out of the number, with the reason: the reader judges. */
export function Excluded({ projection }: { projection: Projection }) {
  const t = words("impact");
  return (
    <section class={projection.excluded.length === 0 ? "fig wide-fig" : "fig"}>
      <h2>{t("excluded.title")}</h2>
      {projection.excluded.length === 0 ? <p>{t("excluded.none")}</p> : <p>{t("excluded.note")}</p>}
      {projection.excluded.length > 0 && (
        <ul class="list ex">{projection.excluded.map(({ key, label, reason }) => {
          const name = `excluded.${key}` as "excluded.title";
          const said = t(name);
          return <li key={key + label}><b class="strong">{said === name ? label : said}</b><span class="num">{t("excluded.zero")}</span><small>{reason}</small></li>;
        })}</ul>)}
    </section>
  );
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
      <ul class="list">{study.missing.map(({ code, path, message }) => {
        const key = `flag.${code}` as "flag.COST_MISSING";
        const said = t(key);
        return <li key={code + path} class="flag"><span class="sign"><Flag /></span><span>{said === key ? message : said}</span></li>;
      })}</ul>
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
