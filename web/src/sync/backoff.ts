/** 2 s, 4 s, 8 s … to 5 minutes, each half to one and a half times that: a shop's phones must not come back in step. */
export function pause(failures: number, random: number, longestS = 300): number {
  return Math.min(2 ** failures, longestS) * 1000 * (0.5 + random);
}
