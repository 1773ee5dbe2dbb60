import type { TeamTold } from "../sync/team";
import { words } from "../ui/i18n";
import { type Square, square } from "./needs";

const order: Square[] = ["know", "did", "todo", "late"];

/** A square is a person: the whole shop at a glance, and nobody is an average. */
export function Crew({ team }: { team: TeamTold }) {
  const t = words("manage");
  const squares = team.standings.nodes.map(square).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const count = (kind: Square) => squares.filter((one) => one === kind).length;
  const [know, did, todo, late] = order.map(count) as [number, number, number, number];
  if (squares.length === 0) return null;
  return (
    <section class="card stack">
      <h2>{t("crew.title", { n: know, people: squares.length })}</h2>
      <div class="crew" role="img" aria-label={t("crew.label", { n: squares.length, know, did, todo: todo + late, late })}>{squares.map((kind, at) => <i key={at} class={kind} />)}</div>
      <p class="key">
        <span><i class="know" />{t("crew.know", { n: know })}</span>
        {did > 0 && <span><i class="did" />{t("crew.did", { n: did })}</span>}
        {todo > 0 && <span><i class="todo" />{t("crew.todo", { n: todo })}</span>}
        {late > 0 && <span><i class="late" />{t("crew.late", { n: late })}</span>}
      </p>
    </section>
  );
}
