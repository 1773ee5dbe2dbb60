import { useEffect, useRef, useState } from "preact/hooks";
import type { EvaluationNode, Projection } from "../graph/evaluation";
import { Interval } from "../ui/charts/interval";
import { time, words } from "../ui/i18n";
import { Again, Warning } from "../ui/icons";
import { Note } from "../ui/parts";
import { figure, money, plain, ratio } from "./figures";
import { bold, flagWords, Grade } from "./signs";

/** One conservative number with its doubt, at the same volume whether it is good or not. */
export type Moved = { from: number; at: Date };

export function Hero({ projection, moved }: { projection: Projection; moved: Moved | undefined }) {
  const t = words("impact");
  const roi = figure(projection.roi);
  if (roi === null || !projection.cost || !projection.attributedBenefit) return <Refused projection={projection} />;
  const [low, high] = [figure(projection.roiLow), figure(projection.roiHigh)];
  const clear = projection.distinguishable !== false;
  const { currency } = projection.cost;
  const spent = money(figure(projection.cost.amount)!, currency);
  const back = money(figure(projection.attributedBenefit.amount)!, currency);
  const chance = figure(projection.probabilityAboveZero);
  const final = projection.kind === "FINAL";
  return (
    <section class={`hero${clear ? "" : " unclear"}`} aria-label={t("hero.label")}>
      <div>
        <p class="small dim">{t(`kind.${projection.kind}`)}</p>
        <p key={projection.roi} class={moved ? "roi num glow" : "roi num"}>{ratio(roi).replace("%", "")}<small>%</small></p>
      </div>
      {low === null || high === null ? <p class="small dim">{t("interval.none")}</p> : (
        <Interval low={low} value={roi} high={high} clear={clear} show={ratio} zero={t("zero.long")} label={t("interval.label", { roi: ratio(roi), low: ratio(low), high: ratio(high) })} />)}
      <p class="line-full">{bold(t(final ? "hero.spent" : "hero.spends", { cost: spent, benefit: back }))}{clear && chance !== null && bold(t(!final ? "hero.chanceForecast" : chance > 0.99 ? "hero.chanceAll" : "hero.chance", { n: Math.min(99, Math.round(chance * 100)) }))}</p>
      {!clear && low !== null && high !== null && <div class="line-full"><Note tone="attn" icon={Warning} fact={t("hero.unclear")}>{t("hero.unclearWhy", { low: ratio(low), high: ratio(high) })}</Note></div>}
      <div class="line-full" role="status">{moved && <Note tone="saved" icon={Again} fact={t("hero.moved", { from: ratio(moved.from), to: ratio(roi) })}>{t("hero.movedAt", { time: time(moved.at) })}</Note>}</div>
    </section>
  );
}

/** What the number was before somebody changed an input, while this page was open. */
export function useMoved(roi: string | null): Moved | undefined {
  const before = useRef(roi);
  const [moved, setMoved] = useState<Moved | undefined>();
  useEffect(() => {
    const was = before.current;
    before.current = roi;
    if (was !== null && roi !== null && was !== roi) setMoved({ from: Number(was), at: new Date() });
  }, [roi]);
  return moved;
}

function Refused({ projection }: { projection: Projection }) {
  const t = words("impact");
  return (
    <section class="card stack">
      <h2>{t("hero.refused")}</h2>
      <ul class="list flags">{projection.flags.map((flag) => <FlagLine key={flag.code + flag.path} code={flag.code} message={flag.message} refuse={flag.severity === "REFUSE"} />)}</ul>
    </section>
  );
}

/** A finding in words; its code only behind 「給資訊人員的細節」. */
export function FlagLine({ code, message, refuse, times = 1 }: { code: string; message: string; refuse: boolean; times?: number }) {
  const t = words("impact");
  return (
    <li class="flag"><span class={refuse ? "sign bad" : "sign attn"}><Warning /></span>
      <span class="grow strong">{flagWords({ code, message }, t)}</span>{times > 1 && <span class="small dim num">{t("flag.times", { n: times })}</span>}</li>
  );
}

export function Facts({ study, projection }: { study: EvaluationNode; projection: Projection }) {
  const t = words("impact");
  const [payback, even, bcr] = [projection.paybackMonths, projection.breakEvenAttribution, projection.bcr].map(figure);
  const { arms, method } = study;
  const grade = projection.grade ?? study.grade;
  const later = grade === "E" && method !== null && method !== "ESTIMATES"; // the lot is drawn, its result is not there yet
  return (
    <dl class="facts">
      <div><dt>{t("fact.evidence")}</dt><dd class="row-s"><Grade grade={grade} /><span>{t(later ? "method.ESTIMATES" : method ? `method.${method}` : "method.none")}<br /><small>{later ? t("fact.later", { method: t(`method.${method}`) }) : arms ? t("fact.arms", { treated: arms.treated, waiting: arms.waiting }) : t("fact.noArms")}</small></span></dd></div>
      <div><dt>{t("fact.payback")}</dt><dd class="num">{payback == null ? t("fact.never") : t("fact.months", { n: plain(payback, 1) })}<br /><small>{t("fact.fromStart")}</small></dd></div>
      <div><dt>{t("fact.even")}</dt><dd class="num">{even == null ? "–" : ratio(even, 1)}<br /><small>{t(even != null && even > 1 ? "fact.evenNever" : "fact.evenWhy")}</small></dd></div>
      <div><dt>{t("fact.bcr")}</dt><dd class="num">{bcr == null ? "–" : t("fact.times", { n: plain(bcr) })}<br /><small>{t("fact.bcrWhy")}</small></dd></div>
    </dl>
  );
}
