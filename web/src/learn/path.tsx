import { type Line, holds, lines, nextMilestone, type Station } from "../rules/path";
import { type Assignment, minutes, type Milestone, today } from "../rules/standing";
import { assignments, drafts, milestones, read, results } from "../sync/mine";
import { Check, Down, Flag, Path as PathIcon } from "../ui/icons";
import { day, words } from "../ui/i18n";
import { Chip, Empty, Ticks, Waiting } from "../ui/parts";
import { Notices, SyncChip } from "./status";
import { spoken } from "./words";
import "./today.css";
import "./path.css";

/** A map of lines: walked is solid, ahead is dashed, milestones are the stations where one changes. */
export default function Path() {
  const t = words("learn");
  const begun = new Set(drafts.value.map((draft) => draft.assignmentId));
  const { now, later } = today(assignments.value, results.value, begun, new Date());
  const next = now[0] ?? later[0];
  const all = lines(assignments.value, milestones.value, next?.id);
  const late = milestones.value.filter((one) => one.behind && !one.reachedAt).length;
  return (
    <main class="view column path">
      <header class="hello split"><div><h1 tabIndex={-1}>{t("path.title")}</h1><p class="small dim">{verdictOn(all, t)}</p></div><SyncChip /></header>
      <div class="scroll stack">
        <Notices />
        {!read.value && <Waiting label={t("waiting")} />}
        {read.value && all.length === 0 && <Empty icon={PathIcon} title={t("path.none")}>{t("path.noneWhy")}</Empty>}
        {all.length > 0 && milestones.value.length > 0 && <p>{late > 0 ? <Chip tone="attn">{t("path.behind", { n: late })}</Chip> : nextMilestone(milestones.value) && <Chip tone="ok" icon={Check}>{t("path.onTrack")}</Chip>}</p>}
        {all.map((line) => <Course key={line.course.id} line={line} next={next} />)}
      </div>
    </main>
  );
}

function verdictOn(all: Line[], t: ReturnType<typeof words<"learn">>): string {
  const total = all.reduce((sum, line) => sum + line.total, 0);
  return total === 0 ? "" : t("path.verdict", { total, n: all.reduce((sum, line) => sum + line.passed, 0) });
}

function Course({ line, next }: { line: Line; next: Assignment | undefined }) {
  const t = words("learn");
  const solid = line.stations.map(isReached);
  return (
    <details class="line-of card" open={holds(line, next?.id)}>
      <summary><span class="grow"><h2 {...spoken(line.course.title)} /><span class="small dim num">{t("path.known", { n: line.passed, total: line.total })}</span></span><Down /></summary>
      <ol class="stations">{line.stations.map((station, at) => {
        const edges = `${at === 0 ? " first" : ""}${at === line.stations.length - 1 ? " last" : ""}${solid[at] ? "" : " todo"}`;
        return "milestone" in station
          ? <Rung key={station.milestone.id} milestone={station.milestone} edges={edges} />
          : <Stop key={station.unit.id} unit={station.unit} edges={edges} here={station.unit.id === next?.id} />;
      })}
      </ol>
    </details>
  );
}

const isReached = (station: Station): boolean => ("milestone" in station ? station.milestone.reachedAt !== null : station.unit.state === "PASSED");

function Rung({ milestone, edges }: { milestone: Milestone; edges: string }) {
  const t = words("learn");
  return (
    <li class={`st mile${edges}`}>
      <span class="knob"><Flag /></span>
      <div class="grow"><h3 class="rung" {...spoken(milestone.name)} /><p class="small dim">{milestone.reachedAt ? t("milestone.reached", { day: day(milestone.reachedAt) }) : milestone.behind ? t("milestone.behind", { day: day(milestone.dueOn) }) : t("milestone.due", { day: day(milestone.dueOn) })}</p></div>
      <Chip tone={milestone.reachedAt ? "ok" : milestone.behind ? "attn" : "line"}><span class="num">{milestone.unitsPassed} / {milestone.unitsTotal}</span></Chip>
    </li>
  );
}

function Stop({ unit, edges, here }: { unit: Assignment; edges: string; here: boolean }) {
  const t = words("learn");
  if (here) return <Here unit={unit} edges={edges} />;
  const said = unit.state === "PASSED" && unit.unit.kind === "PRE_TEST" ? t("unit.done") : unit.state === "PASSED" ? t("path.passed", { day: day(unit.passedAt!) }) : unit.state === "COMPLETED" ? t("unit.notYet") : undefined;
  return (
    <li class={`st${edges}`}>
      <span class="knob" />
      <div class="grow"><a class="stop" href={`/unit/${unit.id}`} {...spoken(unit.unit.title)} />{said && <p class="small dim">{said}</p>}</div>
      <span class="micro dim num">{t("minutes", { n: minutes(unit.unit.durationS) })}</span>
    </li>
  );
}

function Here({ unit, edges }: { unit: Assignment; edges: string }) {
  const t = words("learn");
  const draft = drafts.value.find((one) => one.assignmentId === unit.id);
  const n = minutes(unit.unit.durationS);
  return (
    <li class={`st here${edges.replace(" todo", "")}`} aria-current="step">
      <span class="knob" />
      <div class="grow stack-s">
        <p class="micro dim">{t("path.here")}</p>
        <h3 {...spoken(unit.unit.title)} />
        {draft && <p class="small dim">{t("unit.stopped", { n: draft.step + 1 })}</p>}
        <Ticks total={n} on={0} now={draft ? 1 : 0} label={t("minutes", { n })} />
        <a class="btn go" href={`/unit/${unit.id}`}>{draft ? t("today.continue") : t("path.start", { n })}</a>
      </div>
    </li>
  );
}
