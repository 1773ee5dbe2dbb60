import type { Form, Question } from "../../rules/content";
import type { Answer } from "../../rules/marking";

/** What every form of question is given. A settled one shows what was right, where its key is on the phone. */
export type Asked<F extends Form = Form> = { question: Extract<Question, { form: F }>; answer: Answer | undefined; settled: boolean };

export const pairsOf = (answer: Answer | undefined): Record<string, string> => (typeof answer === "object" && !Array.isArray(answer) ? answer : {});
