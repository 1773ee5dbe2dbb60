import type { EvaluationState, ProjectionKind } from "../graph/evaluation";
import { words } from "../ui/i18n";
import { Clock, Eye, Lock } from "../ui/icons";
import { Chip } from "../ui/parts";
import type { Say } from "./figures";

/** A finding in the reader's words; its own, in English, where a rule is newer than this page. */
export function flagWords({ code, message }: { code: string; message: string }, t: Say): string {
  const key = `flag.${code}` as "flag.COST_MISSING";
  const said = t(key);
  return said === key ? message : said;
}

/** "It cost **NT$460K**": what stands between two pairs of stars is said louder. */
export const bold = (text: string) => text.split("**").map((part, at) => (at % 2 ? <b key={at} class="strong">{part}</b> : part));

/** How the evidence was won, A (drawn by lot) to E (estimated). */
export function Grade({ grade, small }: { grade: string | null; small?: boolean }) {
  const t = words("impact");
  if (!grade) return null;
  const tone = grade === "A" ? "" : grade === "B" || grade === "C" ? " second" : " third";
  return <span class={`grade${tone}${small ? " small-grade" : ""}`} role="img" aria-label={t("grade.label", { grade })}>{grade}</span>;
}

export function StateChip({ state, kind, signed }: { state: EvaluationState; kind?: ProjectionKind; signed?: boolean }) {
  const t = words("impact");
  if (state === "CONCLUDED") return <Chip tone="ok" icon={Lock}>{t(signed ? "state.signed" : "state.CONCLUDED")}</Chip>;
  if (state === "AUDITED") return <Chip icon={Eye}>{t("state.AUDITED")}</Chip>;
  if (state === "CANCELLED") return <Chip>{t("state.CANCELLED")}</Chip>;
  return <Chip tone="attn" icon={Clock}>{kind === "INTERIM" ? t("state.interim") : t(`state.${state}`)}</Chip>;
}
