import { person } from "../sync/session";
import { words } from "../ui/i18n";
import { Chart, Mark, Path, Person, Team, Today } from "../ui/icons";
import { here } from "./router";

const places = {
  today: { href: "/today", icon: Today, label: "nav.today" },
  learning: { href: "/today", icon: Today, label: "nav.learning" },
  path: { href: "/path", icon: Path, label: "nav.path" },
  me: { href: "/me", icon: Person, label: "nav.me" },
  team: { href: "/team", icon: Team, label: "nav.team" },
  mine: { href: "/team", icon: Team, label: "nav.coached" },
  evaluations: { href: "/evaluations", icon: Chart, label: "nav.evaluations" },
} as const;

/** The widest role decides; the first place is home. */
const byRole: [string, (keyof typeof places)[]][] = [
  ["admin", ["team", "evaluations", "me"]],
  ["analyst", ["evaluations", "team", "me"]],
  ["manager", ["team", "evaluations", "learning", "me"]],
  ["coach", ["today", "mine", "me"]],
  ["learner", ["today", "path", "me"]],
];

export function placesFor(roles: readonly string[]) {
  const [, names] = byRole.find(([role]) => roles.includes(role)) ?? byRole.at(-1)!;
  return names.map((name) => places[name]);
}

export function Nav() {
  const t = words("app");
  const path = here.value?.path ?? "";
  return (
    <nav class="nav" aria-label={t("nav.label")}>
      <Mark />
      {placesFor(person.value?.roles ?? []).map(({ href, icon: Icon, label }) => (
        <a key={href} href={href} aria-current={belongs(path, href) ? "page" : undefined} aria-label={t(label)}>
          <Icon large />
          {t(label)}
        </a>
      ))}
      <p class="me"><b class="strong">{person.value?.name}</b><br />{person.value?.team?.name}</p>
    </nav>
  );
}

/** /person/… is a page of the team, /evaluation/… one of the evaluations. */
function belongs(path: string, href: string): boolean {
  const rooms: Record<string, RegExp> = { "/team": /^\/(team|person)\b/, "/evaluations": /^\/evaluations?\b/ };
  return (rooms[href] ?? new RegExp(`^${href}\\b`)).test(path);
}
