import { Plot } from "./plot";
import { round, scale, textWidth, ticks } from "./scale";

export type EstimateRow = { name: string; note: string; value: number; low: number | null; high: number | null; primary: boolean };

/** The frozen method is a filled square, the others hollow; each with its interval printed. */
export function Estimates({ rows, show, label }: { rows: readonly EstimateRow[]; show: (value: number) => string; label: string }) {
  const all = rows.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  return (
    <Plot label={label} height={rows.length * 76 + 30}>
      {(width) => {
        const marks = ticks(Math.min(0, ...all), Math.max(0, ...all), 4);
        const x = scale([marks[0]!, marks.at(-1)!], [16, width - 16]);
        const bottom = rows.length * 76;
        return (
          <>
            {marks.map((mark) => (
              <g key={mark}>
                <line x1={x(mark)} x2={x(mark)} y1="0" y2={bottom} class={mark === 0 ? "zero" : "axis"} />
                <text x={x(mark)} y={bottom + 20} text-anchor="middle">{show(mark)}</text>
              </g>))}
            {rows.map(({ name, note, value, low, high, primary }, at) => {
              const y = at * 76 + 40;
              const text = low === null || high === null ? show(value) : `${show(value)} [${show(low)}, ${show(high)}]`;
              const half = textWidth(text) / 2;
              return (
                <g key={name}>
                  <text x="0" y={y - 18}><tspan class="v">{name}</tspan><tspan dx="8">{note}</tspan></text>
                  {low !== null && high !== null && <line x1={x(low)} x2={x(high)} y1={y} y2={y} class={primary ? "l1" : "lm"} />}
                  {primary ? <rect x={x(value) - 7} y={y - 7} width="14" height="14" rx="2" class="f1" /> : <circle cx={x(value)} cy={y} r="6" class="fs lm" />}
                  <text x={round(Math.min(Math.max(x(value), half), width - half))} y={y + 24} text-anchor="middle" class={primary ? "v" : undefined}>{text}</text>
                </g>
              );
            })}
          </>
        );
      }}
    </Plot>
  );
}
