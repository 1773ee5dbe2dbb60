import type { Document } from "./document";

export type Language = "ZH_HANT" | "EN" | "ZH_HANS";
export type TeamKind = "COMPANY" | "REGION" | "SHOP" | "DEPARTMENT";
export type StuckReason = "NO_PROGRESS" | "FAILED_OFTEN";

export type Summary = {
  people: number;
  assigned: number;
  completed: number;
  passed: number;
  stuck: number;
  behind: number;
  overdue: number;
  needed: number;
  activeNow: number;
};

export type Standing = {
  employee: { id: string; name: string; hiredOn: string; position: { name: string } | null };
  team: { id: string; name: string };
  assigned: number;
  completed: number;
  passed: number;
  openUnit: { id: string; title: string } | null;
  openSince: string | null;
  openFailures: number;
  stuck: boolean;
  stuckHours: number | null;
  stuckReason: StuckReason | null;
  nextMilestoneDueOn: string | null;
  behind: boolean;
  nextDueAt: string | null;
  overdue: boolean;
  activeUnit: { id: string; title: string } | null;
  activeCardIndex: number | null;
  activeCards: number | null;
  activeAt: string | null;
};

export type Place = { id: string; name: string; kind: TeamKind };
export type TeamNode = Place & {
  ancestors: Place[];
  children: (Place & { summary: Summary | null })[];
  summary: Summary | null;
  standings: { nodes: Standing[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
};
export type TeamProgress = { seq: number; at: string; kind: "SNAPSHOT" | "CHANGED" | "RESET"; team: { id: string; summary: Summary | null }; standings: Standing[] };

const summary = "people assigned completed passed stuck behind overdue needed activeNow";
export const standing = `
      employee { id name hiredOn position { name(locale: $locale) } }
      team { id name(locale: $locale) }
      assigned completed passed openUnit { id title(locale: $locale) } openSince openFailures stuck stuckHours stuckReason
      nextMilestoneDueOn behind nextDueAt overdue activeUnit { id title(locale: $locale) } activeCardIndex activeCards activeAt
    `;

/** The teams that somebody answers for: where their team page begins. Who reads the whole company begins at its top. */
export const roots: Document<{ viewer: { teams: Place[] }; teams: { nodes: (Place & { summary: { people: number } | null })[] } }, { locale: Language }> = `query Roots($locale: Locale!) {
  viewer { teams { id name(locale: $locale) kind } }
  teams(first: 3, kind: COMPANY) { nodes { id name(locale: $locale) kind summary { people } } }
}`;

type Nodes = { nodes: Standing[] };

/** A team with the people below it, and those who need somebody; `seq` is where its live events go on from. */
export const team: Document<{ viewer: { seq: number }; team: (TeamNode & { stuck: Nodes; overdue: Nodes; behind: Nodes }) | null }, { id: string; locale: Language }> = `query Team($id: ID!, $locale: Locale!) {
  viewer { seq }
  team(id: $id) {
    id name(locale: $locale) kind
    ancestors { id name(locale: $locale) kind }
    children { id name(locale: $locale) kind summary { ${summary} } }
    summary { ${summary} }
    standings(first: 60) { nodes { ${standing} } pageInfo { hasNextPage endCursor } }
    stuck: standings(first: 12, need: STUCK) { nodes { ${standing} } }
    overdue: standings(first: 12, need: OVERDUE) { nodes { ${standing} } }
    behind: standings(first: 12, need: BEHIND) { nodes { ${standing} } }
  }
}`;

/** The next people of a large team. */
export const people: Document<{ team: { standings: TeamNode["standings"] } | null }, { id: string; after: string | null; locale: Language }> = `query People($id: ID!, $after: String, $locale: Locale!) {
  team(id: $id) { standings(first: 60, after: $after) { nodes { ${standing} } pageInfo { hasNextPage endCursor } } }
}`;

/** At most one a second: the sums, and the standings that moved. */
export const teamProgress: Document<{ teamProgress: TeamProgress }, { teamId: string; locale: Language; after: number }> = `subscription TeamProgress($teamId: ID!, $locale: Locale!, $after: Int) {
  teamProgress(teamId: $teamId, after: $after) {
    seq at kind
    team { id summary { ${summary} } }
    standings { ${standing} }
  }
}`;
