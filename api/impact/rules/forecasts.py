"""Forecasts at each level, kept so that the outcome can be held against them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .codes import Code, refuse
from .money import ZERO, Money, exactly, share


class Credibility(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Annual benefit expected, gross of cost, at a level: 0 before the start, then 1, 2, 3."""

    level: int
    benefit: Money
    credibility: Credibility


@dataclass(frozen=True, slots=True)
class PlannedValue:
    """What one learner means to gain in a year, right after the course, and how sure they are."""

    annual_value: Money
    confidence: Decimal


@exactly
def forecast_before(
    people: int, completion: Decimal, mastery: Decimal, transfer: Decimal, effect: Decimal, unit_value: Money,
    months: Decimal, attribution: Decimal, confidence: Decimal,
) -> Forecast:  # fmt: skip
    """Level 0: N × completion × mastery × transfer × effect per applier × unit value × months × attribution × confidence."""
    parts = {"completion": completion, "mastery": mastery, "transfer": transfer, "attribution": attribution,
             "confidence": confidence}  # fmt: skip
    amount = people * effect * months
    for name, part in parts.items():
        amount *= share(part, name)
    return Forecast(0, unit_value * amount, Credibility.LOW)


@exactly
def forecast_reaction(planned: Sequence[PlannedValue]) -> Forecast:
    """Level 1: Σ planned annual value × confidence. Silent learners are simply not in the sum."""
    if not planned:
        raise refuse(Code.DATA_MISSING, "planned", "nobody has planned anything")
    values = (p.annual_value * share(p.confidence, f"planned.{i}.confidence") for i, p in enumerate(planned))
    return Forecast(1, sum(values, Money(ZERO, planned[0].annual_value.currency)), Credibility.LOW)


@exactly
def forecast_learning(people: int, years: Decimal, effect_sd: Decimal, sd_money: Money) -> Forecast:
    """Level 2, utility: N × T × d × SDy, gross of cost (Brogden, Cronbach, Gleser). SDy is the money value of one
    standard deviation of job performance; test gains seldom carry over whole, hence low credibility."""
    return Forecast(2, sd_money * (people * years * effect_sd), Credibility.LOW)


@exactly
def forecast_application(people: int, applying: Decimal, behaviour_value: Money) -> Forecast:
    """Level 3: people × observed application rate × annual value of the behaviour."""
    return Forecast(3, behaviour_value * (people * share(applying, "applying")), Credibility.MEDIUM)


@dataclass(frozen=True, slots=True)
class Record:
    """A forecast beside what came: `ratio` is forecast ÷ actual, above 1 too hopeful; null where nothing came."""

    level: int
    forecast: Money
    actual: Money
    ratio: Decimal | None


@exactly
def record(forecast: Forecast, actual: Money) -> Record:
    forecast.benefit.beside(actual)
    ratio = forecast.benefit.amount / actual.amount if actual.amount > 0 else None
    return Record(forecast.level, forecast.benefit, actual, ratio)


@exactly
def calibration(records: Sequence[Record]) -> Decimal | None:
    """Geometric mean of a forecaster's ratios; null without one."""
    ratios = [r.ratio for r in records if r.ratio is not None and r.ratio > 0]
    if not ratios:
        return None
    return (sum((r.ln() for r in ratios), ZERO) / len(ratios)).exp()
