"""Shared draws: every named input has its own stratified uniforms, so that a projection moves smoothly when one
input moves, and two quantities that share an input share its luck.

A distribution is sampled through its inverse, tabulated from its density: no rejection, hence the same draws on
every machine, and numpy alone.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from .codes import Code, refuse
from .estimates import Pert

if TYPE_CHECKING:
    from numpy import ndarray

LIVE_DRAWS = 20_000
INTERACTIVE_DRAWS = 100_000
GRID = 4096
CACHED_DRAWS = 50_000


@dataclass(frozen=True, slots=True)
class Fixed:
    """Known: no spread."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """An estimate with its standard error; `df` degrees of freedom (null: so many that it is normal)."""

    estimate: Decimal
    se: Decimal
    df: Decimal | None = None

    def __post_init__(self):
        if self.se < 0 or (self.df is not None and self.df <= 0):
            raise refuse(Code.RANGE_DISORDERED, "se", "a standard error is not negative, its degrees of freedom positive")


@dataclass(frozen=True, slots=True)
class Observed:
    """A share of `assigned` people, of whom `yes` have it and `no` are out of it for good; the rest are open and
    expected at the `planned` share, which weighs as much as ten people seen."""

    yes: int
    no: int
    assigned: int
    planned: Decimal

    def __post_init__(self):
        if min(self.yes, self.no) < 0 or self.yes + self.no > self.assigned:
            raise refuse(Code.HEADCOUNT_EXCEEDS_COHORT, "assigned", f"{self.yes} and {self.no} of {self.assigned} people")
        if not 0 <= self.planned <= 1:
            raise refuse(Code.SHARE_OUT_OF_RANGE, "planned", "a planned share lies from 0 to 1")

    PLAN_WEIGHT = 10

    @property
    def beta(self) -> tuple[Decimal, Decimal]:
        """Shape of what the open people may do; never below 1, so that the density stays finite."""
        a, b = self.planned * self.PLAN_WEIGHT + self.yes, (1 - self.planned) * self.PLAN_WEIGHT + self.no
        return max(a, Decimal(1)), max(b, Decimal(1))

    @property
    def expected(self) -> Decimal:
        """What is certain plus what the open people promise, over all who were assigned."""
        if not self.assigned:
            return self.planned
        seen = self.yes + self.no
        rate = (self.planned * self.PLAN_WEIGHT + self.yes) / (self.PLAN_WEIGHT + seen)
        return (self.yes + (self.assigned - seen) * rate) / self.assigned


Spread = Fixed | Pert | Measured | Observed


def central(spread: Spread) -> Decimal:
    """The value that the headline uses: the known, the most likely, the estimate, the expected."""
    match spread:
        case Fixed(value):
            return value
        case Pert(_, mode, _):
            return mode
        case Measured(estimate, _, _):
            return estimate
        case Observed():
            return spread.expected


def certain(spread: Spread) -> bool:
    match spread:
        case Fixed():
            return True
        case Pert(low, _, high):
            return low == high
        case Measured(_, se, _):
            return se == 0
        case Observed(yes, no, assigned, _):
            return yes + no == assigned


def uniforms(name: str, n: int, seed: int) -> ndarray:
    """n stratified uniforms of this name: one in each of n equal slices, in an order of the name's own."""
    return (_kept if n <= CACHED_DRAWS else _uniforms)(name, n, seed)


def _uniforms(name: str, n: int, seed: int) -> ndarray:
    import numpy as np

    random = np.random.Generator(np.random.PCG64([seed, zlib.crc32(name.encode())]))
    order = np.argsort(random.random(n), kind="stable")
    drawn = (order + random.random(n)) / n
    drawn.flags.writeable = False
    return drawn


_kept = lru_cache(maxsize=64)(_uniforms)


def sample(spread: Spread, name: str, n: int, seed: int) -> ndarray:
    """n draws of a spread, from the uniforms of `name`."""
    import numpy as np

    if certain(spread):
        return np.full(n, float(central(spread)))
    u = uniforms(name, n, seed)
    match spread:
        case Pert(low, _, high):
            a, b = pert_shape(spread)
            return float(low) + float(high - low) * beta_inverse(a, b, u)
        case Measured(estimate, se, df):
            return float(estimate) + float(se) * t_inverse(None if df is None else float(df), u)
        case Observed(yes, no, assigned, _):
            a, b = spread.beta
            rate = beta_inverse(float(a), float(b), u)
            return (yes + (assigned - yes - no) * rate) / assigned if assigned else rate
        case _:
            raise TypeError(f"{spread!r} is no spread")


def pert_shape(p: Pert) -> tuple[float, float]:
    """Beta shapes 1 + 4(mode − low) ÷ range and 1 + 4(high − mode) ÷ range."""
    width = float(p.high - p.low)
    return 1 + 4 * float(p.mode - p.low) / width, 1 + 4 * float(p.high - p.mode) / width


def beta_inverse(a: float, b: float, u: ndarray) -> ndarray:
    """Beta quantiles for shapes of at least 1, on a grid that is fine where the mass lies."""
    import numpy as np

    mean, sd = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
    x = np.linspace(max(0.0, mean - 12 * sd), min(1.0, mean + 12 * sd), GRID)
    with np.errstate(divide="ignore"):
        log_density = (a - 1) * np.log(x) if a > 1 else np.zeros(GRID)
        log_density = log_density + ((b - 1) * np.log1p(-x) if b > 1 else 0.0)
    return _inverse(x, np.exp(log_density - log_density.max()), u)


def t_inverse(df: float | None, u: ndarray) -> ndarray:
    """Student's t quantiles; the normal's where df is null."""
    import numpy as np

    if df is None:
        x = np.linspace(-9.0, 9.0, GRID)
        return _inverse(x, np.exp(-x * x / 2), u)
    reach = math.asinh(1e6) if df <= 2 else math.asinh(max(12.0, 1e7 ** (1 / df)))
    x = np.sinh(np.linspace(-reach, reach, GRID))  # dense in the middle, far out in the tails
    return _inverse(x, (1 + x * x / df) ** (-(df + 1) / 2), u)


def _inverse(x: ndarray, density: ndarray, u: ndarray) -> ndarray:
    import numpy as np

    steps = (density[1:] + density[:-1]) / 2 * np.diff(x)
    cumulative = np.concatenate(([0.0], np.cumsum(steps)))
    return np.interp(u, cumulative / cumulative[-1], x)


def quantiles(values: ndarray, shares: tuple[float, ...]) -> tuple[float, ...]:
    import numpy as np

    return tuple(float(q) for q in np.quantile(values, shares))


def product_moments(parts: list[tuple[float, float]]) -> tuple[float, float]:
    """Exact mean and SD of a product of independent quantities, from (mean, variance) of each: the check on every
    simulation. E = Π mᵢ, E² = Π (mᵢ² + vᵢ)."""
    mean = math.prod(m for m, _ in parts)
    second = math.prod(m * m + v for m, v in parts)
    return mean, math.sqrt(max(0.0, second - mean * mean))
