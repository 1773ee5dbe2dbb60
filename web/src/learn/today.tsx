import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { nextMilestone } from "../rules/path";
import { type Assignment, calledName, minutes, today, type Day, type Run } from "../rules/standing";
import { assignments, drafts, milestones, read, results } from "../sync/mine";
import { person } from "../sync/session";
import { Check, Clock, Flag, Forward, Phone, Synced, Today as TodayIcon } from "../ui/icons";
import { day, locale, time, words } from "../ui/i18n";
import { Chip, Empty, Ticks, Waiting } from "../ui/parts";
import { Notices, Offers, SyncChip } from "./status";
import { spoken, text } from "./words";
import "./today.css";

const LATER = 3;

export default function Today() {
  const t = words("learn");
  const now = useNow();
  const begun = new Set(drafts.value.map((draft) => draft.assignmentId));
  const plan = today(assignments.value, results.value, begun, now);
  return (
    <main class="view column today">
      <header class="hello split">
        <div><h1 tabIndex={-1}>{greeting(plan, now)}</h1><p class="small dim">{where(now)}</p></div>
        <SyncChip />
      </header>
      <div class="scroll stack">
        <Notices />
        {!read.value ? <Waiting label={t("waiting")} /> : assignments.value.length === 0 ? <Empty icon={TodayIcon} title={t("today.none")}>{t("today.noneWhy")}</Empty> : <Slab plan={plan} begun={begun} />}
        <Offers />
        <Units title={t("today.next")} units={plan.now.slice(1)} now={now} />
        <Finished runs={plan.doneRuns} />
        <Promise />
        <NextMilestone />
        <Units title={t("today.later")} units={plan.later.slice(0, LATER)} now={now} more={plan.later.length - LATER} />
      </div>
    </main>
  );
}

/** One thing is the largest; the rest is quiet. */
function Slab({ plan, begun }: { plan: Day; begun: ReadonlySet<string> }) {
  const t = words("learn");
  const [first] = plan.now;
  const total = plan.minutesDone + plan.minutesLeft;
  if (!first) return <AllDone plan={plan} />;
  const length = minutes(first.unit.durationS);
  const { lang, children } = spoken(first.unit.title);
  const [title, kind] = children.split(" · ").reverse(); // "Pre-test · Food hygiene": what it is stands small, what it is about large
  return (
    <section class="slab" aria-labelledby="now">
      <p class="sum"><span class="big-n num">{plan.minutesLeft}</span><span class="strong">{plan.minutesDone > 0 ? t("today.minutesMore", { n: plan.minutesLeft }) : t("today.minutes", { n: plan.minutesLeft })}</span></p>
      <Ticks total={total} on={plan.minutesDone} now={length} label={t("today.ticks", { total, done: plan.minutesDone })} />
      <div>
        <p class="small">{begun.has(first.id) ? t("today.goOn") : first.state === "COMPLETED" ? t("today.onceMore") : plan.minutesDone > 0 ? t("today.thenThis") : t("today.firstThis")} · {t("minutes", { n: length })}{kind && ` · ${kind}`}</p>
        <h2 id="now" lang={lang}>{title}</h2>
      </div>
      <a class="btn on-slab big" href={`/unit/${first.id}`}>{begun.has(first.id) ? t("today.continue") : t("today.start")}<Forward flip /></a>
      <p class="small">{t("today.promise")}</p>
    </section>
  );
}

function AllDone({ plan }: { plan: Day }) {
  const t = words("learn");
  const [extra] = plan.later;
  const passed = plan.doneRuns.filter((run) => run.passed && !isBefore(run.assignmentId)).length;
  return (
    <section class="slab" aria-labelledby="now">
      <h2 id="now" class="big-n">{plan.doneRuns.length > 0 ? t("today.done") : t("today.all")}</h2>
      {plan.minutesDone > 0 && <Ticks total={plan.minutesDone} on={plan.minutesDone} label={t("today.ticks", { total: plan.minutesDone, done: plan.minutesDone })} />}
      <p class="strong">{plan.minutesDone === 0 ? t("today.allWhy") : passed > 0 ? t("today.doneWhy", { minutes: plan.minutesDone, n: passed }) : t("today.doneMinutes", { n: plan.minutesDone })}</p>
      <p>{t("today.putAway")}</p>
      {extra && <a class="btn on-slab-quiet" href={`/unit/${extra.id}`}>{t("today.extra", { n: minutes(extra.unit.durationS) })}</a>}
    </section>
  );
}

function Units({ title, units, now, more = 0 }: { title: string; units: Assignment[]; now: Date; more?: number }) {
  const t = words("learn");
  if (units.length === 0) return null;
  return (
    <section>
      <h2 class="sec">{title}</h2>
      <ul class="list">{units.map((one) => (
        <li key={one.id}><a class="unit" href={`/unit/${one.id}`}>
          <span class="mins num">{minutes(one.unit.durationS)}<small>{t("minute", { n: minutes(one.unit.durationS) })}</small></span>
          <span class="grow"><b class="title" {...spoken(one.unit.title)} /><span class="small dim">{standing(one, t)}</span></span>
          <Due one={one} now={now} />
        </a></li>))}
      </ul>
      {more > 0 && <a class="btn text" href="/path">{t("today.more", { n: more })}<Forward flip /></a>}
    </section>
  );
}

