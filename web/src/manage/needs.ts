import type { Standing } from "../graph/team";

/** Why somebody needs their manager, the most pressing reason first. */
export type Why = "failed" | "stuck" | "overdue" | "behind";
export type Need = { who: Standing; why: Why; since: Date; hours: number };

const HOUR = 3_600_000;
const ranks: Record<Why, number> = { failed: 0, stuck: 0, overdue: 1, behind: 2 };

export function need(who: Standing, now: Date): Need | undefined {
  const found = reason(who);
  if (!found) return undefined;
  const [why, at] = found;
  const since = new Date(at);
  return { who, why, since, hours: Math.max(0, Math.floor((now.getTime() - since.getTime()) / HOUR)) };
}

function reason(who: Standing): [Why, string] | undefined {
  if (who.stuck && who.openSince) return [who.stuckReason === "FAILED_OFTEN" ? "failed" : "stuck", who.openSince];
  if (who.overdue && who.nextDueAt) return ["overdue", who.nextDueAt];
  if (who.behind && who.nextMilestoneDueOn) return ["behind", who.nextMilestoneDueOn];
  return undefined;
}

/** Stuck before overdue before behind; within that, whoever has waited longest. */
export function needs(everyone: readonly Standing[], now: Date): Need[] {
  return everyone.flatMap((who) => need(who, now) ?? []).sort((a, b) => ranks[a.why] - ranks[b.why] || b.hours - a.hours);
}

/** Each hour of the day in which a stuck learner should be helped, once 48 hours told that they are stuck. */
export function helpHours(hours: number): { passed: number; left: number } {
  const passed = Math.min(24, Math.max(0, hours - 48));
  return { passed, left: 24 - passed };
}

const ACTIVE = 5 * 60_000;

export const active = (who: Standing, now: Date): boolean => who.activeUnit !== null && who.activeAt !== null && now.getTime() - new Date(who.activeAt).getTime() < ACTIVE;

/** A square a person: done is not known. */
export type Square = "know" | "did" | "late" | "todo";

export function square(who: Standing): Square {
  if (who.overdue) return "late";
  if (who.assigned > 0 && who.passed >= who.assigned) return "know";
  return who.assigned > 0 && who.completed >= who.assigned ? "did" : "todo";
}

/** Which day with the company today is: the first is 1. */
export const dayNumber = (hiredOn: string, now: Date): number => Math.max(1, Math.floor((now.getTime() - new Date(hiredOn).getTime()) / (24 * HOUR)) + 1);

/** 陳柏翰 → 柏, Agus Setiawan → A: enough to tell people in a list apart. */
export const initial = (name: string): string => (/^\p{Script=Han}{2,4}$/u.test(name) ? name.slice(-2, -1) : name.slice(0, 1));
