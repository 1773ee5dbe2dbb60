import type { Document } from "../graph/document";
import { answered } from "./network";

/** The server's expected no. */
export class Refused extends Error {
  constructor(readonly code: string, message: string, readonly path: readonly (string | number)[] = []) {
    super(message);
  }
}

/** No network, no server, or a server with a fault: worth another try, and never the learner's task. */
export class Unreachable extends Error {}

const faults = new Set(["FAULT", "INTERNAL", "INTERNAL_SERVER_ERROR"]);

type Body<R> = { data?: R | null; errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[] };

export async function ask<R, V>(document: Document<R, V>, variables: V): Promise<R> {
  const { data, errors } = await post<Body<R>>("/graphql", { query: document, variables });
  const error = errors?.[0];
  const code = error?.extensions?.code ?? "FAULT";
  if (error && faults.has(code)) throw new Unreachable(error.message);
  if (error) throw new Refused(code, error.message, error.path);
  if (!data) throw new Unreachable("an answer without data");
  return data;
}

/** JSON to our own server. What is not 2xx and says why in a `code` is a refusal; all else may be tried again. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await reach(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json", "X-Tiro": "1" } });
  if (response.status === 204) return undefined as T;
  const answer = await json(response);
  if (response.status >= 500) throw new Unreachable(`the server answered ${response.status}`);
  const problem = (answer ?? {}) as { code?: string; message?: string; path?: string[]; errors?: unknown };
  if (!response.ok && !problem.errors) throw Object.assign(new Refused(problem.code ?? codes[response.status] ?? "INVALID", problem.message ?? "", problem.path), { details: problem });
  return answer as T;
}

export async function get<T>(path: string): Promise<T> {
  const response = await reach(path, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Unreachable(`the server answered ${response.status}`);
  return (await json(response)) as T;
}

export async function isThere(): Promise<boolean> {
  return get("/auth/organisation").then(() => true, () => false);
}

const codes: Record<number, string> = { 401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 413: "TOO_LARGE", 429: "RATE_LIMITED" };

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, { credentials: "same-origin", signal: AbortSignal.timeout(20_000), ...init });
    answered.value = response.status < 500;
    return response;
  } catch (why) {
    answered.value = false;
    throw new Unreachable(String(why));
  }
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (why) {
    throw new Unreachable(`not JSON, ${response.status}: ${String(why)}`); // a captive portal's page, a proxy's error
  }
}
