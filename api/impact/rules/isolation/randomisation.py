"""Re-drawing who was treated: a p that needs no model, and its floor."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import ndarray

EXACT_DRAWS = 20_000
DRAWS = 9_999
SAME = 1e-9


@lru_cache(maxsize=16)
def redraws(units: int, treated: int, seed: int) -> tuple[ndarray, bool]:
    """Rows of treated-indicators: every possible draw where there are at most 20,000, else 9,999 at random."""
    import numpy as np

    if math.comb(units, treated) <= EXACT_DRAWS:
        rows = np.zeros((math.comb(units, treated), units))
        for i, chosen in enumerate(combinations(range(units), treated)):
            rows[i, list(chosen)] = 1
        rows.flags.writeable = False
        return rows, True
    random = np.random.Generator(np.random.PCG64(seed))
    order = np.argsort(random.random((DRAWS, units)), axis=1)
    rows = np.zeros((DRAWS, units))
    np.put_along_axis(rows, order[:, :treated], 1.0, axis=1)
    rows.flags.writeable = False
    return rows, False


def mean_difference_p(values: ndarray, arm: ndarray, seed: int = 1) -> float:
    """Two-sided share of draws with a difference of means at least as large."""
    rows, exact = redraws(len(values), int(arm.sum()), seed)
    n, k = len(values), int(arm.sum())
    sums = rows @ values
    placebo = abs(sums / k - (values.sum() - sums) / (n - k))
    actual = abs(values[arm].mean() - values[~arm].mean())
    return share_as_extreme(placebo, actual, exact)


def share_as_extreme(placebo: ndarray, actual: float, exact: bool) -> float:
    """Of all draws, the actual one among them; a random sample of draws adds the actual one itself."""
    scale = max(float(abs(placebo).max()), abs(actual), 1e-300)
    extreme = int((placebo >= actual - SAME * scale).sum())
    return extreme / len(placebo) if exact else (extreme + 1) / (len(placebo) + 1)


def floor_p(units: int, treated: int) -> float:
    """The smallest p that any outcome can reach: 3 teams against 3 never reach 5 %."""
    draws = math.comb(units, treated)
    return (2 if 2 * treated == units else 1) / draws
