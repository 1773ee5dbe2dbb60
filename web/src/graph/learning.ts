import type { Marks } from "../rules/marking";
import type { Document } from "./document";
import type { Attempt, LearningEvent } from "./wire";

export type Refusal = { __typename: "Refusal"; code: string; message: string; path: string[] };
export type Recorded = { __typename: "QuizAttempt"; id: string; score: number; passed: boolean; marks: Marks; receivedAt: string };

export const recordQuizAttempts: Document<{ recordQuizAttempts: (Recorded | Refusal)[] }, { input: { attempts: Attempt[] } }> = `mutation RecordQuizAttempts($input: RecordQuizAttemptsInput!) {
  recordQuizAttempts(input: $input) { __typename ... on QuizAttempt { id score passed marks receivedAt } ... on Refusal { code message path } }
}`;

export const recordLearningEvents: Document<{ recordLearningEvents: { accepted: number; refusals: Refusal[] } }, { input: { events: LearningEvent[] } }> = `mutation RecordLearningEvents($input: RecordLearningEventsInput!) {
  recordLearningEvents(input: $input) { accepted refusals { code message path } }
}`;
