import { locale } from "../ui/i18n";
import { say, type Words } from "../rules/content";

/** A text of the course in the language of the screen, or the nearest there is. */
export const text = (words: Words | undefined): string => say(words, locale.value).text;

/** `<p {...spoken(card.text)} />`: the words, and the language they are in where it is another than the page's. */
export function spoken(words: Words | undefined): { lang: string | undefined; children: string } {
  const { text, lang } = say(words, locale.value);
  return { lang: lang === locale.value ? undefined : lang, children: text };
}
