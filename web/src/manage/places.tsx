import type { Place, Summary, TeamKind } from "../graph/team";
import type { TeamTold } from "../sync/team";
import { words } from "../ui/i18n";
import { Forward } from "../ui/icons";
import { Chip } from "../ui/parts";

const kinds: TeamKind[] = ["COMPANY", "REGION", "SHOP", "DEPARTMENT"];

/** Where this team lies, from the highest that the reader may open. */
export function Trail({ team, roots }: { team: TeamTold; roots: Place[] }) {
  const t = words("manage");
  const ancestors = team.ancestors.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  const first = ancestors.findIndex(({ id }) => roots.some((root) => root.id === id));
  const above = first < 0 ? [] : ancestors.slice(first);
  return (
    <nav class="trail small" aria-label={t("trail.label")}>
      {above.map(({ id, name }) => <span key={id}><a href={`/team/${id}`}>{name}</a><Forward flip /></span>)}
      <b class="strong" aria-current="page">{team.name}</b>
      {roots.some(({ id }) => id === team.id) && roots.map(({ id, name }) => id !== team.id && <a key={id} class="other" href={`/team/${id}`}>{name}</a>)}
    </nav>
  );
}

/** The teams below, whoever needs most first. */
export function Places({ team }: { team: TeamTold }) {
  const t = words("manage");
  const below = team.children.flatMap(({ summary, ...place }) => (summary?.people ? [{ ...place, summary }] : [])).sort((a, b) => b.summary.needed - a.summary.needed || b.summary.people - a.summary.people);
  const alike = below.every(({ kind }) => kind === below[0]?.kind);
  return (
    <section class="card">
      <h2>{t(alike ? (below[0]?.kind === "REGION" ? "places.regions" : "places.shops") : "places.teams", { n: below.length })}</h2>
      <ul class="list places">{below.map(({ id, name, summary }) => (
        <li key={id}>
          <a class="place" href={`/team/${id}`}>
            <span class="grow"><b class="strong">{name}</b><span class="small dim num">{t("places.people", { n: summary.people })}</span></span>
            {summary.assigned > 0 ? <Done summary={summary} /> : <span class="done micro dim">{t("places.nothing")}</span>}
            {summary.needed > 0 ? <Chip tone="attn">{t("places.needed", { n: summary.needed })}</Chip> : <Chip tone="line">{t("places.fine")}</Chip>}
            <Forward flip />
          </a>
        </li>))}
      </ul>
    </section>
  );
}

/** Done is not known: the two always stand together. */
export function Done({ summary: { assigned, completed, passed } }: { summary: Pick<Summary, "assigned" | "completed" | "passed"> }) {
  const t = words("manage");
  const share = (part: number) => (assigned ? Math.round((part / assigned) * 100) : 0);
  return (
    <span class="done">
      <svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" rx="4" class="meter-all" />
        <rect width={share(completed)} height="8" rx="4" class="meter-did" />
        <rect width={share(passed)} height="8" rx="4" class="meter-know" />
      </svg>
      <span class="micro dim num">{t("done.both", { completed: share(completed), passed: share(passed) })}</span>
    </span>
  );
}
