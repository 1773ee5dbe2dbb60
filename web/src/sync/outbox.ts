import { recordLearningEvents, recordQuizAttempts, type Refusal } from "../graph/learning";
import { kept } from "../store/database";
import { settleEvents, waitingEvents } from "../store/events";
import { setAside, settle, waiting } from "../store/outbox";
import { ask, Refused, Unreachable } from "./client";
import { alone } from "./lock";

/** How a round of sending ended: all gone, later again, or after a new sign-in. */
export type Outcome = "empty" | "later" | "signed out";

/** Not an answer about the row, only about this moment. */
const passing = new Set(["RATE_LIMITED", "UNAUTHENTICATED"]);

const ATTEMPTS = 20;
const EVENTS = 200;

/**
 * Send what waits, oldest first, by page or worker, one at a time. Nothing leaves the phone's disk
 * before the server answered for it by name; an answer lost on the way is asked for again by sending again.
 */
export function send(): Promise<Outcome> {
  return alone(async () => {
    try {
      await sendAttempts();
      await sendEvents();
      return "empty";
    } catch (why) {
      if (why instanceof Unreachable) return "later";
      if (why instanceof Refused && passing.has(why.code)) return why.code === "UNAUTHENTICATED" ? "signed out" : "later";
      throw why;
    }
  });
}

async function sendAttempts(): Promise<void> {
  for (let rows = await mine(waiting, ATTEMPTS); rows.length > 0; rows = await mine(waiting, ATTEMPTS)) {
    const answers = await oneByOneIfRefused(rows, async (some) => (await ask(recordQuizAttempts, { input: { attempts: some.map((row) => row.attempt) } })).recordQuizAttempts);
    if (answers.length !== rows.length) throw new Unreachable("not every attempt was answered for");
    for (const [at, answer] of answers.entries()) {
      if (answer.__typename === "QuizAttempt") await settle(answer);
      else if (passing.has(answer.code)) throw new Refused(answer.code, answer.message);
      else await setAside(rows[at]!.id, { code: answer.code, message: answer.message });
    }
  }
}

async function sendEvents(): Promise<void> {
  for (let rows = await mine(waitingEvents, EVENTS); rows.length > 0; rows = await mine(waitingEvents, EVENTS)) {
    const answers = await oneByOneIfRefused(rows, async (some): Promise<(Refusal | undefined)[]> => {
      const { refusals } = (await ask(recordLearningEvents, { input: { events: some.map((row) => row.event) } })).recordLearningEvents;
      return some.map((_, at) => refusals.find((refusal) => index(refusal) === at));
    });
    const refused = new Map<string, Refusal>();
    for (const [at, refusal] of answers.entries()) {
      if (refusal && passing.has(refusal.code)) throw new Refused(refusal.code, refusal.message);
      if (refusal) refused.set(rows[at]!.id, refusal);
    }
    await settleEvents(rows, refused);
  }
}

/** A request refused whole is asked again row by row, so that one bad row holds back no other. */
async function oneByOneIfRefused<Row, A>(rows: Row[], request: (rows: Row[]) => Promise<A[]>): Promise<(A | Refusal)[]> {
  try {
    return await request(rows);
  } catch (why) {
    if (!(why instanceof Refused) || passing.has(why.code)) throw why;
    if (rows.length === 1) return [{ __typename: "Refusal", code: why.code, message: why.message, path: why.path.map(String) }];
    const answers: (A | Refusal)[] = [];
    for (const row of rows) answers.push(...(await oneByOneIfRefused([row], request)));
    return answers;
  }
}

/** ["events", "3", "versionId"] → 3 */
const index = ({ path }: Refusal): number => Number(path.find((part) => /^\d+$/.test(part)) ?? 0);

/** Only the rows of whoever is signed in: on a shared phone the others' wait for their owners. */
async function mine<T>(read: (personId: string, most: number) => Promise<T[]>, most: number): Promise<T[]> {
  const personId = await kept<string>("person");
  return personId ? read(personId, most) : [];
}
