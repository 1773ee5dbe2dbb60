"""What people estimate: three-point judgements, participants' estimates, and panels of estimators."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from .codes import Code, Flag, flag, refuse
from .money import ONE, ZERO, Money, exactly, share

EXTREME = Decimal(5)
"""House rule: a value above five times the median of the others is extreme, and counts zero (principle 8)."""


@dataclass(frozen=True, slots=True)
class Pert:
    """A judgement low ≤ mode ≤ high, read as a beta distribution with the mode weighing 4 (PERT)."""

    low: Decimal
    mode: Decimal
    high: Decimal

    def __post_init__(self):
        if not self.low <= self.mode <= self.high:
            raise refuse(Code.RANGE_DISORDERED, "", "a judgement runs low ≤ most likely ≤ high")

    @property
    @exactly
    def mean(self) -> Decimal:
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    @exactly
    def variance(self) -> Decimal:
        """(mean − low)(high − mean) ÷ 7: the beta's own, not the ((high − low) ÷ 6)² shortcut."""
        return (self.mean - self.low) * (self.high - self.mean) / 7

    @property
    def sd(self) -> float:
        return math.sqrt(self.variance)


@exactly
def read_confidence(contribution: Decimal, confidence: Decimal) -> Pert:
    """"60 % at 80 %" is 48 % in the headline, and a range of 48 to 72 % around 60 % for the uncertainty.
    Confidence is the breadth of the estimate; it is no probability, and is never multiplied in and sampled too."""
    c, k = share(contribution, "contribution"), share(confidence, "confidence")
    return Pert(c * k, c, min(ONE, c * (2 - k)))


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimator's contribution share, with confidence (or an own range), and on what it rests."""

    estimator: str
    contribution: Decimal
    confidence: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    basis: str = ""

    @property
    def range(self) -> Pert:
        if self.low is not None and self.high is not None:
            return Pert(self.low, self.contribution, self.high)
        if self.confidence is None:
            raise refuse(Code.CONFIDENCE_MISSING, "confidence", "an estimate needs its confidence or a range")
        return read_confidence(self.contribution, self.confidence)


@dataclass(frozen=True, slots=True)
class Panel:
    """Several estimators, equally weighted. `headline` is the mean Phillips product, `range` pools their ranges."""

    headline: Decimal
    contribution: Decimal
    range: Pert
    spread: Decimal
    flags: tuple[Flag, ...]


@exactly
def panel(estimates: Sequence[Estimate], path: str = "estimates") -> Panel:
    """Equal-weight pool. Fewer than three estimators, or one without confidence, is flagged."""
    if not estimates:
        raise refuse(Code.NO_ISOLATION, path, "nobody estimated the contribution")
    found = []
    if len(estimates) < 3:
        found.append(flag(Code.TOO_FEW_ESTIMATORS, path, f"{len(estimates)} of the 3 estimators a panel needs"))
    for i, e in enumerate(estimates):
        share(e.contribution, f"{path}.{i}.contribution")
        if e.confidence is None and e.low is None:
            found.append(flag(Code.CONFIDENCE_MISSING, f"{path}.{i}.confidence", "an estimate needs its confidence"))
    ranges = [e.range for e in estimates if e.confidence is not None or e.low is not None]
    if not ranges:
        raise refuse(Code.CONFIDENCE_MISSING, f"{path}.0.confidence", "an estimate needs its confidence")
    n, all_n = Decimal(len(ranges)), Decimal(len(estimates))
    headline = sum((r.low for r in ranges), ZERO) / all_n
    mode = sum((r.mode for r in ranges), ZERO) / n
    pooled = Pert(min(r.low for r in ranges), mode, max(r.high for r in ranges))
    modes = [e.contribution for e in estimates]
    return Panel(headline, sum(modes, ZERO) / all_n, pooled, max(modes) - min(modes), tuple(found))


@dataclass(frozen=True, slots=True)
class ParticipantEstimate:
    """What one participant says the training was worth in a year, what part is due to it, and how sure. A value of
    null is silence."""

    participant: str
    annual_value: Money | None
    contribution: Decimal | None = None
    confidence: Decimal | None = None
    supported: bool = True


@dataclass(frozen=True, slots=True)
class CountedEstimate:
    """What was counted of one participant. Excluded ones count zero and stay listed with the reason."""

    participant: str
    counted: Money
    excluded: str | None


@dataclass(frozen=True, slots=True)
class ParticipantBenefit:
    total: Money
    asked: int
    answered: int
    counted: int
    lines: tuple[CountedEstimate, ...]


@exactly
def participant_benefit(estimates: Sequence[ParticipantEstimate], currency: str) -> ParticipantBenefit:
    """Σ value × contribution × confidence (principles 6 to 8): silence counts 0, extremes and unsupported claims 0,
    all stay in the denominator."""
    values = {i: e.annual_value.amount for i, e in enumerate(estimates) if e.annual_value is not None}
    lines = []
    for i, e in enumerate(estimates):
        reason = _excluded(i, e, values)
        counted = Money(ZERO, currency)
        if reason is None:
            parts = share(e.contribution, f"{i}.contribution") * share(e.confidence, f"{i}.confidence")
            counted = counted + e.annual_value * parts
        lines.append(CountedEstimate(e.participant, counted, reason))
    kept = [line for line in lines if line.excluded is None]
    whole = sum((line.counted for line in kept), Money(ZERO, currency))
    return ParticipantBenefit(whole, len(lines), len(values), len(kept), tuple(lines))


def _excluded(i: int, e: ParticipantEstimate, values: dict[int, Decimal]) -> str | None:
    if e.annual_value is None:
        return "no answer"
    if e.contribution is None or e.confidence is None:
        return "no contribution or confidence"
    if not e.supported:
        return "unsupported"
    others = [v for j, v in values.items() if j != i]
    if len(others) >= 2 and e.annual_value.amount > EXTREME * median(others):
        return "extreme"
    return None
