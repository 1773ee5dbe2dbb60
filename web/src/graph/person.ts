import type { Card } from "../rules/content";
import type { Answers, Marks } from "../rules/marking";
import type { Document } from "./document";
import { type Language, type Place, type Standing, standing } from "./team";

export type PersonAssignment = {
  id: string;
  state: "ASSIGNED" | "STARTED" | "COMPLETED" | "PASSED" | "WITHDRAWN";
  dueAt: string | null;
  overdue: boolean;
  unit: { id: string; title: string; kind: "UNIT" | "PRE_TEST" | "POST_TEST"; position: number };
  course: { id: string; title: string };
  progress: { attempts: number; bestScore: number | null; learningS: number; completedAt: string | null; passedAt: string | null; lastProgressAt: string | null };
};
export type PersonMilestone = { id: string; name: string; position: number; dueOn: string; unitsTotal: number; unitsPassed: number; reachedAt: string | null; behind: boolean; course: { id: string; title: string } };
export type PersonAttempt = { id: string; score: number; passed: boolean; finishedAt: string; durationS: number; offline: boolean; marks: Marks; answers: Answers; unit: { id: string; title: string } };

export type PersonNode = {
  id: string;
  name: string;
  employeeNumber: string;
  hiredOn: string;
  position: { name: string } | null;
  team: Place | null;
  standing: (Standing & { openUnit: { version: { id: string; cards: Card[] } | null } | null }) | null;
  assignments: { nodes: PersonAssignment[] };
  milestones: { nodes: PersonMilestone[] };
  attempts: { nodes: PersonAttempt[] };
};

/** One person as their manager sees them, and as they see themselves. */
export const person: Document<{ viewer: { seq: number }; employee: PersonNode | null }, { id: string; locale: Language }> = `query Person($id: ID!, $locale: Locale!) {
  viewer { seq }
  employee(id: $id) {
    id name employeeNumber hiredOn
    position { name(locale: $locale) }
    team { id name(locale: $locale) kind }
    standing { ${standing} openUnit { version { id cards } } }
    assignments(first: 100) {
      nodes {
        id state dueAt overdue
        unit { id title(locale: $locale) kind position }
        course { id title(locale: $locale) }
        progress { attempts bestScore learningS completedAt passedAt lastProgressAt }
      }
    }
    milestones(first: 50) { nodes { id name(locale: $locale) position dueOn unitsTotal unitsPassed reachedAt behind course { id title(locale: $locale) } } }
    attempts(first: 30) { nodes { id score passed finishedAt durationS offline marks answers unit { id title(locale: $locale) } } }
  }
}`;
