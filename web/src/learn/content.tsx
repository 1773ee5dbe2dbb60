import type { Run } from "../sync/run";
import { isSettled, stepNow, turn } from "../sync/run";
import { useAwake } from "./awake";
import { Branching, Checklist, Explain, Flip, Plan, Reaction, Scene } from "./cards";
import { Clip } from "./clip";
import { hasKey } from "../rules/marking";
import { Pause } from "../ui/icons";
import { clock, words } from "../ui/i18n";
import { Ask } from "./questions";

/** The card of this step. */
export function Content({ now, kick }: { now: Run; kick: string }) {
  const t = words("play");
  const { card, question, span } = stepNow(now);
  const { draft } = now;
  useAwake(card.kind === "checklist");
  if (question) {
    const moment = card.kind === "video_idea" ? card.timed_questions?.find((timed) => timed.question.id === question.id)?.at_s : undefined;
    return (
      <>
        {moment !== undefined && <p class="ask"><Pause />{t("clip.asks", { at: clock(moment) })}</p>}
        <Ask key={question.id} question={question} answer={draft.answers[question.id]} settled={isSettled(now, question) && hasKey(question)} kick={kick} />
      </>
    );
  }
  const told = draft.said[card.id];
  switch (card.kind) {
    case "scenario":
      return <Scene card={card} kick={kick} />;
    case "explain":
      return <Explain card={card} kick={kick} />;
    case "flip":
      return <Flip card={card} told={told as boolean | undefined} />;
    case "checklist":
      return <Checklist card={card} told={told as string[] | undefined} />;
    case "branching":
      return <Branching card={card} told={told as string | undefined} />;
    case "action_plan":
      return <Plan card={card} told={told as object | undefined} />;
    case "reaction":
      return <Reaction card={card} told={told as string | undefined} />;
    case "video_idea":
      return <Clip card={card} span={span!} kick={kick} onEnd={() => draft.step + 1 < now.steps.length && now.steps[draft.step + 1]?.question && turn(draft.step + 1)} />;
    default:
      return null;
  }
}
