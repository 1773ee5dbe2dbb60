"""The closed sets of impact, as GraphQL shows them."""

import strawberry

from api.impact.models import Arm, EstimatorKind, Grain, SignOffSubject
from api.impact.rules.claims import BenefitLabel, Comparison, SaidAs
from api.impact.rules.codes import Severity
from api.impact.rules.costs import CostCategory, CostKind
from api.impact.rules.evaluation import Method, State, TrainingKind
from api.impact.rules.inputs import ProjectionKind
from api.impact.rules.measures import Basis, Direction, Period, SourceRank, Unit
from api.impact.rules.states import Step

EvaluationState = strawberry.enum(
    State, name="EvaluationState",
    description="Planned → baseline locked → running → follow-up → concluded; cancelled with a reason. Audited: a claim of others.",
)
TrainingKindEnum = strawberry.enum(
    TrainingKind, name="TrainingKind", description="What kind of thing is trained: it sets how long an effect needs before it may be judged."
)
IsolationMethod = strawberry.enum(
    Method, name="IsolationMethod", description="How the training's part is told from the rest, in order of credibility."
)
EvaluationStep = strawberry.enum(Step, name="EvaluationStep", description="A step from one state to the next.")
EvaluationArm = strawberry.enum(Arm, name="EvaluationArm", description="Trained now, waiting, exempt, or not drawn yet.")
MeasureUnit = strawberry.enum(
    Unit, name="MeasureUnit", description="What a number counts. A percentage point (PP) is not a percent (RATIO)."
)
MeasureDirection = strawberry.enum(Direction, name="MeasureDirection", description="Which way is good.")
MeasurePeriod = strawberry.enum(Period, name="MeasurePeriod", description="The time that one value stands for.")
MeasureGrain = strawberry.enum(Grain, name="MeasureGrain", description="Whose figure one value is.")
ValueBasis = strawberry.enum(Basis, name="ValueBasis", description="What the value of a unit is made of. Revenue never enters an ROI.")
ValueSourceRank = strawberry.enum(SourceRank, name="ValueSourceRank", description="Credibility of a unit value, best first.")
CostCategoryEnum = strawberry.enum(
    CostCategory, name="CostCategory", description="All four are stated, an explicit zero included."
)
CostKindEnum = strawberry.enum(CostKind, name="CostKind", description="For one item the later kind replaces the earlier.")
ProjectionKindEnum = strawberry.enum(
    ProjectionKind, name="ProjectionKind",
    description="Before the start, before the window opens, after it; and an audited claim with what we make of it.",
)
FlagSeverity = strawberry.enum(Severity, name="FlagSeverity", description="Refuse: no ROI is printed from it. Warn: printed, with the warning beside it.")
SignOffSubjectEnum = strawberry.enum(SignOffSubject, name="SignOffSubject", description="What a signature stands under.")
EstimatorKindEnum = strawberry.enum(EstimatorKind, name="EstimatorKind", description="Who estimates.")
ClaimSaidAs = strawberry.enum(SaidAs, name="ClaimSaidAs", description="How a change was put. PERCENT is a bare %, which may mean points or relative.")
ClaimComparison = strawberry.enum(Comparison, name="ClaimComparison", description="Against whom an effect was seen.")
ClaimBenefitLabel = strawberry.enum(BenefitLabel, name="ClaimBenefitLabel", description="Under which word a benefit was printed.")
