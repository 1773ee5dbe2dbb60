/** The arithmetic of drawing: values to places, and round numbers for axes. No money is computed here. */

export type Scale = (value: number) => number;

export function scale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const span = high - low || 1;
  return (value) => round(from + ((value - low) / span) * (to - from));
}

/** Round numbers from at or below `low` to at or above `high`, about as many as asked for. */
export function ticks(low: number, high: number, about = 4): number[] {
  if (!(high > low)) return [low];
  const step = niceStep((high - low) / about);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const part = rough / power;
  return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 2.5 ? 2.5 : part <= 5 ? 5 : 10) * power;
}

export const round = (place: number): number => Math.round(place * 10) / 10;

export const path = (points: readonly (readonly [number, number])[]): string => points.map(([x, y], at) => `${at ? "L" : "M"}${x} ${y}`).join("");

/** From `from` to `to`, whatever their order: a bar has a left end and a width. */
export const bar = (from: number, to: number): { x: number; width: number } => ({ x: Math.min(from, to), width: round(Math.abs(to - from)) });

/** About how wide a 13 px label is: Han characters are square, digits and letters a little over half. */
export function textWidth(text: string, size = 13): number {
  return [...text].reduce((sum, letter) => sum + (letter.codePointAt(0)! > 0x2e7f ? size : size * 0.58), 0);
}

/** Labels in a row: each moved right just enough not to touch the one before it, and back within the ends. */
export function spaced(places: readonly { at: number; width: number }[], [from, to]: readonly [number, number], gap = 8): number[] {
  const centres: number[] = [];
  for (const { at, width } of places) {
    const before = centres.length ? centres.at(-1)! + places[centres.length - 1]!.width / 2 + gap : from;
    centres.push(Math.max(at, before + width / 2));
  }
  for (let at = places.length - 1, limit = to; at >= 0; at--) {
    centres[at] = Math.min(centres[at]!, limit - places[at]!.width / 2);
    limit = centres[at]! - places[at]!.width / 2 - gap;
  }
  return centres.map(round);
}
