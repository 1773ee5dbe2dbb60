import type { Place } from "../graph/team";
import { type TeamTold, watchRoots, watchTeam } from "../sync/team";
import { expired } from "../sync/session";
import { Fresh } from "../ui/fresh";
import { useNow, useOpen } from "../ui/hooks";
import { locale, words } from "../ui/i18n";
import { NoSignal, Team as TeamIcon, Warning } from "../ui/icons";
import { Empty, Note, Waiting } from "../ui/parts";
import { Crew } from "./crew";
import { NeedCards } from "./need-card";
import { needs } from "./needs";
import { Learning, People } from "./people";
import { Places, Trail } from "./places";
import { hoursOrDays, language, type Say } from "./words";
import "./manage.css";

/** The team somebody answers for: without an id, their own. */
export default function Team({ params: { id } }: { params: { id?: string } }) {
  const t = words("manage");
  const mine = useOpen(() => watchRoots(language()), [locale.value]);
  const roots = mine.told.value;
  const shown = id ?? roots?.[0]?.id;
  if (shown) return <Page key={shown + locale.value} id={shown} roots={roots ?? []} />;
  return (
    <main class="view wide page">
      <h1 tabIndex={-1}>{t("title")}</h1>
      {roots ? <Empty icon={TeamIcon} title={t("none.title")}>{t("none.why")}</Empty>
        : mine.problem.value ? <Empty icon={NoSignal} title={t("unreachable.title")}>{t("unreachable.why")}</Empty>
        : <Waiting label={t("waiting")} />}
    </main>
  );
}

function Page({ id, roots }: { id: string; roots: Place[] }) {
  const t = words("manage");
  const watched = useOpen(() => watchTeam(id, language()), [id]);
  const told = watched.told.value;
  return (
    <main class="view wide page">
      <div class="split page-top">
        {told ? <Trail team={told} roots={roots} /> : <span />}
        <Fresh live={watched.live.value} asOf={watched.asOf.value} now={t(watched.live.value ? "live.now" : "live.connecting")} then={(at) => t("live.asOf", { time: at })} />
      </div>
      {expired.value && <Note tone="attn" icon={Warning} fact={t("expired.fact")}><a href="/sign-in">{t("expired.enter")}</a></Note>}
      {told ? <Told team={told} />
        : watched.problem.value === "gone" ? <Empty icon={TeamIcon} title={t("gone.title")}>{t("gone.why")}</Empty>
        : watched.problem.value ? <Empty icon={NoSignal} title={t("unreachable.title")}>{t("unreachable.why")}</Empty>
        : <Waiting label={t("waiting")} />}
    </main>
  );
}

const FEW = 3;
const FEW_OF_MANY = 5;

function Told({ team }: { team: TeamTold }) {
  const t = words("manage");
  const now = useNow();
  const urgent = needs(team.standings.nodes, now);
  const { people, needed } = team.summary;
  const many = team.children.length > 0;
  const shown = urgent.slice(0, many ? FEW_OF_MANY : FEW);
  return (
    <>
      <header class="say">
        <h1 tabIndex={-1}>{verdict(team, t)}</h1>
        <p class="dim">{people === 0 ? t("say.nobody") : needed === 0 ? t("say.fine") : shown[0] ? t(`say.${shown[0].why}`, { since: hoursOrDays(shown[0].hours), n: people - needed }) : t("say.below")}</p>
      </header>
      <div class={many ? "cols even" : "cols"}>
        <div class="stack">
          <NeedCards needs={shown} more={Math.max(needed, urgent.length) - shown.length} now={now} within={many} />
          {many && <Learning team={team} now={now} />}
        </div>
        <div class="stack">
          {many ? <Places team={team} /> : <Crew team={team} />}
          {!many && <Learning team={team} now={now} />}
        </div>
      </div>
      <People team={team} now={now} />
    </>
  );
}

/** A sentence before a number. */
function verdict({ summary: { people, needed } }: TeamTold, t: Say) {
  if (people === 0) return t("verdict.nobody");
  if (needed === 0) return t("verdict.fine", { n: people });
  const [before, after] = t("verdict.needed", { n: people, needed: "\u0000" }).split("\u0000");
  return <>{before}<em>{t("verdict.count", { n: needed })}</em>{after}</>;
}
