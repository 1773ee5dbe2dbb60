import { crossing } from "./flow";
import { Plot } from "./plot";
import { path, scale, textWidth, ticks } from "./scale";

export type MonthBalance = { month: number; low: number; mid: number; high: number };
/** `crossing` is when it pays by the reckoning itself; the curve between two months only bends towards it. */
type Props = { points: readonly MonthBalance[]; crossing: number | null; show: (value: number) => string; pays: (month: number) => string; monthName: (month: number, last: boolean) => string; label: string };

/** The balance month by month: where the line comes up through nought, the training has paid for itself. */
export function Payback({ points, crossing: told, show, pays, monthName, label }: Props) {
  return (
    <Plot label={label} height={256}>
      {(width) => {
        const marks = ticks(Math.min(0, ...points.map(({ low }) => low)), Math.max(0, ...points.map(({ high }) => high)));
        const left = Math.max(...marks.map((mark) => textWidth(show(mark)))) + 12;
        const last = points.at(-1)!;
        const x = scale([points[0]!.month, last.month], [left, width - 14]);
        const y = scale([marks[0]!, marks.at(-1)!], [216, 26]);
        const at = crossing(points.map(({ month, mid }) => ({ x: month, y: mid })));
        const pay = at === undefined ? "" : pays(told ?? at);
        const band = [...points.map(({ month, high }) => [x(month), y(high)] as const), ...points.toReversed().map(({ month, low }) => [x(month), y(low)] as const)];
        const every = Math.ceil(points.length / (width < 420 ? 5 : 7));
        return (
          <>
            {marks.map((mark) => (
              <g key={mark}>
                <line x1={left} x2={width - 14} y1={y(mark)} y2={y(mark)} class={mark === 0 ? "zero" : "axis"} />
                <text x={left - 8} y={y(mark) + 5} text-anchor="end">{show(mark)}</text>
              </g>))}
            <path class="fb" d={`${path(band)}Z`} />
            <path class="l1" d={path(points.map(({ month, mid }) => [x(month), y(mid)]))} />
            {points.map(({ month }, one) => (month === last.month || (one % every === 0 && x(month) + textWidth(String(month)) < x(last.month) - textWidth(monthName(last.month, true)))) && (
              <text key={month} x={x(month)} y="246" text-anchor={one === 0 ? "start" : month === last.month ? "end" : "middle"}>{monthName(month, month === last.month)}</text>))}
            {at !== undefined && (
              <>
                <circle cx={x(at)} cy={y(0)} r="7.5" class="fs" />
                <circle cx={x(at)} cy={y(0)} r="5.5" class="f1" />
                <text {...beside(x(at), y(0), pay, left, width)} class="v">{pay}</text>
              </>)}
            <text x={width - 14} y={Math.max(14, y(last.mid) - 12)} text-anchor="end" class="v">{show(last.mid)}</text>
          </>
        );
      }}
    </Plot>
  );
}

/** Above the line to the left of its point, or below it to the right: never across it. */
function beside(at: number, zero: number, text: string, left: number, width: number) {
  const room = textWidth(text);
  if (at - 6 - room >= left) return { x: at - 6, y: zero - 14, "text-anchor": "end" as const };
  return { x: Math.min(at + 8, width - room), y: zero + 22, "text-anchor": "start" as const };
}
