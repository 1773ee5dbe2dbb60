import { answer as tell } from "../../sync/run";
import { Check, Cross, Down } from "../../ui/icons";
import { words } from "../../ui/i18n";
import { spoken, text } from "../words";
import { type Asked, pairsOf } from "./asked";

/** Each on the left has one on the right: a list to choose from, which every phone knows how to open. */
export function Match({ question, answer, settled }: Asked<"match">) {
  const t = words("play");
  const pairs = pairsOf(answer);
  const right = (id: string | undefined) => question.right.find((one) => one.id === id)?.text;
  return (
    <ul class="stack-s" aria-labelledby="title">{question.left.map(({ id, text: left }) => {
      const key = settled ? question.key?.[id] : undefined;
      return (
        <li key={id} class={`pair ${tone(key, pairs[id])}`}>
          <label for={`${question.id}-${id}`} {...spoken(left)} />
          {key === undefined
            ? <span class="select"><select class="input" id={`${question.id}-${id}`} disabled={settled} value={pairs[id] ?? ""} onChange={(event) => tell(question, { ...pairs, [id]: event.currentTarget.value })}>
                <option value="" disabled>{t("match.choose")}</option>
                {question.right.map((one) => <option key={one.id} value={one.id}>{text(one.text)}</option>)}
              </select><Down /></span>
            : <>
                {pairs[id] !== key && <p class="outcome not"><Cross /><span>{t("pair.yours", { what: text(right(pairs[id])) })}</span></p>}
                <p class="outcome"><Check /><span {...spoken(right(key))} /></p>
              </>}
        </li>
      );
    })}
    </ul>
  );
}

/** Each into one of the buckets: a button for each, since a swipe cannot be seen, heard or keyed. */
export function Sort({ question, answer, settled }: Asked<"swipe_sort">) {
  const t = words("play");
  const pairs = pairsOf(answer);
  return (
    <ul class="stack-s">{question.items.map(({ id, text: item, feedback }) => {
      const key = settled ? question.key?.[id] : undefined;
      return (
        <li key={id} class={`pair ${tone(key, pairs[id])}`}>
          <p class="item" id={`${question.id}-${id}`}>{key !== undefined && (pairs[id] === key ? <Check /> : <Cross />)}<span {...spoken(item)} /></p>
          <div class="buckets" role="radiogroup" aria-labelledby={`${question.id}-${id}`}>{question.buckets.map((bucket) => (
            <label key={bucket.id} class={`bucket ${key === bucket.id ? "is-key" : ""}`}>
              <input type="radio" name={`${question.id}-${id}`} checked={pairs[id] === bucket.id} disabled={settled} onChange={() => tell(question, { ...pairs, [id]: bucket.id })} />
              <span {...spoken(bucket.text)} />
            </label>))}
          </div>
          {key !== undefined && <p class="small dim">{pairs[id] !== key && <b>{t("sort.belongs", { where: text(question.buckets.find((one) => one.id === key)?.text) })} </b>}{feedback && <span {...spoken(feedback)} />}</p>}
        </li>
      );
    })}
    </ul>
  );
}

const tone = (key: string | undefined, chosen: string | undefined) => (key === undefined ? "" : key === chosen ? "right" : "wrong");