type T = ReturnType<typeof words<"learn">>;

function standing(one: Assignment, t: T): string {
  const draft = drafts.value.find((each) => each.assignmentId === one.id);
  if (draft) return t("unit.stopped", { n: draft.step + 1 });
  if (one.state === "COMPLETED") return t("unit.notYet");
  return text(one.course.title);
}

function Due({ one, now }: { one: Assignment; now: Date }) {
  const t = words("learn");
  if (!one.dueAt) return null;
  const due = new Date(one.dueAt);
  if (one.overdue || due < now) return <Chip tone="attn" icon={Clock}>{t("unit.wasDue", { day: day(due) })}</Chip>;
  if (due.toDateString() === now.toDateString()) return <Chip tone="attn" icon={Clock}>{t("unit.dueToday", { time: time(due) })}</Chip>;
  return <span class="micro dim nowrap">{t("unit.dueOn", { day: day(due) })}</span>;
}

function Finished({ runs }: { runs: Run[] }) {
  const t = words("learn");
  if (runs.length === 0) return null;
  const done = results.value.filter((result) => runs.some((run) => run === result));
  return (
    <section>
      <h2 class="sec">{t("today.finished")}</h2>
      <ul class="list">{done.map((result) => (
        <li key={result.id}><a class="unit" href={`/result/${result.id}`}>
          <span class="mins"><Check large /></span>
          <span class="grow"><b class="title" {...spoken(assignments.value.find((one) => one.id === result.assignmentId)?.unit.title)} /><span class="small dim">{outcome(result, t)}</span></span>
          {result.syncedAt ? <Chip tone="ok" icon={Synced}>{t("sync.done")}</Chip> : <Chip tone="saved" icon={Phone}>{t("sync.here")}</Chip>}
        </a></li>))}
      </ul>
    </section>
  );
}

function outcome(result: { assignmentId: string; passed: boolean | null }, t: T): string {
  if (result.passed === null) return t("unit.unmarked");
  if (isBefore(result.assignmentId)) return t("unit.done");
  return result.passed ? t("unit.known") : t("unit.notYet");
}

/** A test before the course shows where somebody begins; nobody has learned anything by it. */
const isBefore = (assignmentId: string): boolean => assignments.value.find(({ id }) => id === assignmentId)?.unit.kind === "PRE_TEST";

/** What they promised themselves last, in their own words. */
function Promise() {
  const t = words("learn");
  const plan = [...results.value].sort((a, b) => b.finishedAt.localeCompare(a.finishedAt)).find((result) => result.plan)?.plan;
  if (!plan) return null;
  return (
    <section>
      <h2 class="sec">{t("today.promised")}</h2>
      <div class="card row top"><span class="avatar" aria-hidden="true"><Flag /></span><div class="grow"><h3>{plan.behaviour}</h3><p class="small dim">{plan.situation}</p></div></div>
    </section>
  );
}

function NextMilestone() {
  const t = words("learn");
  const next = nextMilestone(milestones.value);
  if (!next) return null;
  const left = next.unitsTotal - next.unitsPassed;
  return (
    <section>
      <h2 class="sec">{t("today.milestone", { name: text(next.name), n: left })}</h2>
      <a class="goal small dim" href="/path">
        <Ticks total={next.unitsTotal} on={next.unitsPassed} label={t("milestone.ticks", { total: next.unitsTotal, n: next.unitsPassed })} />
        <span>{t("milestone.progress", { total: next.unitsTotal, n: next.unitsPassed })} · {next.behind ? t("milestone.behind", { day: day(next.dueOn) }) : t("milestone.due", { day: day(next.dueOn) })}</span>
      </a>
    </section>
  );
}

function greeting({ now, doneRuns }: Day, at: Date): string {
  const t = words("learn");
  const name = calledName(person.value?.name ?? "");
  if (now.length === 0 && doneRuns.length > 0) return t("hello.done", { name });
  const hour = at.getHours();
  return t(hour < 11 ? "hello.morning" : hour < 18 ? "hello.afternoon" : "hello.evening", { name });
}

function where(at: Date): string {
  const date = new Intl.DateTimeFormat(locale.value, { month: "long", day: "numeric", weekday: "long" }).format(at);
  return [date, person.value?.team?.name].filter(Boolean).join(" · ");
}

/** A phone that lay in a pocket overnight must not greet with yesterday. */
function useNow(): Date {
  const now = useSignal(new Date());
  useEffect(() => {
    const look = () => (now.value = new Date());
    const timer = setInterval(look, 60_000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return now.value;
}
