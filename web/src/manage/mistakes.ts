import type { PersonAttempt } from "../graph/person";
import { questions, say, type Card } from "../rules/content";

export type Mistake = { id: string; question: string; wrong: number; times: number; chose?: { text: string; times: number } };

/** Questions of a unit that went wrong, the most often first, and what was chosen instead where it was a choice. */
export function mistakes(attempts: readonly PersonAttempt[], unitId: string, cards: Card[], locale: string): Mistake[] {
  const runs = attempts.filter(({ unit }) => unit.id === unitId);
  return questions({ cards })
    .flatMap((question): Mistake[] => {
      const asked = runs.filter(({ marks }) => marks[question.id] !== undefined);
      const wrong = asked.filter(({ marks }) => marks[question.id]! < 1);
      if (wrong.length === 0) return [];
      const choices = question.form === "single" || question.form === "true_false" ? question.choices : [];
      const counts = choices.map(({ id, text }) => ({ text: say(text, locale).text, times: wrong.filter(({ answers }) => answers[question.id] === id).length }));
      const chose = counts.sort((a, b) => b.times - a.times)[0];
      return [{ id: question.id, question: say(question.stem, locale).text, wrong: wrong.length, times: asked.length, chose: chose && chose.times > 0 ? chose : undefined }];
    })
    .sort((a, b) => b.wrong - a.wrong);
}
