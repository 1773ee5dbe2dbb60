import { Plot } from "./plot";
import { scale, textWidth } from "./scale";

export type Pair = { name: string; planned: number | null; real: number; plannedShown: string; realShown: string };

/** What was planned is a mark, what became of it a bar: past the mark is over the budget. */
export function Pairs({ rows, label }: { rows: readonly Pair[]; label: string }) {
  const room = Math.max(...rows.map(({ realShown }) => textWidth(realShown))) + 10;
  return (
    <Plot label={label} height={rows.length * 56}>
      {(width) => {
        const most = Math.max(1, ...rows.flatMap(({ planned, real }) => [planned ?? 0, real]));
        const x = scale([0, most], [0, width - room]);
        return rows.map(({ name, planned, real, plannedShown, realShown }, at) => {
          const top = at * 56;
          return (
            <g key={name}>
              <text x="0" y={top + 16} class="v">{name}</text>
              <text x={width} y={top + 16} text-anchor="end">{plannedShown}</text>
              <rect x="0" y={top + 26} width={x(most)} height="16" rx="3" class="track" />
              <rect x="0" y={top + 26} width={x(real)} height="16" rx="3" class={planned !== null && real > planned ? "f2" : "f1"} />
              {planned !== null && <line x1={x(planned)} x2={x(planned)} y1={top + 21} y2={top + 47} class="li" />}
              <text x={Math.max(x(real), x(planned ?? 0)) + 7} y={top + 39} class="v">{realShown}</text>
            </g>
          );
        });
      }}
    </Plot>
  );
}
