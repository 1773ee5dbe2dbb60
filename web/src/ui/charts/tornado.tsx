import { isNarrow, Plot } from "./plot";
import { bar, scale, textWidth } from "./scale";

export type TornadoBar = { name: string; low: number; high: number };

/** One assumption at a time: rust is what its worse end takes from the return, pine what its better end gives. */
export function Tornado({ bars, base, show, zero, label }: { bars: readonly TornadoBar[]; base: number; show: (value: number) => string; zero: string; label: string }) {
  const ends = bars.flatMap(({ low, high }) => [low, high]);
  const valueRoom = Math.max(...ends.map((end) => textWidth(show(end)))) + 12;
  const nameRoom = Math.max(...bars.map(({ name }) => textWidth(name))) + 12;
  return (
    <Plot label={label} height={(width) => bars.length * (isNarrow(width) ? 58 : 44) + 46}>
      {(width) => {
        const narrow = isNarrow(width);
        const row = narrow ? 58 : 44;
        const left = (narrow ? 0 : nameRoom) + valueRoom;
        const lowest = Math.min(base, ...ends);
        const highest = Math.max(base, ...ends);
        const x = scale([lowest, highest], [left, width - valueRoom]);
        const bottom = 26 + bars.length * row;
        const zeroIn = lowest < 0 && highest > 0;
        return (
          <>
            {zeroIn && <line x1={x(0)} x2={x(0)} y1="24" y2={bottom} class="zero" />}
            {zeroIn && <text x={x(0)} y={bottom + 15} text-anchor="middle">{zero}</text>}
            <line x1={x(base)} x2={x(base)} y1="20" y2={bottom} class="axis" />
            <text x={x(base)} y="14" text-anchor="middle" class="v">{show(base)}</text>
            {bars.map(({ name, low, high }, at) => {
              const top = 26 + at * row + (narrow ? 24 : 10);
              const [worse, better] = [Math.min(low, high), Math.max(low, high)];
              return (
                <g key={name}>
                  <text x="0" y={narrow ? top - 8 : top + 16}>{name}</text>
                  <rect {...bar(x(Math.min(worse, base)), x(base))} y={top} height="22" rx="3" class="f2" />
                  <rect {...bar(x(base), x(Math.max(better, base)))} y={top} height="22" rx="3" class="f1" />
                  <text x={x(Math.min(worse, base)) - 6} y={top + 16} text-anchor="end" class="v">{show(worse)}</text>
                  <text x={x(Math.max(better, base)) + 6} y={top + 16} class="v">{show(better)}</text>
                </g>
              );
            })}
          </>
        );
      }}
    </Plot>
  );
}
