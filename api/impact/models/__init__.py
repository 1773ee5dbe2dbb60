"""Impact as GraphQL: evaluations, projections, and the steps of a study."""

from .queries import ImpactQuery

__all__ = ["ImpactQuery"]
