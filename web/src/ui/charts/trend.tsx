import { Plot } from "./plot";
import { path, scale, textWidth, ticks } from "./scale";

export type Period = { name: string; value: number | null; expected: number | null; low?: number | null; high?: number | null };
type Props = { periods: readonly Period[]; from: number; to: number; during: string; measured: string; without: string; show: (value: number) => string; label: string };

/** Solid: measured. Dashed with its band: what it would have been without the training. The grey block is the training. */
export function Trend({ periods, from, to, during, measured, without, show, label }: Props) {
  return (
    <Plot label={label} height={268}>
      {(width) => {
        const known = periods.flatMap(({ value, expected, low, high }) => [value, expected, low, high].filter((one) => one != null));
        const marks = ticks(Math.min(...known), Math.max(...known));
        const left = Math.max(...marks.map((mark) => textWidth(show(mark)))) + 12;
        const x = scale([0, periods.length - 1], [left, width - 8]);
        const y = scale([marks[0]!, marks.at(-1)!], [222, 50]);
        const line = (of: (one: Period) => number | null | undefined) => periods.flatMap((one, at) => (of(one) == null ? [] : [[x(at), y(of(one)!)] as const]));
        const band = [...line(({ high }) => high), ...line(({ low }) => low).toReversed()];
        const ends = [0, from, periods.length - 1].filter((at, one, all) => all.indexOf(at) === one);
        return (
          <>
            {marks.map((mark) => (
              <g key={mark}>
                <line x1={left} x2={width - 8} y1={y(mark)} y2={y(mark)} class="axis" />
                <text x={left - 8} y={y(mark) + 5} text-anchor="end">{show(mark)}</text>
              </g>))}
            <rect x={x(from)} y="40" width={Math.max(4, x(to) - x(from))} height="186" rx="4" class="fl" />
            <text x={(x(from) + x(to)) / 2} y="34" text-anchor="middle">{during}</text>
            {band.length > 2 && <path class="fb" d={`${path(band)}Z`} />}
            <path class="lm dash" d={path(line(({ expected }) => expected))} />
            <path class="l1" d={path(line(({ value }) => value))} />
            {line(({ value }) => value).map(([cx, cy]) => <circle key={cx} cx={cx} cy={cy} r="3" class="f1" />)}
            {ends.map((at, one) => <text key={at} x={x(at)} y="252" text-anchor={one === 0 ? "start" : at === periods.length - 1 ? "end" : "middle"}>{periods[at]!.name}</text>)}
            <line x1={left} x2={left + 18} y1="10" y2="10" class="l1" /><text x={left + 24} y="15" class="v">{measured}</text>
            <line x1={left + 44 + textWidth(measured)} x2={left + 62 + textWidth(measured)} y1="10" y2="10" class="lm dash" /><text x={left + 68 + textWidth(measured)} y="15">{without}</text>
          </>
        );
      }}
    </Plot>
  );
}
