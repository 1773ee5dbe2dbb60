"""Least squares with honest standard errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..codes import Code, refuse

if TYPE_CHECKING:
    from numpy import ndarray


@dataclass(frozen=True, slots=True)
class Fit:
    beta: ndarray
    residuals: ndarray
    inverse: ndarray
    design: ndarray

    @property
    def df(self) -> int:
        return self.design.shape[0] - self.design.shape[1]


def fit(design: ndarray, y: ndarray) -> Fit:
    """Ordinary least squares; a design whose columns depend on each other is refused."""
    import numpy as np

    n, k = design.shape
    if n <= k:
        raise refuse(Code.TOO_FEW_POINTS, "observations", f"{n} observations for {k} coefficients")
    scale = np.sqrt((design**2).sum(axis=0))
    if not scale.all() or np.linalg.matrix_rank(design / scale) < k:
        raise refuse(Code.DATA_MISSING, "covariates", "two covariates say the same, or one says nothing")
    scaled = design / scale
    inverse = np.linalg.inv(scaled.T @ scaled) / np.outer(scale, scale)
    beta = np.linalg.lstsq(scaled, y, rcond=None)[0] / scale
    return Fit(beta, y - design @ beta, inverse, design)


def hc2(f: Fit) -> ndarray:
    """Covariance with each squared residual over 1 − leverage: unbiased under equal variances, robust to others."""
    leverage = (f.design @ f.inverse * f.design).sum(axis=1)
    meat = f.design.T * (f.residuals**2 / (1 - leverage)) @ f.design
    return f.inverse @ meat @ f.inverse


def hc2_df(f: Fit, contrast: ndarray) -> float:
    """Satterthwaite degrees of freedom of an HC2 standard error (Bell and McCaffrey), under equal variances."""
    import numpy as np

    hat = f.design @ f.inverse @ f.design.T
    weight = (f.design @ f.inverse @ contrast) / np.sqrt(1 - np.diag(hat))
    residual_maker = np.eye(len(hat)) - hat
    g = weight[:, None] * residual_maker * weight[None, :]
    return float(np.trace(g) ** 2 / (g * g).sum())


def with_intercept(*columns: ndarray) -> ndarray:
    import numpy as np

    return np.column_stack([np.ones(len(columns[0])), *columns])
