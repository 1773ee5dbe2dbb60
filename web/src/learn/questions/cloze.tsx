import { answer as tell } from "../../sync/run";
import { Check, Cross } from "../../ui/icons";
import { words } from "../../ui/i18n";
import { spoken, text } from "../words";
import { type Asked, pairsOf } from "./asked";

type Part = { said: string; gap?: string; tail?: string };

/** "Thaws {{g1}}, then" → text and gaps in turn; a comma stays with the gap before it. */
function parts(stem: string): Part[] {
  const cut = stem.split(/\{\{(\w+)\}\}/);
  const tail = (at: number) => /^[\s]*[,.;:!?，。；：！？、」』）)]+/u.exec(cut[at] ?? "")?.[0] ?? "";
  return cut.map((said, at) => (at % 2 === 1 ? { said, gap: said, tail: tail(at + 1) } : { said: at > 0 ? said.slice(tail(at).length) : said }));
}

/** A sentence with gaps; each gap is a list, in its place in the sentence. */
export function Cloze({ question, answer, settled }: Asked<"cloze">) {
  const t = words("play");
  const filled = pairsOf(answer);
  const { lang, children } = spoken(question.stem);
  const gap = (id: string, at: number) => {
    const found = question.gaps.find((one) => one.id === id);
    if (!found) return null;
    const word = (chosen: string | undefined) => text(found.choices.find((one) => one.id === chosen)?.text);
    if (settled && found.key !== undefined) {
      const right = filled[id] === found.key;
      return <span key={id} class={right ? "gap right" : "gap wrong"}>{right ? <Check /> : <Cross />}{!right && <del>{word(filled[id])}</del>}<b>{word(found.key)}</b></span>;
    }
    return (
      <select key={id} class="gap" aria-label={t("cloze.gap", { n: at + 1 })} disabled={settled} value={filled[id] ?? ""} onChange={(event) => tell(question, { ...filled, [id]: event.currentTarget.value })}>
        <option value="" disabled>{t("cloze.choose")}</option>
        {found.choices.map((one) => <option key={one.id} value={one.id}>{text(one.text)}</option>)}
      </select>
    );
  };
  return (
    <>
      <p class="cloze" lang={lang}>{parts(children).map(({ said, gap: id, tail }, at) => (id ? <span key={id} class="held">{gap(id, (at - 1) / 2)}{tail}</span> : said))}</p>
      {settled && <ul class="stack-s">{question.gaps.map(({ id, choices }) => {
        const why = choices.find((one) => one.id === filled[id])?.feedback;
        return why && <li key={id} class="small dim"><b>{text(choices.find((one) => one.id === filled[id])?.text)}</b> <span {...spoken(why)} /></li>;
      })}</ul>}
    </>
  );
}
