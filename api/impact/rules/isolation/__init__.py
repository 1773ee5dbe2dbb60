"""What the training did: one module a method, each giving an `Effect` with its checks.

persons, teams: randomised. did, staggered: panels of teams. trend: one series, before and after. synthetic: one unit
and many donors. wedge: teams that start in random order. matching: look-alikes. Estimates live in `rules.estimates`.
"""

from .effect import Diagnostic, Effect, Estimand, PValue

__all__ = ["Diagnostic", "Effect", "Estimand", "PValue"]
