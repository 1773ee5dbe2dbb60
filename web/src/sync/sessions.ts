import { get, post } from "./client";

/** Where this person is signed in. */
export type Session = { id: string; device: string; createdAt: string; lastSeenAt: string; current: boolean };

export async function sessions(): Promise<Session[]> {
  return (await get<{ sessions: Session[] }>("/auth/sessions")).sessions;
}

export function endSession(id: string): Promise<void> {
  return post("/auth/sessions", { end: id });
}
