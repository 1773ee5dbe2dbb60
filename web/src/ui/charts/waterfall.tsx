import { type Step, standing } from "./flow";
import { isNarrow, Plot } from "./plot";
import { bar, scale, textWidth } from "./scale";

export type WaterfallBar = Step & { name: string; shown: string };

/** Blue: everything possible. Hatched: not due to the training. Pine: what is. Rust: costs. */
export function Waterfall({ bars, label }: { bars: readonly WaterfallBar[]; label: string }) {
  const places = standing(bars);
  const lowest = Math.min(0, ...places.map(({ to }) => to));
  const highest = Math.max(0, ...places.flatMap(({ from, to }) => [from, to]));
  const valueRoom = Math.max(...bars.map(({ shown }) => textWidth(shown))) + 12;
  const nameRoom = Math.max(...bars.map(({ name }) => textWidth(name))) + 16;
  return (
    <Plot label={label} height={(width) => bars.length * (isNarrow(width) ? 48 : 38) + 4}>
      {(width) => {
        const narrow = isNarrow(width);
        const row = narrow ? 48 : 38;
        const thick = narrow ? 20 : 24;
        const left = narrow ? 0 : nameRoom;
        const x = scale([lowest, highest], [left + (lowest < 0 ? valueRoom : 0), width - valueRoom]);
        return (
          <>
            <defs><pattern id="not-due" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2.5" height="6" class="fm" /></pattern></defs>
            {!narrow && <line x1={x(0)} x2={x(0)} y1="0" y2={bars.length * row} class="zero" />}
            {bars.map(({ name, shown, kind, amount }, at) => {
              const { from, to } = places[at]!;
              const top = at * row + (narrow ? 22 : 7);
              const sum = kind !== "STEP" && kind !== "COST";
              const end = Math.max(x(from), x(to));
              const style = kind === "START" ? "f3" : kind === "COST" || amount < 0 ? "f2" : "f1";
              return (
                <g key={name}>
                  <text x={narrow ? 0 : left - 14} y={narrow ? at * row + 15 : top + 17} text-anchor={narrow ? "start" : "end"} class={sum ? "v" : undefined}>{name}</text>
                  <rect {...bar(x(from), x(to))} y={top} height={thick} rx="3" class={kind === "STEP" ? "hatched" : style} />
                  {narrow && <line x1={x(0)} x2={x(0)} y1={top - 3} y2={top + thick + 3} class="zero" />}
                  {at + 1 < bars.length && <line x1={x(to)} x2={x(to)} y1={top + thick} y2={top + row} class="axis" />}
                  <text x={end + 7} y={top + thick / 2 + 5} class="v">{shown}</text>
                </g>
              );
            })}
          </>
        );
      }}
    </Plot>
  );
}
