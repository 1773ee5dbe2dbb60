import { roots, type Language, type Place, team, type TeamNode, teamProgress, type TeamProgress } from "../graph/team";
import { ask } from "./client";
import { listen } from "./live";
import { watch, type Watched } from "./watch";

export async function myTeams(locale: Language): Promise<Place[]> {
  return (await ask(roots, { locale })).viewer.teams;
}

export function watchTeam(id: string, locale: Language): Watched<TeamNode> {
  return watch<TeamNode, TeamProgress>({
    key: `team ${id} ${locale}`,
    load: async () => {
      const { viewer, team: told } = await ask(team, { id, after: null, locale });
      return told ? { told, seq: viewer.seq } : undefined;
    },
    listen: (ear) => listen(teamProgress, { teamId: id, locale }, ear),
    fold,
  });
}

/** Everybody after the people that came with the team, page by page: `after` is where the last page ended. */
export async function morePeople(id: string, after: string | null, locale: Language): Promise<TeamNode["standings"]> {
  const more = (await ask(team, { id, after, locale })).team;
  return more?.standings ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
}

/**
 * The team once somebody moved. Who is known is replaced, who is new is added.
 * When everybody was known and the number of people no longer agrees, somebody came or went: only a new look can tell who.
 */
export function fold(told: TeamNode, event: TeamProgress): TeamNode | undefined {
  const whole = !told.standings.pageInfo.hasNextPage;
  const moved = new Map(event.standings.map((one) => [one.employee.id, one]));
  const nodes = told.standings.nodes.map((one) => moved.get(one.employee.id) ?? one);
  const known = new Set(nodes.map((one) => one.employee.id));
  nodes.push(...event.standings.filter((one) => !known.has(one.employee.id)));
  if (whole && nodes.length !== event.team.summary.people && told.summary.people !== event.team.summary.people) return undefined;
  return { ...told, summary: event.team.summary, standings: { ...told.standings, nodes } };
}
