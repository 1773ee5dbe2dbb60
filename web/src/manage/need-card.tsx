import { calledName } from "../rules/standing";
import { day, words } from "../ui/i18n";
import { Forward, Warning } from "../ui/icons";
import { Ticks } from "../ui/parts";
import { active, helpHours, initial, type Need } from "./needs";
import { hoursOrDays, type Say, tenure } from "./words";

/** Who, why, since when, and what to do: the first one is open, the others quiet. */
export function NeedCards({ needs, more, now, within }: { needs: Need[]; more: number; now: Date; within: boolean }) {
  const t = words("manage");
  return (
    <section class="stack-s needs" aria-label={t("needs.label")}>
      {needs.map((need, at) => <NeedCard key={need.who.employee.id} need={need} open={at === 0} now={now} within={within} />)}
      {more > 0 && <a class="btn text" href="#people">{t("needs.more", { n: more })}</a>}
    </section>
  );
}

function NeedCard({ need, open, now, within }: { need: Need; open: boolean; now: Date; within: boolean }) {
  const t = words("manage");
  const { employee, team } = need.who;
  const about = [within ? team.name : employee.position?.name, tenure(employee.hiredOn, now, t), active(need.who, now) && t("person.learning")].filter(Boolean);
  return (
    <article class={open ? "need open" : "need"}>
      <div class="row">
        <span class="avatar" aria-hidden="true">{initial(employee.name)}</span>
        <div class="grow"><h2>{employee.name}</h2><p class="small dim">{about.join(" · ")}</p></div>
        {!open && <a class="icon-btn" href={`/person/${employee.id}`} aria-label={t("person.open", { name: employee.name })}><Forward large flip /></a>}
      </div>
      <p class="why2"><Warning /><span>{why(need, t)}</span></p>
      {open && <Since need={need} />}
      {open && <a class="btn go" href={`/person/${employee.id}`}>{t(`act.${need.why}`, { name: calledName(employee.name) })}</a>}
    </article>
  );
}

export function why({ who, why: reason, hours, since }: Need, t: Say): string {
  const unit = who.openUnit?.title ?? "";
  if (reason === "failed") return t("why.failed", { unit, n: who.openFailures });
  if (reason === "stuck") return t(who.openFailures > 0 ? "why.stuckFailed" : "why.stuck", { n: who.openFailures, unit, since: hoursOrDays(hours) });
  return t(`why.${reason}`, { day: day(since), since: hoursOrDays(hours) });
}

/** Within a day somebody should have helped: one mark an hour. After that only how long it has been. */
function Since({ need }: { need: Need }) {
  const t = words("manage");
  const { passed, left } = helpHours(need.hours);
  if (need.why !== "stuck" || left === 0) return <p class="split micro"><span class="dim">{t("since.from", { day: day(need.since) })}</span><span class="strong num">{t("since.for", { since: hoursOrDays(need.hours) })}</span></p>;
  return (
    <div class="timer">
      <div class="late-ticks"><Ticks total={24} on={passed} label={t("since.ticks", { n: passed })} /></div>
      <p class="split micro"><span class="dim">{t("since.help")}</span><span class="strong num">{t("since.left", { since: hoursOrDays(left) })}</span></p>
    </div>
  );
}
