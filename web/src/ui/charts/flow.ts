/** Where the bars of a waterfall stand, and where a curve crosses nought. */

export type Step = { amount: number; kind: "START" | "STEP" | "COST" | "SUBTOTAL" | "END" };

/** Sums stand on nought; a step goes on from where the one before it ended. */
export function standing(steps: readonly Step[]): { from: number; to: number }[] {
  let reached = 0;
  return steps.map(({ amount, kind }) => {
    const from = kind === "STEP" || kind === "COST" ? reached : 0;
    reached = from + amount;
    return { from, to: reached };
  });
}

/** The first place where the curve comes up through nought, between its points. */
export function crossing(points: readonly { x: number; y: number }[]): number | undefined {
  for (const [at, { x, y }] of points.entries()) {
    const next = points[at + 1];
    if (next && y < 0 && next.y >= 0) return x + ((next.x - x) * -y) / (next.y - y);
  }
  return undefined;
}

/** Dots that would lie on each other go to the next of three lanes. */
export function lanes(places: readonly number[], size: number, count = 3): number[] {
  const ends: number[] = Array.from({ length: count }, () => -Infinity);
  const order = places.map((place, at) => ({ place, at })).sort((a, b) => a.place - b.place);
  const lane: number[] = [];
  for (const { place, at } of order) {
    const free = ends.findIndex((end) => place - end >= size);
    const chosen = free >= 0 ? free : ends.indexOf(Math.min(...ends));
    ends[chosen] = place;
    lane[at] = chosen;
  }
  return lane;
}
