import { type Outgoing } from "../store/database";
import { tryAgain } from "../store/outbox";
import { assignments, attention, results } from "../sync/mine";
import { sync } from "../sync/start";
import { Back, Check, Page, Warning } from "../ui/icons";
import { moment, words } from "../ui/i18n";
import { Empty, Note } from "../ui/parts";
import { spoken } from "./words";
import "./me.css";

/** What the company did not take: it stays, with the reason and a way out. */
export default function Attention() {
  const t = words("learn");
  const rows = attention.value;
  return (
    <main class="view column">
      <header class="bar"><a class="icon-btn" href="/me" aria-label={t("me.back")}><Back large flip /></a><h1 tabIndex={-1}>{t("attention.title")}</h1></header>
      <div class="scroll stack">
        {rows.length === 0 ? <Empty icon={Check} title={t("attention.none")}>{t("attention.noneWhy")}</Empty> : <p class="dim">{t("attention.kept", { n: rows.length })}</p>}
        {rows.map((row) => <Refused key={row.id} row={row} />)}
      </div>
    </main>
  );
}

const reasons = ["CONFLICT", "NOT_FOUND", "FORBIDDEN", "INVALID", "WITHDRAWN", "OFFLINE"] as const;

function Refused({ row }: { row: Outgoing }) {
  const t = words("learn");
  const { code, message } = row.refusal!;
  const reason = reasons.find((one) => code.includes(one)) ?? "OTHER";
  const assignment = assignments.value.find(({ id }) => id === row.attempt.assignmentId);
  const result = results.value.find(({ id }) => id === row.id);
  return (
    <section class="card stack">
      <div><h2 {...spoken(assignment?.unit.title ?? {})}>{assignment ? spoken(assignment.unit.title).children : t("attention.unit")}</h2><p class="small dim num">{t("attention.when", { at: moment(row.attempt.finishedAt) })}</p></div>
      <Note tone="attn" icon={Warning} fact={t(`attention.${reason}`)}>{t(`attention.${reason}.why`)}</Note>
      <button type="button" class="btn go big" onClick={() => void tryAgain(row.id).then(sync)}>{t("attention.again")}</button>
      {result && <a class="btn quiet" href={`/result/${row.id}`}>{t("attention.answers")}</a>}
      <details class="twin"><summary><Page />{t("attention.details")}</summary><p class="small dim num">{code} · {row.id} · {message}</p></details>
    </section>
  );
}
