/** What a unit version holds, as the server sends it. Texts are maps by locale. */
export type Words = Partial<Record<string, string>>;
export type Option = { id: string; text: Words; feedback?: Words };
export type Media = { src: string; type: string; bytes: number; alt?: Words };

type Asked = { id: string; stem: Words; feedback?: { right: Words; wrong: Words }; confidence?: boolean; difficulty?: number; skill?: string; points?: number };

export type Question = Asked &
  (
    | { form: "single" | "true_false"; choices: Option[]; key?: string }
    | { form: "multiple"; choices: Option[]; key?: string[] }
    | { form: "hotspot_idea"; areas: Option[]; image_idea: Words; key?: string[] }
    | { form: "order"; items: Option[]; key?: string[] }
    | { form: "match"; left: Option[]; right: Option[]; key?: Record<string, string> }
    | { form: "swipe_sort"; buckets: Option[]; items: Option[]; key?: Record<string, string> }
    | { form: "cloze"; gaps: { id: string; choices: Option[]; key?: string }[] }
    | { form: "numeric"; key?: number; tolerance?: number; unit?: Words; near_misses?: { value: number; feedback: Words }[] }
    | { form: "short_text"; accepted?: Partial<Record<string, string[]>> }
  );

export type Form = Question["form"];

export type Card =
  | { id: string; kind: "explain" | "scenario"; title?: Words; text: Words; image_idea?: Words; image?: Media }
  | { id: string; kind: "flip"; front: Words; back: Words }
  | { id: string; kind: "checklist"; title: Words; items: Option[] }
  | { id: string; kind: "branching"; prompt: Words; options: { id: string; text: Words; reply: Words; good: boolean }[] }
  | { id: string; kind: "action_plan"; behaviour: Words; situation: Words; goal: Words }
  | { id: string; kind: "reaction"; question: Words }
  | { id: string; kind: "video_idea"; seconds: number; script: Words; caption_lines: { at_s: number; text: Words }[]; timed_questions: { at_s: number; question: Question }[]; video?: Media }
  | ({ kind: "question" } & Question);

export type Version = { id: string; number: number; durationS: number; passMark: number; certifying: boolean; locales: string[]; cards: Card[] };

/** What the player shows, one after the other: a card, or a question asked within a clip. */
export type Step = { id: string; card: Card; cardIndex: number; question?: Question };

export function steps(version: Version): Step[] {
  return version.cards.flatMap((card, cardIndex): Step[] => {
    if (card.kind === "question") return [{ id: card.id, card, cardIndex, question: card }];
    const asked = card.kind === "video_idea" ? card.timed_questions.map(({ question }) => ({ id: question.id, card, cardIndex, question })) : [];
    return [{ id: card.id, card, cardIndex }, ...asked];
  });
}

export function questions(version: Version): Question[] {
  return steps(version).flatMap(({ question }) => question ?? []);
}

/** The asked language, else the house's first, else any. */
export function say(words: Words | undefined, locale: string): { text: string; lang: string } {
  const lang = [locale, "zh-Hant", ...Object.keys(words ?? {})].find((one) => words?.[one]) ?? locale;
  return { text: words?.[lang] ?? "", lang };
}
