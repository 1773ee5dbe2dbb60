import type { PersonNode } from "../graph/person";
import { calledName } from "../rules/standing";
import { watchPerson } from "../sync/person";
import { expired, person as viewer } from "../sync/session";
import { Fresh } from "../ui/fresh";
import { useNow, useOpen } from "../ui/hooks";
import { day, locale, words } from "../ui/i18n";
import { Back, Eye, NoSignal, Person as PersonIcon, Warning } from "../ui/icons";
import { Empty, Note, Ticks, Waiting } from "../ui/parts";
import { Attempts } from "./attempts";
import { Courses } from "./courses";
import { Milestones } from "./milestones";
import { why } from "./need-card";
import { type Mistake, mistakes } from "./mistakes";
import { active, helpHours, initial, need } from "./needs";
import { hoursOrDays, language, tenure } from "./words";
import "./manage.css";

export default function Person({ params: { id } }: { params: { id?: string } }) {
  return <Page key={id! + locale.value} id={id!} />;
}

function Page({ id }: { id: string }) {
  const t = words("manage");
  const watched = useOpen(() => watchPerson(id, language()), [id]);
  const told = watched.told.value;
  return (
    <main class="view wide page">
      <div class="split page-top">
        {told ? <a class="back" href={told.id === viewer.value?.id ? "/me" : `/team/${told.team?.id ?? ""}`}><Back flip />{told.id === viewer.value?.id ? t("person.me") : (told.team?.name ?? t("title"))}</a> : <span />}
        <Fresh live={watched.live.value} asOf={watched.asOf.value} now={t(watched.live.value ? "live.now" : "live.connecting")} then={(at) => t("live.asOf", { time: at })} />
      </div>
      {expired.value && <Note tone="attn" icon={Warning} fact={t("expired.fact")}><a href="/sign-in">{t("expired.enter")}</a></Note>}
      {told ? <Told person={told} />
        : watched.problem.value === "gone" ? <Empty icon={PersonIcon} title={t("gone.person")}>{t("gone.why")}</Empty>
        : watched.problem.value ? <Empty icon={NoSignal} title={t("unreachable.title")}>{t("unreachable.why")}</Empty>
        : <Waiting label={t("waiting")} />}
    </main>
  );
}

function Told({ person }: { person: PersonNode }) {
  const t = words("manage");
  const now = useNow();
  const { standing } = person;
  const about = [person.position?.name, tenure(person.hiredOn, now, t), standing && active(standing, now) && t("person.learning")].filter(Boolean);
  return (
    <>
      <header class="who">
        <span class="avatar" aria-hidden="true">{initial(person.name)}</span>
        <div><h1 tabIndex={-1}>{person.name}</h1><p class="small dim">{about.join(" · ")}</p></div>
      </header>
      <p class="mirror small dim"><Eye /><span>{person.id === viewer.value?.id ? t("mirror.mine") : t("mirror.theirs", { name: calledName(person.name) })}</span></p>
      <div class="cols even">
        <div class="stack">
          <Now person={person} now={now} />
          <Courses assignments={person.assignments.nodes} />
        </div>
        <div class="stack">
          <Milestones milestones={person.milestones.nodes} now={now} />
          <Attempts attempts={person.attempts.nodes} />
        </div>
      </div>
    </>
  );
}

/** First what they are stuck on; or that nothing is in their way. */
function Now({ person: { standing, name, attempts }, now }: { person: PersonNode; now: Date }) {
  const t = words("manage");
  if (!standing) return null;
  const found = need(standing, now);
  const { assigned, completed, passed } = standing;
  const hours = found?.why === "stuck" ? helpHours(found.hours) : undefined;
  return (
    <section class={found ? "card stack stuck" : "card stack"}>
      <div class="split"><h2>{found ? t(`now.${found.why}`, { unit: standing.openUnit?.title ?? "", day: day(found.since) }) : t("now.fine", { name: calledName(name) })}</h2>
        {found && <span class="chip attn num">{hoursOrDays(found.hours)}</span>}</div>
      {found && <p class="why2"><Warning /><span>{why(found, t)}</span></p>}
      {hours && hours.left > 0 && (
        <div class="timer">
          <div class="late-ticks"><Ticks total={24} on={hours.passed} label={t("since.ticks", { n: hours.passed })} /></div>
          <p class="split micro"><span class="dim">{t("since.help")}</span><span class="strong num">{t("since.left", { since: hoursOrDays(hours.left) })}</span></p>
        </div>)}
      {found && standing.openUnit?.version && <Mistakes found={mistakes(attempts.nodes, standing.openUnit.id, standing.openUnit.version.cards, locale.value)} />}
      <div class="stack-s">
        <Ticks total={Math.max(1, assigned)} on={passed} now={completed - passed} label={t("people.ticks", { assigned, completed, passed })} />
        <p class="split small"><span class="num">{t("done.counts", { completed, passed, n: assigned })}</span>{completed > passed && <span class="dim">{t("done.gap", { n: completed - passed })}</span>}</p>
      </div>
    </section>
  );
}

/** Where to begin when they sit down together: the question, how often, and what was thought instead. */
function Mistakes({ found }: { found: Mistake[] }) {
  const t = words("manage");
  return (
    <ul class="mistakes">{found.slice(0, 3).map(({ id, question, wrong, times, chose }) => (
      <li key={id}>
        <p class="split"><span class="strong">{question}</span><span class="small num nowrap">{t("mistakes.times", { n: wrong, times })}</span></p>
        <span class="wrong-ticks"><Ticks total={times} on={wrong} label={t("mistakes.times", { n: wrong, times })} /></span>
        {chose && <p class="small dim">{t("mistakes.chose", { choice: chose.text, n: chose.times })}</p>}
      </li>))}
    </ul>
  );
}
