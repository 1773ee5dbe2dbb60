import type { Card } from "../rules/content";
import type { State } from "../rules/standing";
import type { Document } from "./document";

type Titled = { hant: string; en: string; hans: string };
type Named = { id: string } & Titled;

export type AssignmentNode = {
  id: string;
  state: State;
  dueAt: string | null;
  overdue: boolean;
  progress: { attempts: number; bestScore: number | null; passedAt: string | null; completedAt: string | null };
  unit: Named & { kind: string; durationS: number | null; position: number; skill: Titled | null; version: { id: string } | null };
  course: Named;
};

export type MilestoneNode = Named & { position: number; dueOn: string; unitsTotal: number; unitsPassed: number; reachedAt: string | null; behind: boolean; course: Named };

export type VersionNode = { id: string; number: number; durationS: number; passMark: number; certifying: boolean; locales: string[]; cards: Card[] };

type Page<T> = { nodes: T[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
type Mine<T> = { viewer: { employee: T | null } };
type After = { after: string | null };

export type Home = Mine<{ id: string; assignments: Page<AssignmentNode>; milestones: { nodes: MilestoneNode[] } }>;
export type Texts = Mine<{ assignments: Page<{ unit: { version: VersionNode | null } }> }>;

/** What is assigned and how it stands; titles in every language, so that switching needs no network. */
export const home: Document<Home, After> = `query Home($after: String) {
  viewer {
    employee {
      id
      assignments(first: 100, after: $after) {
        nodes {
          id state dueAt overdue
          progress { attempts bestScore passedAt completedAt }
          unit { id kind durationS position hant: title(locale: ZH_HANT) en: title(locale: EN) hans: title(locale: ZH_HANS) skill { hant: name(locale: ZH_HANT) en: name(locale: EN) hans: name(locale: ZH_HANS) } version { id } }
          course { id hant: title(locale: ZH_HANT) en: title(locale: EN) hans: title(locale: ZH_HANS) }
        }
        pageInfo { hasNextPage endCursor }
      }
      milestones(first: 100) {
        nodes { id position dueOn unitsTotal unitsPassed reachedAt behind hant: name(locale: ZH_HANT) en: name(locale: EN) hans: name(locale: ZH_HANS) course { id hant: title(locale: ZH_HANT) en: title(locale: EN) hans: title(locale: ZH_HANS) } }
      }
    }
  }
}`;

/** The text of everything assigned, at once: a unit never opened must work without a network. */
export const texts: Document<Texts, After> = `query Texts($after: String) {
  viewer { employee { assignments(first: 100, after: $after) {
    nodes { unit { version { id number durationS passMark certifying locales cards } } }
    pageInfo { hasNextPage endCursor }
  } } }
}`;

/** The text of one unit: when a new version came out. */
export const text: Document<{ microUnit: { version: VersionNode | null } | null }, { id: string }> = `query Text($id: ID!) {
  microUnit(id: $id) { version { id number durationS passMark certifying locales cards } }
}`;
