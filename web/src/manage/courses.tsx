import type { PersonAssignment } from "../graph/person";
import { day, percent, words } from "../ui/i18n";
import { Check, Clock, Warning } from "../ui/icons";
import { Chip } from "../ui/parts";

/** Everything assigned, by course. Done is not known: 完成 never stands without 學會. */
export function Courses({ assignments }: { assignments: PersonAssignment[] }) {
  const t = words("manage");
  const courses = new Map<string, PersonAssignment[]>();
  for (const one of assignments) if (one.state !== "WITHDRAWN") courses.set(one.course.id, [...(courses.get(one.course.id) ?? []), one]);
  return (
    <div class="card courses">
      {[...courses.values()].sort((a, b) => Number(open(b)) - Number(open(a))).map((units) => {
        const known = units.filter(({ state }) => state === "PASSED").length;
        return (
          <details key={units[0]!.course.id} class="course" open={open(units)}>
            <summary class="split"><h2>{units[0]!.course.title}</h2><span class="small dim num">{t("course.known", { n: known, all: units.length })}</span></summary>
            <ul class="list">{units.toSorted((a, b) => a.unit.position - b.unit.position).map((one) => <Unit key={one.id} one={one} />)}</ul>
          </details>
        );
      })}
      {courses.size === 0 && <p class="small dim">{t("course.none")}</p>}
    </div>
  );
}

/** Worth a look at once: begun, late, or done and not known. */
const open = (units: PersonAssignment[]): boolean => units.some(({ state, overdue }) => overdue || state === "STARTED" || state === "COMPLETED");

function Unit({ one: { unit, state, overdue, dueAt, progress } }: { one: PersonAssignment }) {
  const t = words("manage");
  const score = progress.bestScore === null ? undefined : percent(progress.bestScore);
  const how =
    state === "PASSED" ? <Chip tone="ok" icon={Check}>{t("unit.passed")}</Chip>
    : overdue ? <Chip tone="attn" icon={Warning}>{t(state === "COMPLETED" ? "unit.doneOverdue" : "unit.overdue")}</Chip>
    : state === "COMPLETED" ? <Chip tone="attn">{t("unit.done")}</Chip>
    : state === "STARTED" ? <Chip tone="line" icon={Clock}>{t("unit.started")}</Chip>
    : <Chip tone="line">{t("unit.assigned")}</Chip>;
  const about = [
    progress.attempts > 0 && t("unit.attempts", { n: progress.attempts }),
    score && t("unit.best", { score }),
    state !== "PASSED" && dueAt && t("unit.due", { day: day(dueAt) }),
    progress.passedAt && t("unit.passedOn", { day: day(progress.passedAt) }),
  ].filter(Boolean);
  return (
    <li class="unit">
      <span class="grow"><span class="strong">{unit.title}</span>{about.length > 0 && <span class="small dim num">{about.join(" · ")}</span>}</span>
      {how}
    </li>
  );
}
