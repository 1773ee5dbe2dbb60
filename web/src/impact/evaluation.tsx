import type { Effect, EvaluationNode, Projection } from "../graph/evaluation";
import { watchEvaluation } from "../sync/evaluation";
import { expired } from "../sync/session";
import { Fresh } from "../ui/fresh";
import { useOpen } from "../ui/hooks";
import { locale, words } from "../ui/i18n";
import { Back, Chart, NoSignal, Warning } from "../ui/icons";
import { Empty, Note, Waiting } from "../ui/parts";
import { Claim } from "./claim";
import { Costs } from "./costs";
import { language } from "./figures";
import { Groups, Methods, Months } from "./effects";
import { Facts, Hero, useMoved } from "./hero";
import { Assumptions, Balance, Steps } from "./returns";
import { Excluded, Intangibles, Missing, Signed } from "./aside";
import { StateChip } from "./signs";
import "./impact.css";

export default function Evaluation({ params: { id } }: { params: { id?: string } }) {
  return <Page key={id! + locale.value} id={id!} />;
}

function Page({ id }: { id: string }) {
  const t = words("impact");
  const watched = useOpen(() => watchEvaluation(id, language()), [id]);
  const told = watched.told.value;
  return (
    <main class="view wide page">
      <div class="split page-top">
        <a class="back" href="/evaluations"><Back flip />{t("title")}</a>
        <span class="row-s wrap">
          {told && <StateChip state={told.state} kind={told.projection?.kind} signed={told.signOffs.some(({ subject }) => subject === "RESULT")} />}
          <Fresh live={watched.live.value} asOf={watched.asOf.value} now={t(watched.live.value ? "live.now" : "live.connecting")} then={(at) => t("live.asOf", { time: at })} />
        </span>
      </div>
      {expired.value && <Note tone="attn" icon={Warning} fact={t("expired.fact")}><a href="/sign-in">{t("expired.enter")}</a></Note>}
      {told ? <Told study={told} />
        : watched.problem.value === "gone" ? <Empty icon={Chart} title={t("gone.title")}>{t("gone.why")}</Empty>
        : watched.problem.value ? <Empty icon={NoSignal} title={t("unreachable.title")}>{t("unreachable.why")}</Empty>
        : <Waiting label={t("waiting")} />}
    </main>
  );
}

function Told({ study }: { study: EvaluationNode }) {
  const t = words("impact");
  const own = study.claimed ? null : study.projection; // a claim of others has no number of ours but the restatement
  const projection = own ?? study.restated;
  const moved = useMoved(own?.roi ?? null);
  const { priced, primaries } = shown(study.effects);
  return (
    <>
      <header class="say">
        <h1 tabIndex={-1}>{t(study.state === "AUDITED" ? "page.claim" : "page.question", { name: study.name })}</h1>
        {study.need && <p class="dim">{t("page.need", { problem: study.need.problem, owner: study.need.owner }).replace("。 · ", " · ").replace(". · ", " · ")}</p>}
      </header>
      {study.claimed && study.restated && <Claim study={study} claimed={study.claimed} restated={study.restated} />}
      {own ? <Hero projection={own} moved={moved} /> : !study.claimed && <Empty icon={Chart} title={t("hero.none")}>{t("hero.noneWhy")}</Empty>}
      {own && <Facts study={study} projection={own} />}
      <Missing study={study} />
      <div class="grid">
        {projection && hasNumbers(projection) && <Steps projection={projection} />}
        <Costs study={study} moved={moved} />
        {primaries.map((effect) => <Groups key={effect.id} effect={effect} teams={study.teams} />)}
        {primaries.map((effect) => <Months key={effect.id} effect={effect} study={study} />)}
        {priced.length > 1 && <Methods effects={priced} />}
        {projection && hasNumbers(projection) && <Balance projection={projection} />}
        {projection && hasNumbers(projection) && <Assumptions projection={projection} />}
        {projection && <Excluded projection={projection} study={study} />}
      </div>
      <Intangibles study={study} />
      {projection && <Signed study={study} projection={projection} />}
    </>
  );
}

/** What moved the money is shown; a figure without a price is named among what was left out. */
function shown(effects: readonly Effect[]) {
  const priced = effects.some(({ measure }) => measure.unitValue) ? effects.filter(({ measure }) => measure.unitValue) : effects;
  return { priced, primaries: priced.filter(({ primary }) => primary) };
}

const hasNumbers = ({ roi, cost }: Projection): boolean => roi !== null && cost !== null;
