import type { Answers } from "../rules/marking";

/** A finished run as it travels. The phone's id decides: sent twice, it counts once. */
export type Attempt = {
  id: string;
  assignmentId: string;
  versionId: string;
  startedAt: string;
  finishedAt: string;
  durationS: number; // in the foreground
  offline: boolean;
  answers: Answers;
};

export type LearningEvent = {
  id: string;
  attemptId: string;
  versionId: string;
  kind: "card_shown" | "answered" | "changed" | "hesitated" | "played" | "paused" | "sought" | "replayed" | "left" | "resumed";
  cardId: string;
  cardIndex: number;
  questionId: string | null;
  value: unknown;
  positionS: number | null;
  deviceAt: string;
  offline: boolean;
};
