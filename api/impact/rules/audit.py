"""Check a claim against the rules that our own studies obey, recompute each figure, and restate the return."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .audit_returns import audit_return
from .claims import (
    ChangeClaim,
    Claim,
    Comparison,
    ContributionClaim,
    ConversionClaim,
    ProductClaim,
    Quote,
    SaidAs,
    SavingClaim,
)
from .codes import Code, Flag, flag
from .figures import Figure, agrees, shown
from .measures import Basis, Change, Unit
from .money import HUNDRED, ONE, currency_code, exactly, prorate

Finding = Flag | Figure


@dataclass(frozen=True, slots=True)
class Audit:
    """`flags` say what is wrong and where; `figures` put what we compute beside what was claimed."""

    flags: tuple[Flag, ...]
    figures: tuple[Figure, ...]


@exactly
def audit(claim: Claim) -> Audit:
    """Every figure recomputed, every rule applied. An honest and complete claim earns no flag."""
    currency_code(claim.currency)
    found: list[Finding] = []
    for name, check in CHECKS.items():
        for i, part in enumerate(getattr(claim, name)):
            found += check(part, f"{name}.{i}")
    found += _quotes(claim.quotes)
    return Audit(
        tuple(f for f in found if isinstance(f, Flag)),
        tuple(f for f in found if isinstance(f, Figure)),
    )


def _product(p: ProductClaim, path: str) -> Iterator[Finding]:
    result = ONE
    for factor in p.factors:
        result *= factor
    yield Figure(f"{path}.stated", p.label, p.stated, result)
    if not agrees(p.stated, result):
        yield flag(Code.CONFLICTING_SOURCE, f"{path}.stated", f"its own factors give {shown(result)}")
    if p.basis in (Basis.UNDECLARED, Basis.REVENUE):
        yield flag(Code.REVENUE_NOT_MARGIN, f"{path}.basis", "say whether the loss avoided is margin, cost or wage")
    if p.attribution is None:
        yield flag(Code.NO_ISOLATION, f"{path}.attribution", "the whole of it is given to the training")


def _change(c: ChangeClaim, path: str) -> Iterator[Finding]:
    if c.comparison is Comparison.SELF_SELECTED:
        yield flag(Code.DESIGN_SELECTION, f"{path}.comparison", "who chose to take part differs beforehand from who did not")
    if c.before is None or c.after is None:
        if c.unit is Unit.RATIO and c.said_as is SaidAs.PERCENT:
            yield flag(Code.PP_VS_PERCENT, f"{path}.said_as", "of a rate, % may mean points or a relative change")
        return
    change = Change(c.before, c.after)
    said = _said(change, c)
    yield Figure(f"{path}.stated", c.label, c.stated, said)
    if c.stated is None:
        return
    stated = abs(c.stated)
    if c.said_as is SaidAs.PERCENT and c.unit is Unit.RATIO and agrees(stated, abs(change.points) / HUNDRED):
        yield flag(
            Code.PP_VS_PERCENT,
            f"{path}.stated",
            f"these are {shown(abs(change.points))} percentage points, a relative change of {shown(change.relative)}",
        )
    elif not agrees(stated, abs(said)):
        yield flag(Code.CONFLICTING_SOURCE, f"{path}.stated", f"its own before and after give {shown(said)}")


def _said(change: Change, c: ChangeClaim) -> Decimal:
    match c.said_as:
        case SaidAs.PP:
            return change.points
        case SaidAs.SPEED:
            return change.speed
        case SaidAs.FACTOR:
            return change.factor
        case SaidAs.SPEED_FACTOR:
            return change.speed_factor
        case SaidAs.VALUE:
            return change.difference
        case _:
            return change.relative


def _saving(s: SavingClaim, path: str) -> Iterator[Finding]:
    hours = s.hours_per_month * s.share_saved * 12
    yield Figure(f"{path}.stated_hours_per_year", s.label, s.stated_hours_per_year, hours)
    if s.stated_hours_per_year is not None and not agrees(s.stated_hours_per_year, hours):
        yield flag(
            Code.UNIT_PERIOD,
            f"{path}.stated_hours_per_year",
            f"{shown(s.share_saved)} of {shown(s.hours_per_month)} h a month is {shown(hours)} h a year",
        )
    over = s.base_hours_per_year is not None and hours > s.base_hours_per_year
    if over:
        yield flag(
            Code.SAVING_EXCEEDS_BASE,
            f"{path}.share_saved",
            f"{shown(hours)} h saved of the {shown(s.base_hours_per_year)} h said to be wasted",
        )
    if s.stated_value_per_year is None:
        return
    if s.hourly_rate is None:
        yield flag(
            Code.CONVERSION_UNSOURCED,
            f"{path}.hourly_rate",
            f"no rate is stated; {shown(s.stated_value_per_year / hours)} an hour is implied",
        )
    elif not agrees(s.stated_value_per_year, hours * s.hourly_rate):
        yield flag(
            Code.CONFLICTING_SOURCE, f"{path}.stated_value_per_year", f"hours × rate give {shown(hours * s.hourly_rate)}"
        )
    counted = prorate(s.stated_value_per_year, s.base_hours_per_year, hours) if over else s.stated_value_per_year
    yield Figure(f"{path}.stated_value_per_year", s.label, s.stated_value_per_year, counted)


def _conversion(c: ConversionClaim, path: str) -> Iterator[Finding]:
    mixed = {c.unit, c.value_unit} == {Unit.PP, Unit.RATIO}
    quantity = c.quantity * HUNDRED if mixed and c.unit is Unit.RATIO else c.quantity
    quantity = quantity / HUNDRED if mixed and c.unit is Unit.PP else quantity
    result = quantity * c.value
    yield Figure(f"{path}.stated", c.label, c.stated, result)
    if mixed:
        yield flag(
            Code.PP_VS_PERCENT,
            f"{path}.unit",
            f"read literally this is {shown(c.quantity * c.value)}; in the unit of its value it is {shown(result)}",
        )
    elif c.unit is not c.value_unit:
        yield flag(Code.UNIT_PERIOD, f"{path}.unit", f"{c.unit} cannot be valued by {c.value_unit}")
    if not c.source.strip():
        yield flag(Code.CONVERSION_UNSOURCED, f"{path}.source", "nothing is cited for this conversion")
    if c.stated is not None and not mixed and not agrees(c.stated, result):
        yield flag(Code.CONFLICTING_SOURCE, f"{path}.stated", f"its own inputs give {shown(result)}")


def _contribution(c: ContributionClaim, path: str) -> Iterator[Finding]:
    if c.contribution is None:
        yield flag(Code.NO_ISOLATION, f"{path}.contribution", "no part is given to the training")
        return
    if not 0 <= c.contribution <= 1:
        yield flag(Code.SHARE_OUT_OF_RANGE, f"{path}.contribution", "a contribution lies from 0 to 1")
        return
    if c.confidence is None:
        yield flag(Code.CONFIDENCE_MISSING, f"{path}.confidence", "an estimate needs its confidence")
    elif not 0 <= c.confidence <= 1:
        yield flag(Code.SHARE_OUT_OF_RANGE, f"{path}.confidence", "confidence lies from 0 to 1")
        return
    sure = ONE if c.confidence is None else c.confidence
    yield Figure(f"{path}.improvement", c.label, c.improvement, c.improvement * c.contribution * sure)


def _survey(s, path: str) -> Iterator[Finding]:
    if s.enters_roi:
        yield flag(Code.EXTERNAL_CLAIM, f"{path}.enters_roi", "a survey of others has no base here; it is barred from the ROI")
    elif not s.source.strip():
        yield flag(Code.EXTERNAL_CLAIM, f"{path}.source", "a figure of others is shown with its source, or not at all")


def _quotes(quotes: tuple[Quote, ...]) -> Iterator[Finding]:
    """Quotes of one metric, brought to one base: ×9.5 leaves 1/9.5 of the time, a saving of 0.72 leaves 0.28."""
    by_metric: dict[str, list[tuple[int, Quote]]] = defaultdict(list)
    for i, q in enumerate(quotes):
        by_metric[q.metric].append((i, q))
    for same in by_metric.values():
        (_, first), *rest = same
        for i, q in rest:
            ours, theirs = _one_base(first), _one_base(q)
            if not agrees(theirs, ours):
                yield Figure(f"quotes.{i}.value", q.metric, q.value, first.value)
                yield flag(
                    Code.CONFLICTING_SOURCE,
                    f"quotes.{i}.value",
                    f"{shown(q.value)} ({q.said_as}) and {shown(first.value)} ({first.said_as}) are said of one figure",
                )


def _one_base(q: Quote) -> Decimal:
    match q.said_as:
        case SaidAs.SPEED_FACTOR:
            return ONE / q.value
        case SaidAs.RELATIVE | SaidAs.PERCENT:
            return ONE + q.value
        case SaidAs.SPEED:
            return ONE / (ONE + q.value)
        case _:
            return q.value


CHECKS = {
    "returns": audit_return,
    "products": _product,
    "changes": _change,
    "savings": _saving,
    "conversions": _conversion,
    "contributions": _contribution,
    "surveys": _survey,
}
