import type { EvaluationNode, Projection } from "../graph/evaluation";
import { words } from "../ui/i18n";
import { figure, money, ratio } from "./figures";
import { FlagLine } from "./hero";
import { bold, Grade } from "./signs";

/** What somebody claims and what the same figures give by our rules: side by side, equally large. */
export function Claim({ study, claimed, restated }: { study: EvaluationNode; claimed: Projection; restated: Projection }) {
  const t = words("impact");
  const flags = study.claim?.flags ?? claimed.flags;
  return (
    <section class="card stack claim" aria-label={t("claim.label")}>
      <div class="versus">
        <Side name={t("claim.claimed")} projection={claimed} struck />
        <Side name={t("claim.restated")} projection={restated} />
      </div>
      <p class="line-full">{bold(t("claim.line", { n: flags.length, claimed: exact(claimed.roi), restated: exact(restated.roi) }))}</p>
      <details class="findings" open>
        <summary><h2>{t("claim.findings", { n: flags.length })}</h2></summary>
        <ul class="list flags">{flags.filter(({ code }, at) => flags.findIndex((one) => one.code === code) === at).map(({ code, message, severity }) => (
          <FlagLine key={code} code={code} message={message} refuse={severity === "REFUSE"} times={flags.filter((one) => one.code === code).length} />))}
        </ul>
      </details>
      <details class="twin"><summary>{t("claim.forIt")}</summary><ul class="small dim codes">{flags.map(({ code, path, message }) => <li key={code + path}><code>{code}</code> {path}: {message}</li>)}</ul></details>
      {study.claim && <p class="small dim">{t("claim.source", { source: study.claim.source })}</p>}
    </section>
  );
}

/** Claims are read to the hundredth: 838.67 %. */
const exact = (roi: string | null): string => (roi === null ? "–" : ratio(figure(roi)!, 2));

function Side({ name, projection, struck }: { name: string; projection: Projection; struck?: boolean }) {
  const t = words("impact");
  const { cost, attributedBenefit } = projection;
  return (
    <div class={struck ? "versus-side struck" : "versus-side"}>
      <p class="small dim">{name}</p>
      <p class="versus-roi num">{exact(projection.roi)}</p>
      {cost && attributedBenefit && <p class="small dim num">{t("claim.sums", { benefit: money(figure(attributedBenefit.amount)!, cost.currency), cost: money(figure(cost.amount)!, cost.currency) })}</p>}
      {!struck && <p class="row-s small dim"><Grade grade={projection.grade} small />{t("claim.grade")}</p>}
    </div>
  );
}
