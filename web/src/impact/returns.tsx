import type { Projection } from "../graph/evaluation";
import { Payback } from "../ui/charts/payback";
import { Figure } from "../ui/charts/plot";
import { Tornado } from "../ui/charts/tornado";
import { Twin } from "../ui/charts/twin";
import { Waterfall, type WaterfallBar } from "../ui/charts/waterfall";
import { words } from "../ui/i18n";
import { currencyName, figure, money, plain, ratio, type Say, short } from "./figures";

/** From everything that was possible down to what is left: the whole reckoning in one picture. */
export function Steps({ projection }: { projection: Projection }) {
  const t = words("impact");
  const { currency } = projection.cost!;
  const bars = projection.waterfall
    .map(({ key, label, amount, kind }) => ({ name: barName(key, label, t), amount: figure(amount)!, kind: kind as WaterfallBar["kind"], shown: short(figure(amount)!), exact: amount }))
    .filter(({ amount, kind }) => amount !== 0 || kind !== "STEP");
  const net = figure(projection.netBenefit!.amount)!;
  return (
    <Figure wide title={t(net < 0 ? "steps.loss" : "steps.title", { net: money(Math.abs(net), currency) })} note={t("steps.note", { unit: currencyName(currency) })}
      twin={<Twin open={t("twin")} caption={t("steps.caption")} head={[t("steps.step"), currencyName(currency)]} rows={bars.map(({ name, amount }) => [name, plain(amount)])} />}>
      <Waterfall bars={bars} label={t("steps.label", { benefit: money(figure(projection.attributedBenefit!.amount)!, currency), cost: money(figure(projection.cost!.amount)!, currency), net: money(net, currency) })} />
    </Figure>
  );
}

export function barName(key: string, label: string, t: Say): string {
  const name = `bar.${key}` as "bar.possible";
  const said = t(name);
  return said === name ? label : said;
}

export function Balance({ projection }: { projection: Projection }) {
  const t = words("impact");
  const { currency } = projection.cost!;
  const points = projection.paybackCurve.map(({ month, low, mid, high }) => ({ month, low: figure(low)!, mid: figure(mid)!, high: figure(high)! }));
  const pays = figure(projection.paybackMonths);
  if (points.length < 2) return null;
  return (
    <Figure title={pays === null ? t("balance.never") : t("balance.title", { n: plain(pays, 1) })} note={t("balance.note", { unit: currencyName(currency) })}
      twin={<Twin open={t("twin")} caption={t("balance.caption")} head={[t("balance.month"), t("balance.mid"), t("balance.low"), t("balance.high")]} rows={points.map(({ month, low, mid, high }) => [String(month), plain(mid, 0), plain(low, 0), plain(high, 0)])} />}>
      <Payback points={points} crossing={pays} show={short} pays={(month) => t("balance.pays", { n: plain(month, 1) })} monthName={(month, last) => (month === 0 ? t("balance.start") : last ? t("balance.months", { n: month }) : String(month))}
        label={t("balance.label", { cost: money(figure(projection.cost!.amount)!, currency), end: money(points.at(-1)!.mid, currency) })} />
    </Figure>
  );
}

const MOST = 7;

export function Assumptions({ projection }: { projection: Projection }) {
  const t = words("impact");
  const bars = projection.tornado.map(({ key, label, low, high, inputLow, inputHigh }) => ({ name: inputName(key, label, t), low: figure(low)!, high: figure(high)!, inputLow: figure(inputLow)!, inputHigh: figure(inputHigh)! })).slice(0, MOST);
  const first = bars[0];
  if (!first) return null;
  const worst = Math.min(...bars.flatMap(({ low, high }) => [low, high]));
  return (
    <Figure title={t(worst < 0 ? "tornado.sinks" : "tornado.title", { name: first.name })} note={t("tornado.note")}
      twin={<Twin open={t("twin")} caption={t("tornado.note")} head={[t("tornado.input"), t("tornado.range"), t("tornado.low"), t("tornado.high")]} rows={bars.map(({ name, inputLow, inputHigh, low, high }) => [name, `${plain(inputLow)} – ${plain(inputHigh)}`, ratio(low), ratio(high)])} />}>
      <Tornado bars={bars.filter(({ low, high }) => ratio(low) !== ratio(high))} base={figure(projection.roi)!} show={ratio} zero="0%" label={t("tornado.label", { name: first.name, low: ratio(Math.min(first.low, first.high)), high: ratio(Math.max(first.low, first.high)) })} />
    </Figure>
  );
}

/** `shrink.effect`, `cost.direct.trainer`, `months`: the last or first part says what is meant. */
function inputName(key: string, label: string, t: Say): string {
  const parts = key.split(".");
  if (parts[0] === "cost") return t("input.cost", { label: parts.slice(2).join(".") || barName(parts[1] ?? "", label, t) });
  const name = `input.${parts.at(-1)}` as "input.effect";
  const said = t(name);
  return said === name ? label : said;
}
