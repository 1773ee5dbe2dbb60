import type { Document } from "./document";
import type { Refusal } from "./learning";
import type { Language } from "./team";

/** Amounts and ratios travel as exact text. */
export type Money = { amount: string; currency: string };
export type EvaluationState = "PLANNED" | "BASELINE_LOCKED" | "RUNNING" | "FOLLOW_UP" | "CONCLUDED" | "CANCELLED" | "AUDITED";
export type ProjectionKind = "FORECAST" | "INTERIM" | "FINAL" | "CLAIMED" | "RESTATED";
export type CostCategory = "DIRECT" | "INDIRECT" | "OPPORTUNITY" | "EVALUATION";
export type CostKind = "BUDGET" | "ESTIMATE" | "ACTUAL";
export type Method = "RANDOMISED" | "RANDOMISED_TEAMS" | "STEPPED_WEDGE" | "MATCHED" | "DIFFERENCE_IN_DIFFERENCES" | "STAGGERED" | "SYNTHETIC_CONTROL" | "TREND_LINE" | "ESTIMATES";
export type MeasureUnit = "COUNT" | "MINUTES" | "PP" | "RATIO" | "MONEY";
export type Arm = "TREATED" | "WAITING" | "EXEMPT" | "UNDRAWN";

export type Flag = { code: string; path: string; message: string; severity: "REFUSE" | "WARN" };
export type Bar = { key: string; label: string; amount: string; kind: string };
export type Ends = { key: string; label: string; inputLow: string; inputHigh: string; low: string; high: string };
export type MonthPoint = { month: number; low: string; mid: string; high: string };
export type TrendPoint = { periodOn: string; observed: string; comparison: string | null; expected: string | null; low: string | null; high: string | null };
export type Effect = {
  id: string;
  method: Method;
  primary: boolean;
  measure: { id: string; name: string; unit: MeasureUnit; unitValue: { amount: string } | null };
  estimate: string | null;
  low: string | null;
  high: string | null;
  distinguishable: boolean;
  groups: { teamId: string; arm: Arm; before: string | null; after: string | null }[];
  trend: TrendPoint[];
};

export type Headline = { id: string; kind: ProjectionKind; roi: string | null; roiLow: string | null; roiHigh: string | null; distinguishable: boolean | null; grade: string | null; computedAt: string };
export type Projection = Headline & {
  bcr: string | null;
  paybackMonths: string | null;
  breakEvenAttribution: string | null;
  attribution: string | null;
  cost: Money | null;
  attributedBenefit: Money | null;
  netBenefit: Money | null;
  probabilityAboveZero: string | null;
  flags: Flag[];
  waterfall: Bar[];
  paybackCurve: MonthPoint[];
  tornado: Ends[];
  excluded: { key: string; label: string; reason: string }[];
  inputsHash: string;
};

export type EvaluationRow = {
  id: string;
  name: string;
  state: EvaluationState;
  grade: string | null;
  startsOn: string;
  deliveryEndsOn: string;
  projection: Headline | null;
  claimed: Headline | null;
  restated: Headline | null;
};

export type CostLine = { id: string; label: string; category: CostCategory; kind: CostKind; money: Money; automatic: boolean };
export type Budget = { category: CostCategory; budget: Money; actual: Money; counted: Money };

export type EvaluationNode = Omit<EvaluationRow, "projection" | "claimed" | "restated"> & {
  method: Method | null;
  currency: string;
  need: { problem: string; kpi: string; owner: string; signed: boolean } | null;
  arms: { treated: number; waiting: number } | null;
  teams: { id: string; team: { id: string; name: string } }[];
  costs: CostLine[];
  budget: Budget[];
  levels: { level: number; records: number; people: number }[];
  effects: Effect[];
  intangibles: { id: string; indicator: string; unit: string; before: string | null; after: string | null; note: string }[];
  claim: { id: string; label: string; source: string; flags: Flag[] } | null;
  signOffs: { id: string; subject: "NEED" | "RESULT"; person: string; role: string; signedAt: string }[];
  missing: { step: "LOCK" | "START" | "FOLLOW_UP" | "CONCLUDE" | "CANCEL"; code: string; path: string; message: string }[];
  projection: Projection | null;
  claimed: Projection | null;
  restated: Projection | null;
};

export type RoiEvent = { seq: number; at: string; kind: "SNAPSHOT" | "CHANGED" | "RESET"; projection: Projection | null; evaluation: { id: string; state: EvaluationState; costs: CostLine[]; budget: Budget[] } };
export type Cost = { label: string; category: CostCategory; kind: CostKind; amount: string };

const money = "{ amount currency }";
const headline = "id kind roi roiLow roiHigh distinguishable grade computedAt";
const costs = `costs { id label category kind automatic money ${money} }
    budget { category budget ${money} actual ${money} counted ${money} }`;
const projection = `{
      ${headline}
      bcr paybackMonths breakEvenAttribution attribution probabilityAboveZero inputsHash
      cost ${money} attributedBenefit ${money} netBenefit ${money}
      flags { code path message severity }
      waterfall { key label amount kind }
      paybackCurve { month low mid high }
      tornado { key label inputLow inputHigh low high }
      excluded { key label reason }
    }`;

/** Every evaluation with its one headline. */
export const evaluations: Document<{ evaluations: { nodes: EvaluationRow[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } }, { after: string | null; locale: Language }> = `query Evaluations($after: String, $locale: Locale!) {
  evaluations(first: 50, after: $after) {
    nodes { id name(locale: $locale) state grade startsOn deliveryEndsOn projection { ${headline} } claimed { ${headline} } restated { ${headline} } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** One evaluation as its page shows it; \`seq\` is where its live events go on from. */
export const evaluation: Document<{ viewer: { seq: number }; evaluation: EvaluationNode | null }, { id: string; locale: Language }> = `query Evaluation($id: ID!, $locale: Locale!) {
  viewer { seq }
  evaluation(id: $id) {
    id name(locale: $locale) state grade startsOn deliveryEndsOn method currency
    need { problem kpi owner signed }
    arms { treated waiting }
    teams { id team { id name(locale: $locale) } }
    ${costs}
    levels { level records people }
    effects {
      id method primary estimate low high distinguishable
      measure { id name unit unitValue { amount } }
      groups { teamId arm before after }
      trend { periodOn observed comparison expected low high }
    }
    intangibles { id indicator unit before after note }
    claim { id label source flags { code path message severity } }
    signOffs { id subject person role signedAt }
    missing { step code path message }
    projection ${projection}
    claimed ${projection}
    restated ${projection}
  }
}`;

/** Recomputed and pushed when one of its inputs changes. */
export const roiProjection: Document<{ roiProjection: RoiEvent }, { evaluationId: string; after: number }> = `subscription RoiProjection($evaluationId: ID!, $after: Int) {
  roiProjection(evaluationId: $evaluationId, after: $after) {
    seq at kind
    projection ${projection}
    evaluation { id state ${costs} }
  }
}`;

/** A line of the same label, category and kind is replaced. */
export const enterCosts: Document<{ enterCosts: { __typename: "Evaluation"; id: string } | Refusal }, { input: { evaluationId: string; costs: Cost[] } }> = `mutation EnterCosts($input: EnterCostsInput!) {
  enterCosts(input: $input) { __typename ... on Evaluation { id } ... on Refusal { code message path } }
}`;
