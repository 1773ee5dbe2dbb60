import { person, type PersonNode } from "../graph/person";
import { type Language, teamProgress, type TeamProgress } from "../graph/team";
import { ask } from "./client";
import { listen } from "./live";
import { watch, type Watched } from "./watch";

/** A person's page follows their team's line: when they move, it looks again. */
export function watchPerson(id: string, locale: Language): Watched<PersonNode> {
  let teamId = "";
  return watch<PersonNode, TeamProgress>({
    key: `person ${id} ${locale}`,
    load: async () => {
      const { viewer, employee } = await ask(person, { id, locale });
      if (!employee) return undefined;
      teamId = employee.team?.id ?? "";
      return { told: employee, seq: viewer.seq };
    },
    listen: (ear) => listen(teamProgress, { teamId, locale }, ear),
    fold: (told, event) => (event.standings.some((one) => one.employee.id === id) ? undefined : told),
  });
}
