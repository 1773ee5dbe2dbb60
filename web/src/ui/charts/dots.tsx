import { lanes } from "./flow";
import { isNarrow, Plot } from "./plot";
import { round, scale, textWidth, ticks } from "./scale";

export type Group = { name: string; size: string; mean: number; values: readonly number[]; filled: boolean };

/** One dot a team: those trained filled, those waiting hollow; the difference of the means is bracketed. */
export function Dots({ groups, show, difference, label }: { groups: readonly Group[]; show: (value: number) => string; difference: string; label: string }) {
  return (
    <Plot label={label} height={groups.length * 84 + 78}>
      {(width) => {
        const narrow = isNarrow(width);
        const all = groups.flatMap(({ values }) => values);
        const marks = ticks(Math.min(0, ...all), Math.max(0, ...all), narrow ? 3 : 4);
        const left = Math.max(...groups.flatMap(({ name, size }) => [textWidth(name), textWidth(size)])) + 20;
        const x = scale([marks[0]!, marks.at(-1)!], [left, width - 24]);
        const bottom = groups.length * 84 + 40;
        const means = groups.map(({ mean }) => x(mean));
        const [from, to] = [Math.min(...means), Math.max(...means)];
        const last = 12 + (groups.length - 1) * 84;
        return (
          <>
            {marks.map((mark) => (
              <g key={mark}>
                <line x1={x(mark)} x2={x(mark)} y1="12" y2={bottom} class={mark === 0 ? "zero" : "axis"} />
                <text x={x(mark)} y={bottom + 22} text-anchor="middle">{show(mark)}</text>
              </g>))}
            {groups.map(({ name, size, mean, values, filled }, at) => {
              const top = 12 + at * 84;
              const lane = lanes(values.map(x), 11);
              return (
                <g key={name}>
                  <text x="0" y={top + 42} class="v">{name}</text>
                  <text x="0" y={top + 60}>{size}</text>
                  {values.map((value, one) => <circle key={one} cx={x(value)} cy={top + 36 + lane[one]! * 9} r={filled ? 5 : 4.2} class={filled ? "f1 faint" : "fs ring4"} />)}
                  <line x1={x(mean)} x2={x(mean)} y1={top + 24} y2={top + 66} class="li" />
                  <text x={x(mean)} y={top + 18} text-anchor="middle" class="v">{show(mean)}</text>
                </g>
              );
            })}
            <path class="l2" d={`M${from} ${last + 88}v-8m0 4H${to}m0 -4v8`} />
            <text x={round(Math.min((from + to) / 2, width - textWidth(difference) / 2))} y={last + 104} text-anchor="middle" class="v">{difference}</text>
          </>
        );
      }}
    </Plot>
  );
}
