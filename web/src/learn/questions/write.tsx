import { useSignal } from "@preact/signals";
import { numberIn } from "../../rules/answering";
import { answer as tell } from "../../sync/run";
import { words } from "../../ui/i18n";
import { spoken, text } from "../words";
import type { Asked } from "./asked";

export function Numeric({ question, answer, settled }: Asked<"numeric">) {
  const t = words("play");
  const typed = useSignal(answer === undefined ? "" : String(answer));
  const bad = typed.value.trim() !== "" && numberIn(typed.value) === undefined;
  return (
    <div class="field">
      <label for="answer">{t("numeric.label")}</label>
      <div class="row-s">
        <input class="input num answer" id="answer" inputMode="decimal" autocomplete="off" disabled={settled} aria-invalid={bad || undefined} aria-describedby={bad ? "answer-hint" : undefined} value={typed}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            const number = numberIn(typed.value);
            tell(question, number ?? "");
          }} />
        {question.unit && <span class="strong" {...spoken(question.unit)} />}
      </div>
      {bad && <p class="err" id="answer-hint">{t("numeric.bad")}</p>}
      {settled && question.key !== undefined && <p class="outcome-text">{t("write.key", { what: `${question.key} ${text(question.unit)}`.trim() })}</p>}
    </div>
  );
}

export function ShortText({ question, answer, settled }: Asked<"short_text">) {
  const t = words("play");
  const accepted = spoken(Object.fromEntries(Object.entries(question.accepted ?? {}).map(([lang, texts]) => [lang, texts?.[0]])));
  return (
    <div class="field">
      <label for="answer">{t("text.label")}</label>
      <input class="input" id="answer" autocomplete="off" maxLength={500} disabled={settled} value={typeof answer === "string" ? answer : ""} onInput={(event) => tell(question, event.currentTarget.value)} />
      {settled && accepted.children && <p class="outcome-text">{t("write.key", { what: accepted.children })}</p>}
    </div>
  );
}
