"""An evaluation as its rules see it: what was agreed before, what was recorded since."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .costs import CostLine


class State(StrEnum):
    """`audited` is a claim of others: it was never ours to run, and no step leads from it or to it."""

    PLANNED = "planned"
    BASELINE_LOCKED = "baseline_locked"
    RUNNING = "running"
    FOLLOW_UP = "follow_up"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"
    AUDITED = "audited"


class TrainingKind(StrEnum):
    """What kind of thing is trained; it sets how long an effect needs before it may be judged."""

    SKILL = "skill"
    BEHAVIOUR = "behaviour"
    STRATEGY = "strategy"


WINDOW_MONTHS = {TrainingKind.SKILL: (1, 3), TrainingKind.BEHAVIOUR: (3, 6), TrainingKind.STRATEGY: (6, 12)}
"""Months after delivery, earliest and usual, in which the result is read (seed B; IMPACT section 5)."""


class Method(StrEnum):
    """How the training's part is told from the rest, in order of credibility."""

    RANDOMISED = "randomised"
    RANDOMISED_TEAMS = "randomised_teams"
    STEPPED_WEDGE = "stepped_wedge"
    MATCHED = "matched"
    DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"
    STAGGERED = "staggered"
    SYNTHETIC_CONTROL = "synthetic_control"
    TREND_LINE = "trend_line"
    ESTIMATES = "estimates"

    @property
    def measured(self) -> bool:
        """A measured effect is attributed by construction."""
        return self is not Method.ESTIMATES

    @property
    def grade(self) -> str:
        """Evidence grade for the CFO's page: A randomised … E estimates."""
        return GRADES[self]


GRADES = {
    Method.RANDOMISED: "A",
    Method.RANDOMISED_TEAMS: "A",
    Method.STEPPED_WEDGE: "A",
    Method.MATCHED: "B",
    Method.DIFFERENCE_IN_DIFFERENCES: "B",
    Method.STAGGERED: "B",
    Method.SYNTHETIC_CONTROL: "C",
    Method.TREND_LINE: "D",
    Method.ESTIMATES: "E",
}


@dataclass(frozen=True, slots=True)
class SignOff:
    """A signature over one content. It is stale once the content has another hash."""

    person: str
    role: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class BusinessNeed:
    problem: str
    kpi: str
    owner: str
    owner_outside_hr: bool
    content_hash: str
    sign_off: SignOff | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Agreed value of a measure by a day, with the contribution expected of the training and its confidence."""

    measure: str
    value: Decimal | None
    due_on: date | None
    contribution: Decimal | None
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of a measure for a unit (team, shop) in the period that begins on a day."""

    unit: str
    period_on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Baseline:
    measure: str
    level: int
    observations: tuple[Observation, ...]
    seasonal: bool = False


@dataclass(frozen=True, slots=True)
class Design:
    """The isolation frozen at lock: method, smallest effect it can see, and the hash of all its settings."""

    method: Method
    content_hash: str
    mde: Decimal | None = None
    locked_hash: str | None = None
    assignment_published: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything the guards ask. `levels` are those with at least one record; `stops_at` below 5 plans no ROI
    (a compliance course may stop at 2)."""

    state: State
    kind: TrainingKind
    starts_on: date
    need: BusinessNeed | None = None
    targets: tuple[Target, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    design: Design | None = None
    costs: tuple[CostLine, ...] = ()
    delivery_ended_on: date | None = None
    levels: frozenset[int] = frozenset()
    post_tests: int = 0
    learners: int = 0
    action_plans: int = 0
    action_plan_waiver: str = ""
    isolation_results: int = 0
    finance_sign_off: SignOff | None = None
    result_hash: str = ""
    distribution: tuple[str, ...] = ()
    window_waiver_months: int | None = None
    stops_at: int = 5


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
