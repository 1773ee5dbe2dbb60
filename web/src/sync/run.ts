import { signal } from "@preact/signals";
import type { LearningEvent } from "../graph/wire";
import { changesMind, isComplete, shown } from "../rules/answering";
import { type Question, questions, type Step, steps, type Version } from "../rules/content";
import { type Answer, markAll, score } from "../rules/marking";
import type { Assignment } from "../rules/standing";
import { type ActionPlan, type Draft, full, open } from "../store/database";
import { begin, save } from "../store/drafts";
import { note } from "../store/events";
import { newId } from "../store/ids";
import { finish as finished } from "../store/outbox";
import { reachable } from "./network";
import { sendWhenPossible } from "./release";
import { flush } from "./start";

/** The run on the screen: on the disk before it is on the screen. */
export type Run = { draft: Draft; version: Version; steps: Step[] };
export const run = signal<Run | undefined>();

const PASSED_AT_THE_MARK = 1e-9;
const IDLE_S = 120; // a phone put down on the counter does not learn
const SOON_MS = 4000;
const HESITATION_MS = 20_000;

/** The run of this assignment that is under way, or a new one; nothing when its text is not on the phone. */
export async function enter(personId: string, { id, unit }: Assignment): Promise<Run | undefined> {
  const database = await open();
  const drafts = await database.getAllFromIndex("drafts", "personId", personId);
  const known = drafts.find((one) => one.assignmentId === id);
  const version = await database.get("versions", known?.versionId ?? unit.versionId ?? "");
  if (!version) return undefined;
  const draft = known ?? (await begin(personId, id, version.id));
  const all = steps(version);
  run.value = { draft: { ...draft, step: Math.min(draft.step, all.length - 1) }, version, steps: all };
  since = Date.now();
  if (known) tell("resumed");
  showed();
  return run.value;
}

/** Back from another tab or from the background: what the disk says now. False when the run ended elsewhere. */
export async function look(): Promise<boolean> {
  const now = run.value;
  const draft = now && (await (await open()).get("drafts", now.draft.id));
  if (now && draft && draft.step >= now.draft.step) run.value = { ...now, draft };
  return draft !== undefined;
}

export const stepNow = ({ draft, steps }: Run): Step => steps[draft.step]!;
export const isSettled = ({ draft }: Run, question: Question): boolean => draft.checked.includes(question.id);

// ---- what a learner does ----

export function answer(question: Question, value: Answer): void {
  const { draft } = run.value!;
  if (draft.checked.includes(question.id)) return;
  if (changesMind(question, draft.answers[question.id], value)) tell("changed", { questionId: question.id, value });
  keep({ answers: { ...draft.answers, [question.id]: value } });
}

/** The answer is looked at: from here on it is settled. */
export function settle(question: Question, confidence?: string): void {
  const { draft } = run.value!;
  const value = shown(question, draft.answers[question.id]);
  if (value === undefined || !isComplete(question, value) || draft.checked.includes(question.id)) return;
  tell("answered", { questionId: question.id, value });
  if (confidence) tell("answered", { value: { confidence } });
  keep({ answers: { ...draft.answers, [question.id]: value }, checked: [...draft.checked, question.id] });
}

/** What a card without marks was told: a reply, ticks, a plan, a reaction. */
export function say(value: unknown, aloud = true): void {
  const { draft } = run.value!;
  const { card } = stepNow(run.value!);
  if (aloud) tell("answered", { value });
  keep({ said: { ...draft.said, [card.id]: value } });
}

export function turn(step: number): void {
  keep({ step });
  showed();
}

/** One transaction, then the network: the learner never waits for it. Nothing when another tab was first. */
export async function finish(plan: ActionPlan | undefined): Promise<string> {
  const { draft, version } = run.value!;
  tick();
  await written;
  const asked = questions(version);
  // A clock that was put back meanwhile must not end the run before it began.
  const finishedMs = Math.max(Date.now(), Date.parse(draft.startedAt));
  const finishedAt = new Date(finishedMs).toISOString();
  const durationS = Math.floor(Math.min(run.value!.draft.learningS, (finishedMs - Date.parse(draft.startedAt)) / 1000));
  const { id, personId, assignmentId, versionId } = draft;
  const answers = Object.fromEntries(asked.flatMap((one) => (isComplete(one, draft.answers[one.id]) && draft.answers[one.id] !== undefined ? [[one.id, draft.answers[one.id]!]] : [])));
  const marks = markAll(asked, answers);
  const share = marks && score(asked, marks);
  await finished(
    draft,
    { id, assignmentId, versionId, startedAt: draft.startedAt, finishedAt, durationS, offline: !reachable.value, answers },
    { id, personId, assignmentId, versionId, finishedAt, durationS, answers, marks, score: share, passed: share === null ? null : share >= version.passMark - PASSED_AT_THE_MARK, ...(plan && { plan }), syncedAt: null },
  );
  run.value = undefined;
  clearTimeout(hesitation);
  void flush();
  void sendWhenPossible();
  return id;
}

// ---- signs of it ----

let hesitation: ReturnType<typeof setTimeout> | undefined;

function showed(): void {
  const { draft } = run.value!;
  const { question } = stepNow(run.value!);
  tell("card_shown");
  clearTimeout(hesitation);
  if (question && !draft.checked.includes(question.id)) hesitation = setTimeout(() => tell("hesitated", { questionId: question.id }), HESITATION_MS);
}

type About = Partial<Pick<LearningEvent, "questionId" | "value" | "positionS">>;

export function tell(kind: LearningEvent["kind"], about: About = {}): void {
  if (!run.value) return;
  const { draft } = run.value;
  const { card, cardIndex } = stepNow(run.value);
  if (kind === "answered" || kind === "changed") clearTimeout(hesitation);
  const event: LearningEvent = {
    id: newId(), attemptId: draft.id, versionId: draft.versionId, kind, cardId: card.id, cardIndex, questionId: null, value: null, positionS: null,
    deviceAt: new Date().toISOString(), offline: !reachable.value, ...about,
  };
  then(() => note(draft.personId, event));
  soon ??= setTimeout(() => {
    soon = undefined;
    void flush();
  }, SOON_MS);
}

let soon: ReturnType<typeof setTimeout> | undefined;

/** The screen is covered or the person goes: their time stands still. */
export function pauseRun(): void {
  if (!run.value) return;
  tick();
  since = undefined;
  tell("left");
  keep({});
}

export function resumeRun(): void {
  if (!run.value || since !== undefined) return;
  since = Date.now();
  tell("resumed");
}

export function leaveRun(): void {
  pauseRun();
  clearTimeout(hesitation);
  run.value = undefined;
}

let since: number | undefined;

function tick(): void {
  if (!run.value || since === undefined) return;
  const spent = Math.min((Date.now() - since) / 1000, IDLE_S);
  since = Date.now();
  const { draft } = run.value;
  run.value = { ...run.value, draft: { ...draft, learningS: draft.learningS + Math.max(0, spent) } };
}

function keep(part: Partial<Draft>): void {
  tick();
  const now = run.value!;
  const draft = { ...now.draft, ...part };
  run.value = { ...now, draft };
  then(() => save(draft));
}

// ---- one write after the other ----

let written: Promise<void> = Promise.resolve();

/** A full phone is said on the screen; the answers stay in hand and are written with the next ones. */
function then(write: () => Promise<void>): void {
  written = written.then(write).catch((why: unknown) => {
    if (!full.value) throw why;
  });
}
