import { signal } from "@preact/signals";
import { viewer } from "../graph/viewer";
import { keep, kept, open, type Person } from "../store/database";
import { forgetPages } from "../store/pages";
import { ask, get, post, Refused, Unreachable } from "./client";
import { alone } from "./lock";

export type Organisation = { organisation: { slug: string; name: string } | null; people: DemoPerson[] | null };
export type DemoPerson = { role: string; name: string; employeeNumber: string; pin: string };

/** Who uses this phone now. They stay in without a network; the server's word is asked again with each call. */
export const person = signal<Person | undefined>();

/** The server no longer knows the session: sending waits for a new sign-in, learning goes on. */
export const expired = signal(false);

export async function restore(): Promise<void> {
  const id = await kept<string>("person");
  person.value = id ? await (await open()).get("people", id) : undefined;
}

export async function organisation(): Promise<Organisation | undefined> {
  try {
    const fresh = await get<Organisation>("/auth/organisation");
    await keep("organisation", fresh);
    return fresh;
  } catch (why) {
    if (why instanceof Unreachable) return kept<Organisation>("organisation");
    throw why;
  }
}

export function signIn(slug: string, employeeNumber: string, pin: string): Promise<Person> {
  return arrive(() => post("/auth/pin", { organisation: slug, employeeNumber, pin }));
}

/** Whose one-time link this is. */
export async function greeted(token: string): Promise<Organisation["organisation"]> {
  return (await post<Organisation>("/auth/welcome", { token })).organisation;
}

export function comeIn(token: string, name: string, employeeNumber: string, pin: string): Promise<Person> {
  return arrive(() => post("/auth/welcome", { token, name, employeeNumber, pin }));
}

/** Nothing is sent while the session changes hands, so no row travels under another's name. */
function arrive(enter: () => Promise<void>): Promise<Person> {
  return alone(async () => {
    await enter();
    await keep("owes sign-out", undefined);
    const found = await whoAmI();
    await (await open()).put("people", found);
    await keep("person", found.id);
    expired.value = false;
    person.value = found;
    return found;
  });
}

/** Without a network the person still leaves this phone; the server hears of it with the next signal. */
export function signOut(): Promise<void> {
  return alone(async () => {
    await keep("owes sign-out", true);
    await keep("person", undefined);
    await forgetPages();
    expired.value = false;
    person.value = undefined;
    await endAtServer();
  });
}

export async function endAtServer(): Promise<void> {
  if (person.value || !(await kept<boolean>("owes sign-out"))) return;
  try {
    await post("/auth/sign-out", {});
  } catch (why) {
    if (why instanceof Unreachable) return;
    if (!(why instanceof Refused)) throw why; // refused: there was nothing left to end
  }
  await keep("owes sign-out", undefined);
}

async function whoAmI(): Promise<Person> {
  const { roles, organisation, employee } = (await ask(viewer, {})).viewer;
  if (!employee) throw new Refused("FORBIDDEN", "this account belongs to no person");
  return {
    id: employee.id,
    name: employee.name,
    employeeNumber: employee.employeeNumber,
    organisation,
    team: employee.team,
    position: employee.position?.name ?? null,
    roles: roles.map((role) => role.toLowerCase()),
  };
}

export async function peopleHere(): Promise<Person[]> {
  return (await open()).getAll("people");
}
