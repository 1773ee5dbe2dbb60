import { type Locale, locale, localeNames, locales, speak, words } from "./i18n";
import { Globe } from "./icons";

/** Each language in its own name, so that it is found by whoever landed in the wrong one. */
export function Language({ class: place = "" }: { class?: string }) {
  const t = words("app");
  return (
    <label class={`btn compact quiet language ${place}`}>
      <Globe />
      <span class="sr">{t("language")}</span>
      <select value={locale} onChange={(event) => void speak(event.currentTarget.value as Locale)}>
        {locales.map((one) => <option key={one} value={one} lang={one}>{localeNames[one]}</option>)}
      </select>
    </label>
  );
}
