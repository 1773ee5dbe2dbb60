import { type Cost, enterCosts, evaluation, type EvaluationNode, type EvaluationRow, evaluations, roiProjection, type RoiEvent } from "../graph/evaluation";
import type { Language } from "../graph/team";
import { ask, Refused } from "./client";
import { listen } from "./live";
import { watch, type Watched } from "./watch";

export function watchEvaluations(locale: Language): Watched<EvaluationRow[]> {
  return watch({
    key: `evaluations ${locale}`,
    load: async () => {
      const told: EvaluationRow[] = [];
      for (let after: string | null = null; ; ) {
        const { nodes, pageInfo }: { nodes: EvaluationRow[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = (await ask(evaluations, { after, locale })).evaluations;
        told.push(...nodes);
        if (!pageInfo.hasNextPage) return { told, seq: 0 };
        after = pageInfo.endCursor;
      }
    },
  });
}

export function watchEvaluation(id: string, locale: Language): Watched<EvaluationNode> {
  return watch<EvaluationNode, RoiEvent>({
    key: `evaluation ${id} ${locale}`,
    load: async () => {
      const { viewer, evaluation: told } = await ask(evaluation, { id, locale });
      return told ? { told, seq: viewer.seq } : undefined;
    },
    listen: (ear) => listen(roiProjection, { evaluationId: id }, ear),
    fold,
  });
}

/** A step of the process changes more than numbers: then everything is looked at again. */
export function fold(told: EvaluationNode, { projection, evaluation: { state, costs, budget } }: RoiEvent): EvaluationNode | undefined {
  return state === told.state ? { ...told, costs, budget, projection: projection ?? told.projection } : undefined;
}

/** Booked as spent; what the server thinks of it comes over the live line to everybody who looks. */
export async function enterCost(evaluationId: string, cost: Cost): Promise<void> {
  const answer = (await ask(enterCosts, { input: { evaluationId, costs: [cost] } })).enterCosts;
  if (answer.__typename === "Refusal") throw new Refused(answer.code, answer.message, answer.path);
}
