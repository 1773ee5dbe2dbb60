import { useSignal } from "@preact/signals";
import type { CostCategory, EvaluationNode } from "../graph/evaluation";
import { Refused, Unreachable } from "../sync/client";
import { enterCost } from "../sync/evaluation";
import { Figure } from "../ui/charts/plot";
import { Pairs } from "../ui/charts/pairs";
import { Twin } from "../ui/charts/twin";
import { words } from "../ui/i18n";
import { Check, Warning } from "../ui/icons";
import { currencyName, figure, money, plain, ratio } from "./figures";
import type { Moved } from "./hero";
import { barName } from "./returns";

const categories: CostCategory[] = ["DIRECT", "INDIRECT", "OPPORTUNITY", "EVALUATION"];
const open = new Set(["PLANNED", "BASELINE_LOCKED", "RUNNING", "FOLLOW_UP"]);

/** Budget against what was spent, all four kinds: time away from the shop is a cost too. */
export function Costs({ study, moved }: { study: EvaluationNode; moved: Moved | undefined }) {
  const t = words("impact");
  const projection = study.projection ?? study.restated;
  const rows = study.budget.map(({ category, budget, actual, counted }) => ({ category, name: barName(category.toLowerCase(), category, t), planned: figure(budget.amount)!, actual: figure(actual.amount)!, real: figure(counted.amount)! }));
  if (rows.length === 0) return null;
  const { currency } = study;
  const total = figure(projection?.cost?.amount ?? null) ?? rows.reduce((sum, { real }) => sum + real, 0);
  const planned = rows.reduce((sum, row) => sum + row.planned, 0);
  const title = planned === 0 ? t("costs.title", { total: money(total, currency) }) : t(total > planned ? "costs.over" : "costs.under", { total: money(total, currency), by: money(Math.abs(total - planned), currency) });
  return (
    <Figure title={title} note={t("costs.note")}
      twin={<>
        <Twin open={t("twin")} caption={t("costs.caption")} head={[t("costs.category"), t("costs.budget"), t("costs.actual"), t("costs.counted")]} rows={rows.map(({ name, planned: plan, actual, real }) => [name, plain(plan), plain(actual), plain(real)])} />
        {open.has(study.state) ? <EnterCost study={study} moved={moved} /> : study.state === "CONCLUDED" && <p class="small dim">{t("costs.closed")}</p>}
      </>}>
      <Pairs rows={rows.map(({ name, planned: plan, real }) => ({ name, planned: plan || null, real, plannedShown: plan ? t("costs.planned", { amount: money(plan, currency) }) : t("costs.unplanned"), realShown: money(real, currency) }))} label={title} />
    </Figure>
  );
}

/** One amount at a time. The new return comes over the live line, here and to everybody who has this page open. */
function EnterCost({ study, moved }: { study: EvaluationNode; moved: Moved | undefined }) {
  const t = words("impact");
  const category = useSignal<CostCategory>("DIRECT");
  const line = study.costs.find(({ category: of, kind, automatic }) => of === category.value && kind === "ACTUAL" && !automatic) ?? study.costs.find(({ category: of, automatic }) => of === category.value && !automatic);
  const label = useSignal<string | undefined>(undefined);
  const amount = useSignal<string | undefined>(undefined);
  const state = useSignal<"idle" | "busy" | { sent: Date } | { problem: string }>("idle");
  const shownLabel = label.value ?? line?.label ?? barName(category.value.toLowerCase(), category.value, t);
  const shownAmount = amount.value ?? line?.money.amount ?? "";
  const valid = /^\d+(\.\d{1,4})?$/.test(shownAmount.trim()) && shownLabel.trim() !== "";

  async function send(event: Event) {
    event.preventDefault();
    state.value = "busy";
    const sent = new Date();
    try {
      await enterCost(study.id, { label: shownLabel.trim(), category: category.value, kind: "ACTUAL", amount: shownAmount.trim() });
      state.value = { sent };
    } catch (why) {
      if (!(why instanceof Refused || why instanceof Unreachable)) throw why;
      state.value = { problem: why instanceof Unreachable ? t("enter.unreachable") : t("enter.refused", { why: why.message }) };
    }
  }

  return (
    <details class="enter">
      <summary class="btn quiet">{t("enter.open")}</summary>
      <form class="stack" onSubmit={(event) => void send(event)}>
        <div class="field"><label for="cost-category">{t("costs.category")}</label>
          <select id="cost-category" class="input" value={category.value} onChange={(event) => { category.value = event.currentTarget.value as CostCategory; label.value = undefined; amount.value = undefined; state.value = "idle"; }}>
            {categories.map((one) => <option key={one} value={one}>{barName(one.toLowerCase(), one, t)}</option>)}
          </select></div>
        <div class="field"><label for="cost-label">{t("enter.label")}</label><input id="cost-label" class="input" value={shownLabel} onInput={(event) => (label.value = event.currentTarget.value)} /></div>
        <div class="field"><label for="cost-amount">{t("enter.amount", { unit: currencyName(study.currency) })}</label>
          <input id="cost-amount" class="input num" inputMode="decimal" value={shownAmount} aria-describedby="cost-hint" onInput={(event) => { amount.value = event.currentTarget.value; state.value = "idle"; }} />
          <p id="cost-hint" class="hint">{t("enter.hint")}</p></div>
        <button class="btn go" disabled={!valid || state.value === "busy"}>{state.value === "busy" ? t("enter.busy") : valid ? t("enter.send") : t("enter.fill")}</button>
        <div role="status">{typeof state.value === "string" ? null : "problem" in state.value ? <p class="row-s small err"><Warning />{state.value.problem}</p>
          : <p class="row-s small"><Check />{moved && moved.at >= state.value.sent ? t("enter.moved", { from: ratio(moved.from), to: ratio(figure(study.projection!.roi)!) }) : t("enter.done")}</p>}</div>
      </form>
    </details>
  );
}
