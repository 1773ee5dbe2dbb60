import type { EvaluationRow, Headline } from "../graph/evaluation";
import { watchEvaluations } from "../sync/evaluation";
import { useOpen } from "../ui/hooks";
import { day, locale, words } from "../ui/i18n";
import { Chart, Forward, NoSignal } from "../ui/icons";
import { Empty, Waiting } from "../ui/parts";
import { Interval } from "../ui/charts/interval";
import { figure, language, ratio, type Say } from "./figures";
import { Grade, StateChip } from "./signs";
import "./impact.css";

export default function Evaluations() {
  return <Page key={locale.value} />;
}

function Page() {
  const t = words("impact");
  const watched = useOpen(() => watchEvaluations(language()), []);
  const rows = watched.told.value;
  return (
    <main class="view wide page">
      <header class="say"><h1 tabIndex={-1}>{rows ? verdict(rows, t) : t("title")}</h1><p class="dim">{t("list.promise")}</p></header>
      {rows?.length === 0 ? <Empty icon={Chart} title={t("list.none")}>{t("list.noneWhy")}</Empty>
        : rows ? <ul class="stack studies">{rows.map((row) => <li key={row.id}><Row row={row} /></li>)}</ul>
        : watched.problem.value ? <Empty icon={NoSignal} title={t("unreachable.title")}>{t("unreachable.why")}</Empty>
        : <Waiting label={t("waiting")} />}
    </main>
  );
}

/** Good and bad news in one sentence, equally loud. */
function verdict(rows: EvaluationRow[], t: Say): string {
  const known = rows.filter(({ state, projection }) => state === "CONCLUDED" && projection?.roi != null);
  const clear = known.filter(({ projection }) => projection!.distinguishable).length;
  return known.length ? t("list.verdict", { n: known.length, clear }) : t("list.early", { n: rows.length });
}

function Row({ row }: { row: EvaluationRow }) {
  const t = words("impact");
  const { projection, claimed, restated } = row;
  const shown = restated ?? projection;
  return (
    <a class="card study" href={`/evaluation/${row.id}`}>
      <div class="split">
        <div><h2>{row.name}</h2><p class="small dim num">{t("list.from", { from: day(row.startsOn), to: day(row.deliveryEndsOn) })}</p></div>
        <span class="row-s"><StateChip state={row.state} kind={projection?.kind} /><Forward flip /></span>
      </div>
      {shown?.roi != null ? <Line shown={shown} claimed={claimed} grade={shown.grade ?? row.grade} /> : <p class="small dim">{t("list.notYet")}</p>}
    </a>
  );
}

function Line({ shown, claimed, grade }: { shown: Headline; claimed: Headline | null; grade: string | null }) {
  const t = words("impact");
  const [roi, low, high] = [shown.roi, shown.roiLow, shown.roiHigh].map(figure) as [number, number | null, number | null];
  const clear = shown.distinguishable !== false;
  return (
    <div class="line">
      <div class={clear ? "little" : "little unclear"}>
        <p class="small dim">{t(claimed ? "list.restated" : `kind.${shown.kind}`)}</p>
        <p class="row-s"><b class="num">{ratio(roi)}</b><Grade grade={grade} small /></p>
        {claimed?.roi != null && <p class="small dim num">{t("list.claimed", { roi: ratio(figure(claimed.roi)!) })}</p>}
      </div>
      {low === null || high === null ? <p class="small dim">{t("interval.none")}</p> : (
        <Interval low={low} value={roi} high={high} clear={clear} show={ratio} zero={t("zero.short")} label={t("interval.label", { roi: ratio(roi), low: ratio(low), high: ratio(high) })} />)}
    </div>
  );
}
