"""What it is worth to know more before deciding: EVPI, EVSI, and a hold-out's price."""

import math
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

from .codes import Code, refuse
from .money import Money

STANDARD = NormalDist()


def unit_loss(z: float) -> float:
    """φ(z) − z(1 − Φ(z)): expected shortfall of a standard normal beyond z."""
    return STANDARD.pdf(z) - z * (1 - STANDARD.cdf(z))


def evpi(mean: float, sd: float) -> float:
    """Expected value of knowing a net gain ~ N(mean, sd) for sure before choosing to roll out or not: the most that
    any pilot could be worth. Same money as `mean`."""
    if sd < 0:
        raise refuse(Code.RANGE_DISORDERED, "sd", "a standard deviation is not negative")
    return sd * unit_loss(abs(mean) / sd) if sd else 0.0


def evsi(mean: float, sd: float, pilot_se: float) -> float:
    """Expected value of a pilot that would measure the net gain with this standard error."""
    if pilot_se < 0:
        raise refuse(Code.RANGE_DISORDERED, "pilot_se", "a standard error is not negative")
    if sd == 0:
        return 0.0
    return evpi(mean, sd * sd / math.hypot(sd, pilot_se))


def holdout_cost(people: int, months: int, per_person_month: Money) -> Money:
    """Benefit forgone by those who wait so that there is somebody to compare with."""
    return per_person_month * (people * months)


@dataclass(frozen=True, slots=True)
class PilotAdvice:
    """`worth` is what the pilot tells, `costs` what it takes; run it only where it tells more than it takes."""

    evpi: Decimal
    worth: Decimal
    costs: Money
    run: bool


def pilot_advice(mean: float, sd: float, pilot_se: float, costs: Money) -> PilotAdvice:
    known, told = evpi(mean, sd), evsi(mean, sd, pilot_se)
    return PilotAdvice(Decimal(f"{known:.2f}"), Decimal(f"{told:.2f}"), costs, told > float(costs.amount))
