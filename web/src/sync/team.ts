import { people, roots, type Language, type Place, type Summary, team, type TeamNode, teamProgress, type TeamProgress } from "../graph/team";
import { ask } from "./client";
import { listen } from "./live";
import { watch, type Watched } from "./watch";

/** A team whose numbers the reader may see. */
export type TeamTold = TeamNode & { summary: Summary };

export function watchRoots(locale: Language): Watched<Place[]> {
  return watch<Place[]>({
    key: `roots ${locale}`,
    load: async () => {
      const { viewer, teams } = await ask(roots, { locale });
      return { told: viewer.teams.length > 0 ? viewer.teams : teams.nodes.filter(({ summary }) => summary), seq: 0 };
    },
  });
}

export function watchTeam(id: string, locale: Language): Watched<TeamTold> {
  return watch<TeamTold, TeamProgress>({
    key: `team ${id} ${locale}`,
    load: async () => {
      const { viewer, team: found } = await ask(team, { id, locale });
      if (!found?.summary) return undefined; // a name above one's own team, and nothing of its people
      const { stuck, overdue, behind, ...told } = found;
      const nodes = [...told.standings.nodes, ...stuck.nodes, ...overdue.nodes, ...behind.nodes];
      const each = [...new Map(nodes.map((one) => [one.employee.id, one])).values()];
      return { told: { ...told, summary: found.summary, standings: { ...told.standings, nodes: each } }, seq: viewer.seq };
    },
    listen: (ear) => listen(teamProgress, { teamId: id, locale }, ear),
    fold,
    leaves: ({ children }) => children.length > 0, // whose sums are not in an event
  });
}

/** Everybody after the people that came with the team, page by page: `after` is where the last page ended. */
export async function morePeople(id: string, after: string | null, locale: Language): Promise<TeamNode["standings"]> {
  const more = (await ask(people, { id, after, locale })).team;
  return more?.standings ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
}

/**
 * The team once somebody moved. Who is known is replaced, who is new is added.
 * When everybody was known and the number of people no longer agrees, somebody came or went: only a new look can tell who.
 */
export function fold(told: TeamTold, event: TeamProgress): TeamTold | undefined {
  const { summary } = event.team;
  if (!summary) return undefined;
  const whole = !told.standings.pageInfo.hasNextPage;
  const moved = new Map(event.standings.map((one) => [one.employee.id, one]));
  const nodes = told.standings.nodes.map((one) => moved.get(one.employee.id) ?? one);
  const known = new Set(nodes.map((one) => one.employee.id));
  nodes.push(...event.standings.filter((one) => !known.has(one.employee.id)));
  if (whole && nodes.length !== summary.people && told.summary.people !== summary.people) return undefined;
  return { ...told, summary, standings: { ...told.standings, nodes } };
}
