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
  | { id: string; kind: "video_idea"; seconds: number; script: Words; caption_lines?: { at_s: number; text: Words }[]; timed_questions?: { at_s: number; question: Question }[]; video?: Media }
  | ({ kind: "question" } & Question);

export type Version = { id: string; number: number; durationS: number; passMark: number; certifying: boolean; locales: string[]; cards: Card[] };

/** What the player shows, one after the other: a card, a stretch of a clip, or a question. */
export type Step = { id: string; card: Card; cardIndex: number; question?: Question; span?: { from: number; to: number } };

type Clip = Extract<Card, { kind: "video_idea" }>;

export function steps(version: Pick<Version, "cards">): Step[] {
  return version.cards.flatMap((card, cardIndex): Step[] => {
    if (card.kind === "question") return [{ id: card.id, card, cardIndex, question: card }];
    return card.kind === "video_idea" ? stretches(card, cardIndex) : [{ id: card.id, card, cardIndex }];
  });
}

/** A clip stops where it asks: what comes before, the question, what comes after, as far as there is anything to see. */
function stretches(card: Clip, cardIndex: number): Step[] {
  const stretch = (from: number, to: number): Step => ({ id: `${card.id}@${from}`, card, cardIndex, span: { from, to } });
  const asked = [...(card.timed_questions ?? [])].sort((a, b) => a.at_s - b.at_s);
  const made: Step[] = [];
  let from = 0;
  for (const { at_s, question } of asked) {
    if (made.length === 0 || at_s > from) made.push(stretch(from, at_s));
    made.push({ id: question.id, card, cardIndex, question });
    from = at_s;
  }
  const more = card.video ? from < card.seconds : (card.caption_lines ?? []).some(({ at_s }) => at_s >= from);
  if (made.length === 0 || more) made.push(stretch(from, card.seconds));
  return made;
}

export function questions(version: Pick<Version, "cards">): Question[] {
  return steps(version).flatMap(({ question }) => question ?? []);
}

/** "68 °C": a number keeps its unit on the line. */
const UNIT = /(\d) (?=°|℃|%|ppm\b)/g;

/** The asked language, else the house's first, else any. */
export function say(words: Words | undefined, locale: string): { text: string; lang: string } {
  const lang = [locale, "zh-Hant", ...Object.keys(words ?? {})].find((one) => words?.[one]) ?? locale;
  return { text: (words?.[lang] ?? "").replace(UNIT, "$1\u00a0"), lang };
}

/** The first sentence leads, as a heading; what follows explains. Quotes stay with what they close. */
export function lead(text: string): { head: string; rest: string } {
  const found = /^.+?(?:[。！？!?]|\.(?=\s))[」』”’"')）]*/su.exec(text);
  return found ? { head: found[0].trim(), rest: text.slice(found[0].length).trim() } : { head: text, rest: "" };
}

/** "… (e.g. soap after the rubbish run)": the example is a hint, not part of the label. */
export function example(text: string): { label: string; hint: string } {
  const found = /^(.*?)\s*[（(]([^（()）]+)[)）]\s*$/su.exec(text);
  return found?.[1] ? { label: found[1], hint: found[2]! } : { label: text, hint: "" };
}
