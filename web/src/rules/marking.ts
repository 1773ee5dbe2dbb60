import type { Form, Option, Question, Words } from "./content";

export type Answer = string | number | string[] | Record<string, string>;
export type Answers = Record<string, Answer>;
/** Question id → share of its points, 0 to 1. The server marks again; both are held to the same cases. */
export type Marks = Record<string, number>;

type Of<F extends Form> = Extract<Question, { form: F }>;

/** Share of the points that the answer earns; nothing when the key stays with the server. */
export function mark(question: Question, answer: Answer | undefined): number | undefined {
  if (!hasKey(question)) return undefined;
  if (answer === undefined) return 0;
  switch (question.form) {
    case "single":
    case "true_false":
      return exact(answer === question.key);
    case "multiple":
    case "hotspot_idea":
      return several(question.key!, list(answer));
    case "order":
      return exact(same(question.key!, list(answer)));
    case "match":
    case "swipe_sort":
      return pairs(question.key!, map(answer));
    case "cloze":
      return pairs(Object.fromEntries(question.gaps.map((gap) => [gap.id, gap.key!])), map(answer));
    case "numeric":
      return exact(near(question, answer));
    case "short_text":
      return exact(accepted(question, answer));
  }
}

export function hasKey(question: Question): boolean {
  if (question.form === "cloze") return question.gaps.every((gap) => gap.key !== undefined);
  if (question.form === "short_text") return question.accepted !== undefined;
  return question.key !== undefined;
}

export function markAll(all: Question[], answers: Answers): Marks | null {
  const marks: Marks = {};
  for (const question of all) {
    const share = mark(question, answers[question.id]);
    if (share === undefined) return null;
    marks[question.id] = share;
  }
  return marks;
}

/** Share of all points. A unit without questions is passed by finishing it. */
export function score(all: Question[], marks: Marks): number {
  const total = all.reduce((sum, question) => sum + (question.points ?? 1), 0);
  const earned = all.reduce((sum, question) => sum + (marks[question.id] ?? 0) * (question.points ?? 1), 0);
  return total === 0 ? 1 : earned / total;
}

const exact = (right: boolean) => (right ? 1 : 0);
const list = (answer: Answer): string[] => (Array.isArray(answer) ? answer : []);
const map = (answer: Answer): Record<string, string> => (typeof answer === "object" && !Array.isArray(answer) ? answer : {});
const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((id, at) => id === b[at]);

/** Right ones found, less wrong ones chosen, of all right ones; never below nothing. */
function several(key: readonly string[], chosen: readonly string[]): number {
  const picks = new Set(chosen);
  const right = key.filter((id) => picks.has(id)).length;
  return Math.max(0, (right - (picks.size - right)) / key.length);
}

function pairs(key: Readonly<Record<string, string>>, answer: Readonly<Record<string, string>>): number {
  const ids = Object.keys(key);
  return ids.filter((id) => answer[id] === key[id]).length / ids.length;
}

function near({ key, tolerance = 0 }: Of<"numeric">, answer: Answer): boolean {
  return typeof answer === "number" && Math.abs(answer - key!) <= tolerance + 1e-9;
}

/** Case, spaces and full stops do not count; half and full width are one. */
export function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/[\s.。]/gu, "");
}

function accepted(question: Of<"short_text">, answer: Answer): boolean {
  return typeof answer === "string" && Object.values(question.accepted!).some((texts) => texts?.some((text) => plain(text) === plain(answer)));
}

/** The words after an answer: of what was chosen where it has its own, else of right or wrong. */
export function feedback(question: Question, answer: Answer | undefined): Words | undefined {
  const right = mark(question, answer) === 1;
  if ("choices" in question && typeof answer === "string") return of(question.choices, answer) ?? whole(question, right);
  if (question.form === "numeric") return question.near_misses?.find(({ value }) => value === answer)?.feedback ?? whole(question, right);
  return whole(question, right);
}

const of = (options: Option[], id: string) => options.find((option) => option.id === id)?.feedback;
const whole = (question: Question, right: boolean) => (right ? question.feedback?.right : question.feedback?.wrong);
