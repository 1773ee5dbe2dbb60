import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Assignment } from "../rules/standing";
import { minutes } from "../rules/standing";
import { full } from "../store/database";
import { assignments, pending, read, results } from "../sync/mine";
import { reachable } from "../sync/network";
import { enter, leaveRun, look, pauseRun, resumeRun, type Run, run, stepNow } from "../sync/run";
import { person } from "../sync/session";
import { sync } from "../sync/start";
import { Cross, NoSignal, Path, Phone, Warning } from "../ui/icons";
import { locale, words } from "../ui/i18n";
import { open } from "../ui/navigate";
import { Empty, Note, Ticks, Waiting } from "../ui/parts";
import { Content } from "./content";
import { Foot } from "./foot";
import { text } from "./words";
import "./player.css";

export default function Player({ params }: { params: { assignment?: string } }) {
  const t = words("play");
  const house = words("learn");
  const assignment = assignments.value.find(({ id }) => id === params.assignment);
  const missing = useSignal(false);
  useEffect(() => {
    if (!assignment) return;
    void start(assignment).then((found) => (missing.value = !found));
    return leaveRun;
  }, [assignment?.id]);
  useCovered();
  useEndedElsewhere();

  const now = run.value;
  if (now && assignment && now.draft.assignmentId === assignment.id)
    return now.version.certifying && !reachable.value && Object.keys(now.draft.answers).length === 0 ? <Exam /> : <Stage now={now} assignment={assignment} />;
  if (read.value && !assignment) return <Away title={t("player.notYours")} why={t("player.notYoursWhy")} />;
  if (missing.value) return <Away title={t("player.notHere")} why={t("player.notHereWhy")} again={() => assignment && void start(assignment).then((found) => (missing.value = !found))} />;
  return <main class="view column scroll"><Waiting label={house("waiting")} /></main>;
}

/** Its text should be here already; if not, one look at the company may bring it. */
async function start(assignment: Assignment): Promise<boolean> {
  const personId = person.value!.id;
  if (await enter(personId, assignment)) return true;
  await sync();
  return (await enter(personId, assignments.value.find(({ id }) => id === assignment.id) ?? assignment)) !== undefined;
}

function Stage({ now, assignment }: { now: Run; assignment: Assignment }) {
  const t = words("play");
  const house = words("learn");
  const step = stepNow(now);
  const { step: at } = now.draft;
  const total = now.steps.length;
  const title = text(assignment.unit.title);
  useEffect(() => {
    document.title = `${title} · Tiro`;
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [step.id, locale.value]);

  return (
    <main class="view player">
      <header class="bar column">
        <a class="icon-btn" href="/today" aria-label={t("player.leave")}><Cross large /></a>
        <Ticks total={total} on={at} now={1} label={t("player.step", { n: at + 1, total })} />
        {pending.value.length > 0 && <span class="chip saved num" role="img" aria-label={house("sync.pending", { n: pending.value.length })}><Phone />{pending.value.length}</span>}
        <span class="micro dim left num">{t("player.left", { n: minutes((now.version.durationS * (total - at)) / total) })}</span>
      </header>
      <div class="column scroll stack" key={step.id} data-kind={step.card.kind} data-question={step.question?.id}>
        {full.value && <Note tone="attn" icon={Warning} fact={house("full.fact")} role="alert">{house("full.why")}</Note>}
        <Content now={now} kick={title} />
      </div>
      <Foot now={now} />
    </main>
  );
}

/** An exam is marked by the company alone: without it, it does not begin. */
function Exam() {
  const t = words("play");
  return <Away title={t("exam.title")} why={t("exam.why")} />;
}

function Away({ title, why, again }: { title: string; why: string; again?: () => void }) {
  const t = words("play");
  const house = words("learn");
  return (
    <main class="view">
      <div class="column scroll stack"><Empty whole icon={reachable.value ? Path : NoSignal} title={title}>{why}</Empty></div>
      <div class="foot"><div class="column stack-s">
        {again && <button type="button" class="btn go big" onClick={again}>{house("again")}</button>}
        <a class={again ? "btn text" : "btn go big"} href="/today">{t("result.back")}</a>
      </div></div>
    </main>
  );
}

/** Covered by another app, their time stands still; back again, the disk is asked what became of the run. */
function useCovered(): void {
  useEffect(() => {
    const turn = () => {
      if (document.visibilityState === "hidden") return pauseRun();
      void look().then(resumeRun);
    };
    document.addEventListener("visibilitychange", turn);
    return () => document.removeEventListener("visibilitychange", turn);
  }, []);
}

/** Another tab finished this very run: there is nothing left to do here but read the result. */
function useEndedElsewhere(): void {
  const id = run.value?.draft.id;
  const ended = id !== undefined && results.value.some((result) => result.id === id);
  useEffect(() => {
    if (ended) open(`/result/${id}`, { replace: true });
  }, [ended]);
}
