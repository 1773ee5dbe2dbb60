"""What an isolation says: the effect, how sure it is, and what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ..codes import Code, Flag, refuse
from ..draws import Measured
from ..evaluation import Method

if TYPE_CHECKING:
    from numpy import ndarray

LEVEL = 0.95


class Estimand(StrEnum):
    """`itt`: of being assigned, times people assigned. `att`: on those trained, times people trained."""

    ITT = "itt"
    ATT = "att"


class PValue(StrEnum):
    """Where a p comes from. Randomisation: re-drawing who was treated; exact when every draw was tried."""

    WELCH = "welch_t"
    REGRESSION = "regression_t"
    RANDOMISATION = "randomisation"
    MIXTURE = "t_integrated_over_autocorrelation"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One check: its value, whether it passed (null: information only), and a sentence for a person."""

    name: str
    value: float | None
    passed: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Per unit and period, in the measure's own unit. Interval 95 %. `se` is null where only re-randomisation is
    honest. `p_randomised` stands beside a model's p where teams are few. `model` names the pinned formula."""

    method: Method
    estimand: Estimand
    model: str
    estimate: float
    se: float | None
    df: float | None
    low: float | None
    high: float | None
    p: float | None
    p_kind: PValue
    treated: int
    controls: int
    p_randomised: float | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def distinguishable(self) -> bool:
        """From zero, at 5 %, by every p that is there."""
        known = [p for p in (self.p, self.p_randomised) if p is not None]
        inside = self.low is not None and self.low <= 0 <= self.high
        return bool(known) and max(known) < 1 - LEVEL and not inside

    def spread(self) -> Measured:
        """As an input of a projection."""
        if self.se is None:
            raise refuse(Code.TOO_FEW_CLUSTERS, "se", "too few treated units for a standard error; enter a judged range")
        return Measured(
            Decimal(repr(self.estimate)), Decimal(repr(self.se)), None if self.df is None else Decimal(repr(self.df))
        )


def numbers(values: Sequence[float], path: str, at_least: int = 1) -> ndarray:
    """A float array; NaN, infinity and too few values are refused."""
    import numpy as np

    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or len(array) < at_least:
        raise refuse(Code.DATA_MISSING, path, f"{len(array)} values; at least {at_least} are needed")
    if not np.isfinite(array).all():
        raise refuse(Code.NON_FINITE, f"{path}.{int(np.flatnonzero(~np.isfinite(array))[0])}", "not a finite number")
    return array


def t_p(t: float, df: float) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def t_reach(df: float, level: float = LEVEL) -> float:
    """Half width of an interval in standard errors."""
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))
