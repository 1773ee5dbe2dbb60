"""Impact as GraphQL: evaluations, projections, and the steps of a study."""

from .advice import AdviceQuery
from .evaluation import Evaluation
from .figures import FiguresMutation
from .live import ImpactSubscription
from .mutations import ImpactMutation
from .projection import RoiProjection
from .queries import ImpactQuery

__all__ = ["AdviceQuery", "Evaluation", "FiguresMutation", "ImpactMutation", "ImpactQuery", "ImpactSubscription", "RoiProjection"]
