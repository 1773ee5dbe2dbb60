"""Tables of impact: what was planned, signed, measured, estimated, spent, projected and claimed."""

from .evaluation import Arm, Evaluation, EvaluationTeam, SignOff, SignOffSubject
from .measure import Effect, Grain, Measure, Observation, RivalCause
from .money import CostLine, Estimate, EstimatorKind
from .reports import ActionPlan, CheckIn, Intangible, Reaction
from .results import AuditedClaim, RoiProjection, Study

__all__ = [
    "ActionPlan", "Arm", "AuditedClaim", "CheckIn", "CostLine", "Effect", "Estimate", "EstimatorKind", "Evaluation",
    "EvaluationTeam", "Grain", "Intangible", "Measure", "Observation", "Reaction", "RivalCause", "RoiProjection", "SignOff",
    "SignOffSubject", "Study",
]
