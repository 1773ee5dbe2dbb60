import type { PersonMilestone } from "../graph/person";
import { day, words } from "../ui/i18n";
import { Check, Flag, Warning } from "../ui/icons";
import { Ticks } from "../ui/parts";

const DAY = 86_400_000;

/** The ladder: what they can do already, what comes next, and by when. */
export function Milestones({ milestones, now }: { milestones: PersonMilestone[]; now: Date }) {
  const t = words("manage");
  if (milestones.length === 0) return null;
  const rungs = milestones.toSorted((a, b) => a.dueOn.localeCompare(b.dueOn));
  const reached = rungs.filter(({ reachedAt }) => reachedAt).length;
  const shown = rungs.filter(({ reachedAt }) => !reachedAt).slice(0, 4);
  return (
    <section class="card">
      <h2>{t("milestones.title", { n: reached, all: rungs.length })}</h2>
      <ul class="list">{[...rungs.filter(({ reachedAt }) => reachedAt).slice(-2), ...shown].map((one) => {
        const late = Math.floor((now.getTime() - new Date(one.dueOn).getTime()) / DAY);
        return (
          <li key={one.id} class="rung">
            <span class={one.reachedAt ? "sign ok" : one.behind ? "sign attn" : "sign"}>{one.reachedAt ? <Check /> : one.behind ? <Warning /> : <Flag />}</span>
            <span class="grow"><span class="strong">{one.name}</span>
              <span class="small dim num">{one.reachedAt ? t("milestones.reached", { day: day(one.reachedAt) }) : one.behind ? t("milestones.late", { day: day(one.dueOn), n: late }) : t("milestones.due", { day: day(one.dueOn) })}</span></span>
            <span class="rung-ticks"><Ticks total={Math.max(1, one.unitsTotal)} on={one.unitsPassed} label={t("milestones.ticks", { n: one.unitsPassed, all: one.unitsTotal })} /></span>
          </li>
        );
      })}</ul>
    </section>
  );
}
