import type { Option, Question } from "../../rules/content";
import { answer as tell } from "../../sync/run";
import { Check, Cross, Eye } from "../../ui/icons";
import { words } from "../../ui/i18n";
import { spoken } from "../words";
import type { Asked } from "./asked";

/** One of several, or several of several. What was chosen may change until the answer is looked at. */
export function Choose({ question, answer, settled }: Asked<"single" | "true_false" | "multiple" | "hotspot_idea">) {
  const t = words("play");
  const many = question.form === "multiple" || question.form === "hotspot_idea";
  const options = question.form === "hotspot_idea" ? question.areas : question.choices;
  const chosen = new Set([answer ?? []].flat() as string[]);
  const choose = (id: string) => tell(question, many ? toggled(options, chosen, id) : id);
  return (
    <>
      {question.form === "hotspot_idea" && <figure class="fig idea"><Eye /><figcaption><span class="kick">{t("hotspot.scene")}</span><span {...spoken(question.image_idea)} /></figcaption></figure>}
      {many && !settled && <p class="small dim">{t("choose.many")}</p>}
      <div class="stack-s" role={many ? "group" : "radiogroup"} aria-labelledby="title">{options.map((option) => {
        const { tone, said } = settled ? told(question, option.id, chosen.has(option.id), many) : { tone: "", said: undefined };
        return (
          <label key={option.id} class={`choice ${many ? "many" : ""} ${tone}`}>
            <input type={many ? "checkbox" : "radio"} name={question.id} checked={chosen.has(option.id)} disabled={settled} onChange={() => choose(option.id)} />
            <span class="dot">{tone === "wrong" ? <Cross /> : <Check />}</span>
            <span><span {...spoken(option.text)} />{said && <small>{t(said)}</small>}{settled && many && option.feedback && <small class="why-one" {...spoken(option.feedback)} />}</span>
          </label>
        );
      })}
      </div>
    </>
  );
}

/** In the order in which they stand, however they were tapped. */
function toggled(options: Option[], chosen: ReadonlySet<string>, id: string): string[] {
  return options.map((option) => option.id).filter((one) => (one === id ? !chosen.has(one) : chosen.has(one)));
}

function told(question: Question & { key?: string | string[] }, id: string, chosen: boolean, many: boolean) {
  const right = [question.key ?? []].flat().includes(id);
  if (right && chosen) return { tone: "right", said: "choose.yoursRight" } as const;
  if (right) return { tone: "right", said: many ? "choose.missed" : "choose.right" } as const;
  return chosen ? ({ tone: "wrong", said: "choose.yours" } as const) : { tone: "locked", said: undefined };
}
