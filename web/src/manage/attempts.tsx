import { useSignal } from "@preact/signals";
import type { PersonAttempt } from "../graph/person";
import { clock, moment, percent, words } from "../ui/i18n";
import { Again, Check } from "../ui/icons";

const FEW = 6;

/** What happened, newest first. */
export function Attempts({ attempts }: { attempts: PersonAttempt[] }) {
  const t = words("manage");
  const all = useSignal(false);
  const shown = all.value ? attempts : attempts.slice(0, FEW);
  return (
    <section class="card stack">
      <h2>{t("attempts.title")}</h2>
      {attempts.length === 0 ? <p class="small dim">{t("attempts.none")}</p> : (
        <ol class="log">{shown.map((one) => (
          <li key={one.id}>
            <span class={one.passed ? "sign ok" : "sign"}>{one.passed ? <Check /> : <Again />}</span>
            <div>
              <p><b class="strong">{t(one.passed ? "attempts.passed" : "attempts.failed", { score: percent(one.score) })}</b> · {one.unit.title}</p>
              <p class="small dim num">{moment(one.finishedAt)} · {clock(one.durationS)}{one.offline && ` · ${t("attempts.offline")}`}</p>
            </div>
          </li>))}
        </ol>)}
      {!all.value && attempts.length > FEW && <button type="button" class="btn text compact" onClick={() => (all.value = true)}>{t("attempts.more", { n: attempts.length - FEW })}</button>}
    </section>
  );
}
