import { useSignal } from "@preact/signals";
import type { Standing } from "../graph/team";
import { morePeople, type TeamTold } from "../sync/team";
import { day, words } from "../ui/i18n";
import { Warning } from "../ui/icons";
import { Chip, Ticks } from "../ui/parts";
import { active, initial, need } from "./needs";
import { ago, hoursOrDays, language, tenure } from "./words";

/** Who is learning this minute: a row glows once when it moves. */
export function Learning({ team, now }: { team: TeamTold; now: Date }) {
  const t = words("manage");
  const rows = team.standings.nodes.filter((who) => active(who, now)).sort((a, b) => b.activeAt!.localeCompare(a.activeAt!)).slice(0, 6);
  return (
    <section class="card">
      <h2>{rows.length ? t("learning.title", { n: Math.max(rows.length, team.summary.activeNow) }) : t("learning.nobody")}</h2>
      {rows.length === 0 ? <p class="small dim">{t("learning.why")}</p> : (
        <ul class="list">{rows.map((who) => (
          <li key={who.employee.id + who.activeAt} class="lr glow">
            <span class="avatar" aria-hidden="true">{initial(who.employee.name)}</span>
            <div><h3>{who.employee.name}</h3><p class="small dim">{who.activeUnit!.title}{who.activeCardIndex !== null && ` · ${t("learning.card", { n: who.activeCardIndex + 1 })}`}</p></div>
            <span><span class="micro dim-2 num">{ago(who.activeAt!, now)}</span>
              {who.activeCards !== null && who.activeCardIndex !== null && <Ticks total={who.activeCards} on={who.activeCardIndex} now={1} label={t("learning.ticks", { n: who.activeCardIndex + 1, all: who.activeCards })} />}</span>
          </li>))}
        </ul>)}
    </section>
  );
}

const STEP = 20;

/** Everybody, in the order in which they need somebody. */
export function People({ team, now }: { team: TeamTold; now: Date }) {
  const t = words("manage");
  const further = useSignal<Standing[]>([]);
  const cursor = useSignal(team.standings.pageInfo.endCursor);
  const busy = useSignal(false);
  const known = new Set(team.standings.nodes.map((who) => who.employee.id));
  const rows = [...team.standings.nodes, ...further.value.filter((who) => !known.has(who.employee.id))].sort((a, b) => rank(b, now) - rank(a, now) || share(a) - share(b) || a.employee.name.localeCompare(b.employee.name));
  const shown = useSignal(team.children.length > 0 ? STEP : rows.length + STEP);
  const left = team.summary.people - Math.min(rows.length, shown.value);

  async function more() {
    shown.value += STEP;
    if (shown.value <= rows.length || !cursor.value) return;
    busy.value = true;
    try {
      const { nodes, pageInfo } = await morePeople(team.id, cursor.value, language());
      further.value = [...further.value, ...nodes];
      cursor.value = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } finally {
      busy.value = false;
    }
  }

  return (
    <section class="card people-card" id="people">
      <h2>{t("people.title", { n: team.summary.people })}</h2>
      <table class="people">
        <thead><tr><th scope="col">{t("people.who")}</th><th scope="col">{t("people.state")}</th><th scope="col">{t("people.done")}</th><th scope="col">{t("people.milestone")}</th><th scope="col" class="end">{t("people.last")}</th></tr></thead>
        <tbody>{rows.slice(0, shown.value).map((who) => (
          <tr key={who.employee.id}>
            <th scope="row"><a href={`/person/${who.employee.id}`}>{who.employee.name}</a> <span class="small dim num">{team.children.length ? who.team.name : tenure(who.employee.hiredOn, now, t)}</span></th>
            <td><State who={who} now={now} /></td>
            <td class="two"><Ticks total={Math.max(1, who.assigned)} on={who.passed} now={who.completed - who.passed} label={t("people.ticks", { assigned: who.assigned, completed: who.completed, passed: who.passed })} /><span class="small num">{t("done.counts", { completed: who.completed, passed: who.passed, n: who.assigned })}</span></td>
            <td class={who.behind ? "small dim num" : "small dim num on-time"}>{who.nextMilestoneDueOn ? t(who.behind ? "people.late" : "people.due", { day: day(who.nextMilestoneDueOn) }) : t("people.reached")}</td>
            <td class="end small dim num last">{who.activeAt ?? who.openSince ? ago((who.activeAt ?? who.openSince)!, now) : who.completed > 0 ? "–" : t("people.never")}</td>
          </tr>))}
        </tbody>
      </table>
      {left > 0 && (cursor.value || shown.value < rows.length) && <button type="button" class="btn quiet" disabled={busy.value} onClick={() => void more()}>{t("people.more", { n: left })}</button>}
    </section>
  );
}

function State({ who, now }: { who: Standing; now: Date }) {
  const t = words("manage");
  const needed = need(who, now);
  if (needed) return <Chip tone="attn" icon={Warning}>{t(`state.${needed.why}`, { since: hoursOrDays(needed.hours), n: who.openFailures })}</Chip>;
  if (active(who, now)) return <span class="chip ok"><span class="live" />{t("state.learning")}</span>;
  if (who.assigned > 0 && who.passed >= who.assigned) return <Chip tone="ok">{t("state.known")}</Chip>;
  return <Chip tone="line">{t("state.fine")}</Chip>;
}

/** Who has most to learn first; who knows everything last. */
const share = ({ assigned, passed }: Standing): number => (assigned ? passed / assigned : 1);

function rank(who: Standing, now: Date): number {
  const found = need(who, now);
  const order = { failed: 3, stuck: 3, overdue: 2, behind: 1 };
  return found ? order[found.why] * 1e6 + found.hours : 0;
}
