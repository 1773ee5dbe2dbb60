import { example, lead, type Card, type Words } from "../rules/content";
import type { ActionPlan } from "../store/database";
import { say as tellRun } from "../sync/run";
import { Check, Eye, Warning } from "../ui/icons";
import { words } from "../ui/i18n";
import { Note } from "../ui/parts";
import { spoken, text } from "./words";

export type Of<K extends Card["kind"]> = Extract<Card, { kind: K }>;
type Told<K extends Card["kind"], T> = { card: Of<K>; told: T | undefined };

/** The first sentence is the heading, where the eye and the reader's focus begin. */
export function Lead({ words: all, kick }: { words: Words; kick?: string }) {
  const { lang, children } = spoken(all);
  const { head, rest } = lead(children);
  return (
    <div class="lead stack" lang={lang}>
      <div>{kick && <p class="kick">{kick}</p>}<h1 class="q" tabIndex={-1}>{head}</h1></div>
      {rest && <p class="body">{rest}</p>}
    </div>
  );
}

/** A scene opens the unit: it gets the stage to itself. */
export function Scene({ card, kick }: { card: Of<"explain" | "scenario">; kick: string }) {
  const { lang, children } = spoken(card.text);
  const { head, rest } = lead(children);
  return (
    <>
      <p class="kick">{kick}</p>
      <div class="scene" lang={lang}>
        <h1 class="q" tabIndex={-1}>{head}</h1>
        {rest && <p>{rest}</p>}
      </div>
      {card.image && <Picture card={card} />}
    </>
  );
}

function Picture({ card }: { card: Of<"explain" | "scenario"> }) {
  return <figure class="fig"><img src={card.image!.src} alt={text(card.image!.alt ?? card.image_idea)} /></figure>;
}

export function Explain({ card, kick }: { card: Of<"explain" | "scenario">; kick: string }) {
  const t = words("play");
  return (
    <>
      <Lead words={card.text} kick={kick} />
      {card.image ? <Picture card={card} />
        : card.image_idea && <figure class="fig idea"><Eye /><figcaption><span class="kick">{t("card.imagine")}</span><span {...spoken(card.image_idea)} /></figcaption></figure>}
    </>
  );
}

export function Flip({ card, told: turned }: Told<"flip", boolean>) {
  const t = words("play");
  return (
    <>
      <div class="flip front"><p class="kick">{t("flip.front")}</p><h1 class="q" tabIndex={-1} {...spoken(card.front)} /></div>
      <div role="status">{turned && <div class="flip back"><Lined words={card.back} /></div>}</div>
    </>
  );
}

function Lined({ words: all }: { words: Words }) {
  const { lang, children } = spoken(all);
  const { head, rest } = lead(children);
  return <div lang={lang} class="stack-s"><p class="strong back-head">{head}</p>{rest && <p class="body">{rest}</p>}</div>;
}

export function Checklist({ card, told: ticked = [] }: Told<"checklist", string[]>) {
  const t = words("play");
  const tick = (id: string) => tellRun(ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id]);
  return (
    <>
      <div><p class="kick">{t("checklist.do")}</p><h1 class="q" id="title" tabIndex={-1} {...spoken(card.title)} /></div>
      <div class="stack-s" role="group" aria-labelledby="title">{card.items.map(({ id, text: item }) => (
        <label key={id} class="choice many">
          <input type="checkbox" checked={ticked.includes(id)} onChange={() => tick(id)} /><span class="dot"><Check /></span><span {...spoken(item)} />
        </label>))}
      </div>
    </>
  );
}

export function Branching({ card, told: chosen }: Told<"branching", string>) {
  const t = words("play");
  const reply = card.options.find(({ id }) => id === chosen);
  return (
    <>
      <Lead words={card.prompt} kick={t("branching.do")} />
      <div class="stack-s" role="radiogroup" aria-label={t("branching.do")}>{card.options.map((option) => (
        <label key={option.id} class="choice">
          <input type="radio" name={card.id} checked={option.id === chosen} onChange={() => tellRun(option.id)} /><span class="dot"><Check /></span><span {...spoken(option.text)} />
        </label>))}
      </div>
      <div role="status">{reply && <Note tone={reply.good ? "ok" : "attn"} icon={reply.good ? Check : Warning} fact={reply.good ? t("branching.good") : t("branching.other")}><span {...spoken(reply.reply)} /></Note>}</div>
    </>
  );
}

const PARTS = ["behaviour", "situation", "goal"] as const;

export const isPlan = (told: unknown): told is ActionPlan => PARTS.every((part) => ((told as Partial<ActionPlan> | undefined)?.[part] ?? "").trim() !== "");

export function Plan({ card, told }: Told<"action_plan", Partial<ActionPlan>>) {
  const t = words("play");
  return (
    <>
      <div><p class="kick">{t("plan.kick")}</p><h1 class="q" tabIndex={-1}>{t("plan.title")}</h1></div>
      {PARTS.map((part) => {
        const { lang, children } = spoken(card[part]);
        const { label, hint } = example(children);
        return (
          <div class="field" key={part} lang={lang}>
            <label for={part}>{label}</label>
            <textarea class="input" id={part} rows={2} maxLength={500} aria-describedby={hint ? `${part}-hint` : undefined} value={told?.[part] ?? ""} onInput={(event) => tellRun({ ...told, [part]: event.currentTarget.value }, false)} />
            {hint && <p class="hint" id={`${part}-hint`}>{hint}</p>}
          </div>
        );
      })}
    </>
  );
}

export function Reaction({ card, told }: Told<"reaction", string>) {
  const t = words("play");
  return (
    <>
      <div><p class="kick">{t("reaction.kick")}</p><h1 class="q" id="title" tabIndex={-1} {...spoken(card.question)} /></div>
      <div class="stack-s" role="radiogroup" aria-labelledby="title">{(["yes", "some", "no"] as const).map((one) => (
        <label key={one} class="choice"><input type="radio" name={card.id} checked={told === one} onChange={() => tellRun(one)} /><span class="dot"><Check /></span><span>{t(`reaction.${one}`)}</span></label>))}
      </div>
      <p class="small dim">{t("reaction.why")}</p>
    </>
  );
}
