import { Plot } from "./plot";
import { bar, round, scale, spaced, textWidth } from "./scale";

type Props = { low: number; value: number; high: number; clear: boolean; show: (value: number) => string; zero: string; label: string };

/** A return against nought: the dot is filled when it is clear of zero, hollow when it is not. */
export function Interval({ low, value, high, clear, show, zero, label }: Props) {
  return (
    <Plot label={label} height={88}>
      {(width) => {
        const reach = Math.max(high, 0) - Math.min(low, 0) || 1;
        const x = scale([Math.min(low, 0) - reach * 0.06, Math.max(high, 0) + reach * 0.06], [8, width - 8]);
        const [from, at, to, nought] = [x(low), x(value), x(high), x(0)];
        const names = [low, value, high].map((one) => show(one));
        const places = spaced([from, at, to].map((place, one) => ({ at: place, width: textWidth(names[one]!) })), [0, width]);
        const zeroAt = Math.min(Math.max(nought, textWidth(zero) / 2), width - textWidth(zero) / 2);
        return (
          <>
            <line x1="8" x2={width - 8} y1="42" y2="42" class="axis" />
            <rect {...bar(from, to)} y="32" height="20" rx="10" class={clear ? "fb" : "fl"} />
            <line x1={nought} x2={nought} y1="22" y2="64" class="zero" />
            <line x1={from} x2={to} y1="42" y2="42" class={clear ? "l1" : "lm"} />
            {clear ? <circle cx={at} cy="42" r="9" class="f1" /> : <circle cx={at} cy="42" r="8" class="fs lm" />}
            {names.map((name, one) => (one === 1 || name !== names[1]) && <text key={one} x={places[one]} y="16" text-anchor="middle" class={one === 1 ? "v" : undefined}>{name}</text>)}
            <text x={round(zeroAt)} y="82" text-anchor="middle">{zero}</text>
          </>
        );
      }}
    </Plot>
  );
}
