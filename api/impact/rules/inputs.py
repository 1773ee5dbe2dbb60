"""Everything a projection is computed from, as one value that can be stored, hashed and replayed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .benefit import benefit_months
from .codes import Code, Flag, flag
from .costs import Cost, CostLine, cost_flags, fully_loaded, in_currency, standing_costs
from .draws import LIVE_DRAWS, Fixed, Spread, central
from .estimates import Pert, read_confidence
from .money import ONE, FxTable, currency_code, exactly

ALL = Fixed(ONE)


class ProjectionKind(StrEnum):
    """What is known by now: a forecast before the start, interim before the window opens, final after it. `claimed` and
    `restated` stand for an audited claim of others and for what we make of it."""

    FORECAST = "forecast"
    INTERIM = "interim"
    FINAL = "final"
    CLAIMED = "claimed"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True)
class Stream:
    """One measure turned into money each month.

    effect: units of the measure gained per person (or team) and month. unit_value: money per unit. people: how many
    were assigned. An estimated effect is isolated by attribution × confidence; a measured one (`measured`) is the
    effect of being assigned: it takes neither, and drop-outs are in it already.
    """

    name: str
    effect: Spread
    unit_value: Spread
    people: int
    attribution: Spread | None = None
    confidence: Decimal | None = None
    measured: bool = False

    def isolation(self) -> tuple[Decimal, Spread]:
        """(share used in the headline, spread used in the draws). Confidence lowers the headline; in the draws it is
        the breadth of the attribution, unless the estimators gave a range of their own."""
        if self.measured or self.attribution is None:
            return ONE, ALL
        mode = central(self.attribution)
        if self.confidence is None:
            return mode, self.attribution
        if isinstance(self.attribution, Fixed):
            return mode * self.confidence, read_confidence(mode, self.confidence)
        return mode * self.confidence, self.attribution


@dataclass(frozen=True, slots=True)
class Inputs:
    """Costs, streams and time of one programme.

    Shares (completion of the assigned, mastery of those, transfer to the job) apply to estimated streams. Months of
    benefit begin when delivery ends, climb linearly over the ramp, fade by `monthly_decay`, and end with the first
    year unless a multi-year benefit was registered before the start.
    """

    currency: str
    costs: tuple[CostLine, ...]
    streams: tuple[Stream, ...]
    months: Spread
    delivery_months: Decimal = Decimal(0)
    ramp_months: int = 0
    monthly_decay: Decimal = Decimal(0)
    completion: Spread = ALL
    mastery: Spread = ALL
    transfer: Spread = ALL
    horizon_months: int = 12
    multi_year_registered: bool = False
    hurdle: Decimal = Decimal(0)
    fx: FxTable | None = None
    draws: int = LIVE_DRAWS
    seed: int = 1

    def cost(self) -> Cost:
        return fully_loaded(self.counted_costs(), self.currency)

    def counted_costs(self) -> tuple[CostLine, ...]:
        """The lines that stand (actual before estimate before budget), in the study's currency."""
        return standing_costs(in_currency(self.costs, self.currency, self.fx))

    def allowed_months(self, asked: Decimal) -> Decimal:
        return benefit_months(asked, self.delivery_months, self.multi_year_registered)


SHARES = ("completion", "mastery", "transfer")


@exactly
def input_flags(inputs: Inputs) -> tuple[Flag, ...]:
    """Why no ROI can be printed from these inputs; empty when one can."""
    currency_code(inputs.currency)
    return tuple(_input_flags(inputs))


def _input_flags(inputs: Inputs) -> Iterator[Flag]:
    yield from cost_flags(inputs.costs)
    if not inputs.streams:
        yield flag(Code.DATA_MISSING, "streams", "no benefit is entered")
    names = [s.name for s in inputs.streams]
    for i, stream in enumerate(inputs.streams):
        if names.index(stream.name) != i:
            yield flag(Code.DOUBLE_COUNT, f"streams.{i}.name", f"{stream.name} is counted twice")
        yield from _stream_flags(stream, f"streams.{i}")
    for name in SHARES:
        yield from _share_flags(getattr(inputs, name), name)
    if inputs.delivery_months < 0 or inputs.ramp_months < 0 or _lowest(inputs.months) < 0:
        yield flag(Code.BENEFIT_WINDOW, "months", "no time is negative")
    if not 0 <= inputs.monthly_decay <= 1:
        yield flag(Code.SHARE_OUT_OF_RANGE, "monthly_decay", "a monthly loss lies from 0 to 1")


def _stream_flags(s: Stream, path: str) -> Iterator[Flag]:
    if s.people < 0:
        yield flag(Code.HEADCOUNT_EXCEEDS_COHORT, f"{path}.people", "people cannot be negative")
    if s.measured:
        if s.attribution not in (None, ALL) or s.confidence not in (None, ONE):
            yield flag(
                Code.DOUBLE_ISOLATION,
                f"{path}.attribution",
                "a measured effect is attributed by construction; an opinion on top isolates it twice",
            )
        return
    if s.attribution is None:
        yield flag(Code.NO_ISOLATION, f"{path}.attribution", "no method says what is due to the training")
        return
    yield from _share_flags(s.attribution, f"{path}.attribution")
    if s.confidence is None and isinstance(s.attribution, Fixed):
        yield flag(Code.CONFIDENCE_MISSING, f"{path}.confidence", "an estimate needs its confidence, or a range")
    elif s.confidence is not None and not 0 <= s.confidence <= 1:
        yield flag(Code.SHARE_OUT_OF_RANGE, f"{path}.confidence", "confidence lies from 0 to 1")


def _share_flags(spread: Spread, path: str) -> Iterator[Flag]:
    if not 0 <= _lowest(spread) or not _highest(spread) <= 1:
        yield flag(Code.SHARE_OUT_OF_RANGE, path, f"{path.rpartition('.')[2]} lies from 0 to 1")


def _lowest(spread: Spread) -> Decimal:
    return spread.low if isinstance(spread, Pert) else central(spread)


def _highest(spread: Spread) -> Decimal:
    return spread.high if isinstance(spread, Pert) else central(spread)


@exactly
def month_weights(inputs: Inputs, upto: int) -> tuple[Decimal, ...]:
    """Full months earned after 0, 1, 2, … months of benefit: the running sum of ramp × decay."""
    earned = [Decimal(0)]
    for j in range(1, upto + 1):
        ramp = min(ONE, (2 * Decimal(j) - 1) / (2 * Decimal(inputs.ramp_months))) if inputs.ramp_months else ONE
        earned.append(earned[-1] + ramp * (ONE - inputs.monthly_decay) ** (j - 1))
    return tuple(earned)


@exactly
def full_months(inputs: Inputs, months: Decimal) -> Decimal:
    """Months of full benefit in that many months; a started month counts in proportion."""
    whole = int(months)
    earned = month_weights(inputs, whole + 1)
    return earned[whole] + (earned[whole + 1] - earned[whole]) * (months - whole)

