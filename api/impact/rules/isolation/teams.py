"""Teams drawn into two arms. The team is what was drawn, so the team is what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..codes import Code, flag, refuse
from ..evaluation import Method
from .balance import balance
from .effect import Diagnostic, Effect, numbers
from .persons import ancova, difference
from .randomisation import floor_p, mean_difference_p

FEW_PER_ARM = 4


@dataclass(frozen=True, slots=True)
class TeamOutcome:
    """One team's mean outcome a period, and the same figure before the start where it is known."""

    team: str
    treated: bool
    outcome: float
    before: float | None = None


def team_means(teams: Sequence[TeamOutcome], adjusted: bool = False, seed: int = 1) -> Effect:
    """Equal-weight team means with Welch's t; `adjusted` takes the earlier figure off (ANCOVA on teams, HC2 with
    Satterthwaite degrees of freedom). With four teams or fewer in an arm the exact permutation p stands beside it."""
    import numpy as np

    y = numbers([t.outcome for t in teams], "teams", 4)
    arm = np.array([t.treated for t in teams])
    if min(arm.sum(), (~arm).sum()) < 2:
        raise refuse(Code.TOO_FEW_CLUSTERS, "teams", "an arm of one team has no spread; use difference in differences")
    known = all(t.before is not None for t in teams)
    if adjusted and not known:
        raise refuse(Code.DATA_MISSING, "teams", "a team lacks its figure from before")
    checks, flags, compared = (), (), y
    if known:
        x = numbers([t.before for t in teams], "before", len(y))
        checks, flags = balance({"before": (x[arm], x[~arm])})
        if adjusted:
            slope = np.cov(y, x)[0, 1] / x.var(ddof=1) if x.var() else 0.0
            compared = y - slope * x
    effect = ancova(y, arm, {"before": x}) if adjusted else difference(y[arm], y[~arm])
    p = mean_difference_p(compared, arm, seed)
    least = floor_p(len(y), int(arm.sum()))
    few = min(arm.sum(), (~arm).sum()) <= FEW_PER_ARM
    checks = (*checks, Diagnostic("permutation_p", p, None, f"no outcome of these teams could go below {least:.4f}"))
    if few:
        note = f"{int(arm.sum())} and {int((~arm).sum())} teams: a permutation p cannot go below {least:.3f}"
        flags = (*flags, flag(Code.TOO_FEW_CLUSTERS, "teams", note))
        if (effect.p < 0.05) != (p < 0.05):
            checks = (*checks, Diagnostic("agreement", None, False, f"Welch says p = {effect.p:.3f}, permutation {p:.3f}"))
    return replace(
        effect,
        method=Method.RANDOMISED_TEAMS,
        model=f"team means, {effect.model}",
        p_randomised=p if few else None,
        diagnostics=checks,
        flags=flags,
    )
