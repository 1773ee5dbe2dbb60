import { useSignal } from "@preact/signals";
import { missing, shown, verdict } from "../rules/answering";
import type { Question } from "../rules/content";
import { feedback, hasKey, mark } from "../rules/marking";
import { full } from "../store/database";
import { reachable } from "../sync/network";
import { finish, isSettled, type Run, say, settle, stepNow, turn } from "../sync/run";
import { Again, Back, Check, Forward } from "../ui/icons";
import { words } from "../ui/i18n";
import { open } from "../ui/navigate";
import { isPlan } from "./cards";
import { spoken } from "./words";

const CONFIDENCE = ["guess", "roughly", "sure"] as const;

/** Under the thumb: what was right about it, then the one way on. */
export function Foot({ now }: { now: Run }) {
  const t = words("play");
  const busy = useSignal(false);
  const { question } = stepNow(now);
  const { step } = now.draft;
  const last = step + 1 === now.steps.length;
  const keyed = question !== undefined && hasKey(question);
  const settled = question !== undefined && isSettled(now, question);
  const answer = question && shown(question, now.draft.answers[question.id]);

  async function onward() {
    if (question && !keyed) settle(question);
    if (!last) return turn(step + 1);
    if (busy.value) return;
    busy.value = true;
    try {
      open(`/result/${await finish(planIn(now))}`, { replace: true });
    } catch (why) {
      if (!full.value) throw why; // said above; the answers stay in hand for another try
    } finally {
      busy.value = false;
    }
  }

  const asking = keyed && !settled;
  const left = question ? missing(question, answer) : 0;
  const { label, disabled, go } = asking
    ? { label: left > 0 ? lacking(question, left, t) : t("player.check"), disabled: left > 0, go: () => settle(question) }
    : next(now, last, left, t, onward);
  const sure = asking && question.confidence && left === 0;
  const outcome = settled && keyed ? verdict(question, answer) : undefined;
  return (
    <div class={outcome ? `foot why ${outcome === "right" ? "yes" : "no"}` : "foot"}>
      <div class="column">
        <div role="status" class="told">{outcome && <Told question={question!} outcome={outcome} answer={answer} />}</div>
        {sure && <p class="small strong" id="sure">{t("confidence.ask")}</p>}
        <div class="row-s">
          {step > 0 && !settled && !now.version.certifying && <button type="button" class="btn quiet back" aria-label={t("player.back")} onClick={() => turn(step - 1)}><Back flip /></button>}
          {sure
            ? CONFIDENCE.map((one) => <button key={one} type="button" class="btn quiet grow tall" aria-describedby="sure" onClick={() => settle(question, one)}>{t(`confidence.${one}`)}</button>)
            : <button type="button" class="btn go big" disabled={disabled || busy.value} onClick={go}>{outcome && outcome !== "right" ? t(last ? "player.gotItLast" : "player.gotIt") : label}{!asking && !last && !disabled && <Forward flip />}</button>}
        </div>
      </div>
    </div>
  );
}

type T = ReturnType<typeof words<"play">>;
type Way = { label: string; disabled: boolean; go: () => void };

/** A button that cannot be pressed says what is missing. */
function next(now: Run, last: boolean, left: number, t: T, go: () => void): Way {
  const { card, question } = stepNow(now);
  const told = now.draft.said[card.id];
  const onward = { label: t(last ? "player.finish" : "player.next"), disabled: false, go };
  if (question && left > 0) return { ...onward, label: lacking(question, left, t), disabled: true };
  if (last && now.version.certifying) return reachable.value ? { ...onward, label: t("exam.hand") } : { ...onward, label: t("exam.wait"), disabled: true };
  if (question) return onward;
  if (card.kind === "flip" && !told) return { ...onward, label: t("flip.turn"), go: () => say(true) };
  if (card.kind === "branching" && !told) return { ...onward, label: t("branching.choose"), disabled: true };
  if (card.kind === "action_plan") return isPlan(told) ? { ...onward, label: t(last ? "plan.last" : "plan.go"), go: () => { say(told); go(); } } : { ...onward, label: t(last ? "plan.skipLast" : "plan.skip") };
  if (card.kind === "reaction" && !told) return { ...onward, label: t(last ? "reaction.skipLast" : "reaction.skip") };
  return onward;
}

function lacking(question: Question, n: number, t: T): string {
  const pairs = question.form === "match" || question.form === "swipe_sort" || question.form === "cloze";
  return pairs ? t("lacking.pairs", { n }) : question.form === "numeric" || question.form === "short_text" ? t("lacking.text") : t("lacking.choice");
}

function planIn(now: Run) {
  return now.version.cards.flatMap(({ id, kind }) => (kind === "action_plan" ? now.draft.said[id] : [])).find(isPlan);
}

function Told({ question, outcome, answer }: { question: Question; outcome: "right" | "partly" | "wrong"; answer: Parameters<typeof mark>[1] }) {
  const t = words("play");
  const said = feedback(question, answer);
  return (
    <>
      <h2>{outcome === "right" ? <Check large /> : <Again large />}{t(`verdict.${outcome}`)}</h2>
      {said ? <p {...spoken(said)} /> : <p>{t(outcome === "right" ? "verdict.all" : "verdict.look")}</p>}
    </>
  );
}
