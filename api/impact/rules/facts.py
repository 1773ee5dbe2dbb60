"""Everything that is known of an evaluation, as one value: what a projection and a study are reckoned from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from .costs import CostLine
from .estimates import Estimate, Pert
from .evaluation import Method, Observation, State, Target, TrainingKind, add_months
from .measures import Direction, MonetisationRule, Period, Unit
from .money import ONE, ZERO, FxTable, exactly

DAYS_A_MONTH = Decimal("30.4375")
PERIODS_A_MONTH = {Period.DAY: DAYS_A_MONTH, Period.WEEK: DAYS_A_MONTH / 7, Period.MONTH: ONE}
STATES = (Unit.PP, Unit.RATIO)
"""Units of how things stand: a rate of 5 % is 5 % whether it is read weekly or monthly. The others add up over time."""


class Part(StrEnum):
    """A team's part in the design."""

    UNDRAWN = "undrawn"
    TREATED = "treated"
    WAITING = "waiting"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class TeamPart:
    team: str
    part: Part
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """A measure with its values in any order. `low` and `high` bound the worth of `worth.per` units."""

    name: str
    level: int
    unit: Unit
    direction: Direction
    period: Period
    observations: tuple[Observation, ...]
    target: Target | None = None
    worth: MonetisationRule | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    seasonal: bool = False

    @property
    def gain(self) -> int:
        """+1 where more is better, −1 where less is."""
        return 1 if self.direction is Direction.UP else -1

    @property
    def per_month(self) -> Decimal:
        """Values a month: a weekly count makes 4.35 of them, a rate stands for any time."""
        return ONE if self.unit in STATES else PERIODS_A_MONTH[self.period]

    @exactly
    def mean(self, before: date | None = None, since: date | None = None, teams: frozenset[str] | None = None) -> Decimal | None:
        """Of the values before a day, or from a day on; of some teams, or all. Null without a value."""
        values = [
            o.value
            for o in self.observations
            if (before is None or o.period_on < before) and (since is None or o.period_on >= since) and (teams is None or o.unit in teams)
        ]
        return sum(values, ZERO) / len(values) if values else None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What nobody can know beforehand, said openly. Shares hold until facts replace them; months of benefit are
    judged (null: the rest of the first year after delivery)."""

    completion: Decimal = Decimal("0.8")
    mastery: Decimal = Decimal("0.9")
    transfer: Pert = Pert(Decimal("0.3"), Decimal("0.5"), Decimal("0.7"))
    months: Pert | None = None
    ramp_months: int = 0
    monthly_decay: Decimal = ZERO
    multi_year_registered: bool = False
    hurdle: Decimal = ZERO
    discount_rate: Decimal | None = None
    draws: int = 20_000


@dataclass(frozen=True, slots=True)
class Learning:
    """How far the people of the trained teams are: who has every unit completed, who left before that, who of the
    completed passed every unit; and their recorded seconds."""

    assigned: int = 0
    completed: int = 0
    left: int = 0
    passed: int = 0
    learning_s: int = 0


@dataclass(frozen=True, slots=True)
class Applying:
    """From check-ins: people of whom the last one saw the behaviour, of all who were checked."""

    checked: int = 0
    applying: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """As recorded, on one day. `teams` in the drawn order."""

    state: State
    kind: TrainingKind
    currency: str
    today: date
    starts_on: date
    delivery_ends_on: date
    delivery_ended_on: date | None
    method: Method | None
    teams: tuple[TeamPart, ...]
    measures: tuple[MeasureFacts, ...]
    costs: tuple[CostLine, ...]
    estimates: tuple[Estimate, ...] = ()
    assumptions: Assumptions = Assumptions()
    learning: Learning = Learning()
    applying: Applying = Applying()
    fx: FxTable | None = None
    window_waiver_months: int | None = None
    stops_at: int = 5
    seed: int = 1

    @property
    def delivered_on(self) -> date:
        """The last day of the training: as it was, else as planned."""
        return self.delivery_ended_on or self.delivery_ends_on

    @property
    def after_on(self) -> date:
        """Values from this day on show what the training did."""
        return self.delivered_on + timedelta(days=1)

    @property
    @exactly
    def delivery_months(self) -> Decimal:
        """From the first day to the last; whole months where they are whole."""
        whole = 0
        end = self.delivered_on + timedelta(days=1)
        while add_months(self.starts_on, whole + 1) <= end:
            whole += 1
        rest = (end - add_months(self.starts_on, whole)).days
        return Decimal(whole) + (Decimal(max(rest, 0)) / DAYS_A_MONTH).quantize(Decimal("0.01"))

    def of(self, *parts: Part) -> frozenset[str]:
        return frozenset(t.team for t in self.teams if t.part in parts)

    @property
    def trained(self) -> frozenset[str]:
        """Teams whose benefit counts; without a lot, all that take part."""
        drawn = self.of(Part.TREATED)
        return drawn or self.of(Part.UNDRAWN, Part.EXEMPT)

    def worthy(self) -> Iterator[MeasureFacts]:
        """Measures of results that are turned into money."""
        return (m for m in self.measures if m.level == 4 and m.worth is not None)
