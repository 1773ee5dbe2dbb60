"""Regression whose errors remember: generalised least squares, integrated over how much they do.

For each value of one dependence parameter the model is fitted; the fits are weighted by their restricted likelihood.
The interval is that of the mixture of t distributions, so it carries the doubt about the dependence too. (Plain HAC,
or one estimated value, gives intervals that are far too short on the series a shop has: IMPACT section 3.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .effect import LEVEL

if TYPE_CHECKING:
    from numpy import ndarray

GRID = 128
LOWEST_ANGLE, HIGHEST_ANGLE = -0.65, 1.526
"""ρ = sin θ with θ spread evenly: the reference prior for an AR(1), which keeps strong memory in sight (ρ −0.6 to 0.999)."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """One fit for each grid value: coefficients, their scaled covariances, weights that sum to 1."""

    grid: ndarray
    weights: ndarray
    beta: ndarray
    covariance: ndarray
    df: int
    whitened_residuals: ndarray

    @property
    def dependence(self) -> float:
        return float(self.weights @ self.grid)

    def of(self, contrast: ndarray) -> tuple[float, float, float, float]:
        """(estimate, low, high, two-sided p) of a combination of coefficients."""
        import numpy as np
        from scipy.special import stdtr

        centre = self.beta @ contrast
        scale = np.sqrt(np.einsum("i,gij,j->g", contrast, self.covariance, contrast))
        estimate = float(self.weights @ centre)

        def below(x: float) -> float:
            return float(self.weights @ stdtr(self.df, (x - centre) / scale))

        wide = float((abs(centre - estimate) + 400 * scale).max())
        low, high = (_root(below, share, estimate - wide, estimate + wide) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        at_zero = below(0.0)
        return estimate, low, high, 2 * min(at_zero, 1 - at_zero)


def _root(below, share: float, low: float, high: float) -> float:
    for _ in range(52):
        middle = (low + high) / 2
        if below(middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def autoregressive(design: ndarray, y: ndarray) -> Mixture:
    """Errors e(t) = ρ e(t − 1) + noise, ρ unknown."""
    import numpy as np

    rho = np.sin(np.linspace(LOWEST_ANGLE, HIGHEST_ANGLE, GRID))
    joint = np.column_stack([design, y])
    white = joint[None, 1:] - rho[:, None, None] * joint[None, :-1]
    first = np.sqrt(1 - rho**2)[:, None, None] * joint[None, :1]
    return _mixed(rho, np.concatenate([first, white], axis=1), -np.log1p(-(rho**2)))


def local_level(design: ndarray, y: ndarray) -> Mixture:
    """A level that wanders like a random walk, seen through noise. The grid is the walk's share of a step's standard
    deviation: 0 is white noise around a fixed level, near 1 a pure walk."""
    import numpy as np

    n = len(y)
    share = (np.arange(GRID) + 0.5) / GRID
    ratio = (share / (1 - share)) ** 2
    steps = np.arange(n)
    roots, vectors = np.linalg.eigh(np.minimum.outer(steps, steps).astype(float))
    roots = np.maximum(roots, 0.0)
    variance = 1 + ratio[:, None] * roots[None, :]
    rotated = vectors.T @ np.column_stack([design, y])
    return _mixed(share, rotated[None] / np.sqrt(variance)[:, :, None], np.log(variance).sum(axis=1))


def _mixed(grid: ndarray, white: ndarray, log_det: ndarray) -> Mixture:
    import numpy as np

    x, y = white[:, :, :-1], white[:, :, -1]
    n, k = x.shape[1:]
    scale = np.sqrt((x**2).mean(axis=(0, 1)))
    x = x / scale
    gram = np.einsum("gni,gnj->gij", x, x)
    inverse = np.linalg.inv(gram)
    beta = np.einsum("gij,gnj,gn->gi", inverse, x, y, optimize=True)
    residuals = y - np.einsum("gni,gi->gn", x, beta)
    rss = (residuals**2).sum(axis=1)
    df = n - k
    likelihood = -(log_det + np.linalg.slogdet(gram)[1] + df * np.log(rss)) / 2
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    covariance = inverse * (rss / df)[:, None, None] / np.outer(scale, scale)
    best = int(weights.argmax())
    return Mixture(grid, weights, beta / scale, covariance, df, residuals[best])


def ljung_box(residuals: ndarray, lags: int) -> float:
    """p that no autocorrelation is left up to this lag."""
    from scipy.special import chdtrc

    n = len(residuals)
    centred = residuals - residuals.mean()
    whole = centred @ centred
    if whole == 0:
        return 1.0
    q = sum((centred[k:] @ centred[:-k] / whole) ** 2 / (n - k) for k in range(1, lags + 1))
    return float(chdtrc(lags, n * (n + 2) * q))
