import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { verdict } from "../rules/answering";
import { questions, type Version } from "../rules/content";
import { open, type Result as Row } from "../store/database";
import { assignments, attention, read, results } from "../sync/mine";
import { reachable } from "../sync/network";
import { Again, Check, Clock, Flag, Path, SavedHere, Synced, Warning } from "../ui/icons";
import { clock, percent, time, words } from "../ui/i18n";
import { Empty, Note, Ticks, Waiting } from "../ui/parts";
import { Offers } from "./status";
import { spoken, text } from "./words";
import "./result.css";

export default function Result({ params }: { params: { attempt?: string } }) {
  const t = words("play");
  const house = words("learn");
  const version = useSignal<Version | undefined>(undefined);
  const result = useComputed(() => results.value.find(({ id }) => id === params.attempt));
  const versionId = result.value?.versionId;
  useEffect(() => {
    if (versionId) void open().then((database) => database.get("versions", versionId)).then((found) => (version.value = found));
  }, [versionId]);

  if (!result.value && read.value) return <main class="view column scroll stack"><Empty whole icon={Path} title={t("result.none")}>{t("result.noneWhy")}</Empty><a class="btn go big" href="/today">{t("result.back")}</a></main>;
  if (!result.value || !version.value) return <main class="view column scroll"><Waiting label={house("waiting")} /></main>;
  return <Told result={result.value} version={version.value} />;
}

function Told({ result, version }: { result: Row; version: Version }) {
  const t = words("play");
  const house = words("learn");
  const assignment = assignments.value.find(({ id }) => id === result.assignmentId);
  const asked = questions(version);
  useEffect(() => document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true }), []);
  const right = result.marks && asked.filter(({ id }) => result.marks![id] === 1).length;
  return (
    <main class="view result">
      <div class="column scroll stack">
        <Sent result={result} />
        <div class="done">
          <p class="kick" {...spoken(assignment?.unit.title)} />
          <h1 tabIndex={-1}>{headline(result, version, assignment?.unit.kind)}</h1>
          {right !== null && asked.length > 0 && <Ticks total={asked.length} on={right} gaps label={t("result.ticks", { n: right, total: asked.length })} />}
        </div>
        <dl class="facts num">
          <div><dt>{t("result.time")}</dt><dd>{clock(result.durationS)}</dd></div>
          <div><dt>{t("result.right")}</dt><dd>{right === null ? "–" : <>{right} <small>{t("result.of", { n: asked.length })}</small></>}</dd></div>
          <div><dt>{t("result.score")}</dt><dd>{result.score === null ? "–" : percent(result.score)} {version.passMark > 0 && <small>{t("result.mark", { share: percent(version.passMark) })}</small>}</dd></div>
        </dl>
        {result.marks && <ul class="list learn">{asked.map((question) => {
          const outcome = verdict(question, result.answers[question.id]) ?? (result.marks![question.id] === 1 ? "right" : "wrong");
          return <li key={question.id} class={outcome === "right" ? undefined : "again"}>{outcome === "right" ? <Check /> : <Again />}<span><span {...spoken({ ...question.stem, ...plainGaps(question.stem) })} /><span class="sr"> · {t(`verdict.${outcome}`)}</span></span></li>;
        })}</ul>}
        {result.plan && <section class="stack-s"><h2>{house("today.promised")}</h2><div class="card row top"><span class="avatar" aria-hidden="true"><Flag /></span><div class="grow"><h3>{result.plan.behaviour}</h3><p class="small dim">{result.plan.situation}</p><p class="small dim">{result.plan.goal}</p></div></div></section>}
        <Offers />
      </div>
      <div class="foot"><div class="column stack-s">
        <a class="btn go big" href="/today">{t("result.back")}</a>
        {result.passed === false && assignment && <a class="btn text" href={`/unit/${assignment.id}`}>{t("result.again", { title: text(assignment.unit.title) })}</a>}
      </div></div>
    </main>
  );
}

/** First of all: it is safe, and where. It stays in its place when it has been sent. */
function Sent({ result }: { result: Row }) {
  const t = words("play");
  const house = words("learn");
  const refused = attention.value.some(({ id }) => id === result.id);
  return (
    <div role="status">
      {refused ? <Note tone="attn" icon={Warning} fact={house("attention.one")}>{house("attention.safe")} <a class="inline" href="/me/attention">{house("attention.look")}</a></Note>
        : result.syncedAt ? <Note tone="ok" icon={Synced} fact={house("sync.done")}>{t("result.received", { time: time(result.syncedAt), receipt: receipt(result.id) })}</Note>
        : <Note tone="saved" icon={SavedHere} fact={t("result.saved")}>{reachable.value ? t("result.sending") : t("result.later")}</Note>}
      {result.marks === null && !refused && <p class="row-s small dim wait"><Clock />{t("result.markedLater")}</p>}
    </div>
  );
}

/** The end of the attempt's own id: what support asks for. */
const receipt = (id: string): string => id.slice(-6).toUpperCase();

function headline(result: Row, version: Version, kind: string | undefined): string {
  const t = words("play");
  if (kind === "PRE_TEST") return t("result.before");
  if (result.passed === null) return t("result.unmarked");
  if (!result.passed) return t("result.notYet");
  return result.score === 1 ? t("result.allRight") : t(version.certifying ? "result.certified" : "result.known");
}

/** "…{{g1}}…" reads as a gap. */
function plainGaps(stem: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(stem).map(([lang, said]) => [lang, (said ?? "").replace(/\{\{\w+\}\}/g, " ＿＿ ")]));
}
