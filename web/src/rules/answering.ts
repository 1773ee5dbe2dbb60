import type { Question } from "./content";
import { type Answer, hasKey, mark } from "./marking";

/** What stands on the screen before anybody touched it: an order question already shows an order. */
export function shown(question: Question, answer: Answer | undefined): Answer | undefined {
  return answer ?? (question.form === "order" ? question.items.map(({ id }) => id) : undefined);
}

/** Enough was said to look at the answer. */
export function isComplete(question: Question, answer: Answer | undefined): boolean {
  return missing(question, answer) === 0;
}

/** How many choices are still to make. */
export function missing(question: Question, given: Answer | undefined): number {
  const answer = shown(question, given);
  const pairs = (ids: { id: string }[]) => ids.filter(({ id }) => !(typeof answer === "object" && !Array.isArray(answer) && answer[id])).length;
  switch (question.form) {
    case "match":
      return pairs(question.left);
    case "swipe_sort":
      return pairs(question.items);
    case "cloze":
      return pairs(question.gaps);
    case "numeric":
      return typeof answer === "number" ? 0 : 1;
    case "short_text":
      return typeof answer === "string" && answer.trim() !== "" ? 0 : 1;
    default:
      return answer === undefined || (Array.isArray(answer) && answer.length === 0) ? 1 : 0;
  }
}

/** Something already chosen was given up for something else; filling in, moving and typing are not that. */
export function changesMind(question: Question, before: Answer | undefined, after: Answer): boolean {
  if (before === undefined || question.form === "order" || question.form === "numeric" || question.form === "short_text") return false;
  if (Array.isArray(before)) return before.some((id) => !(after as string[]).includes(id));
  if (typeof before === "object") return Object.entries(before).some(([id, one]) => (after as Record<string, string>)[id] !== one);
  return before !== after;
}

export type Verdict = "right" | "partly" | "wrong";

/** Nothing while the key stays with the server. */
export function verdict(question: Question, answer: Answer | undefined): Verdict | undefined {
  if (!hasKey(question)) return undefined;
  const share = mark(question, answer)!;
  return share === 1 ? "right" : share > 0 ? "partly" : "wrong";
}

export function moved(ids: readonly string[], from: number, to: number): string[] {
  const rest = ids.filter((_, at) => at !== from);
  return [...rest.slice(0, to), ids[from]!, ...rest.slice(to)];
}

/** "２０", "1,200", "3.5 " as people type them; nothing when it is no number. */
export function numberIn(text: string): number | undefined {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}
