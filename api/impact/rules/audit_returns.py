"""The audit of a claimed return, and its conservative restatement."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .benefit import Benefit, benefit_months, window_flags
from .claims import BenefitLabel, ReturnClaim
from .codes import Code, Flag, flag, refuse
from .costs import CostCategory, CostLine
from .figures import Figure, agrees, shown
from .measures import Basis
from .money import ONE, Money, exactly, share
from .returns import Returns, returns

LEVELS = (1, 2, 3, 4)


def audit_return(c: ReturnClaim, path: str) -> Iterator[Flag | Figure]:
    """Everything a CFO would ask of the figure, in the order of the sum."""
    yield from _benefit(c, path)
    yield from _isolation(c, path)
    yield from _cost(c, path)
    yield from _results(c, path)
    for level in LEVELS:
        if level not in c.levels:
            yield flag(Code.LEVEL_GAP, f"{path}.levels.{level}", f"nothing is recorded at level {level}")


def _benefit(c: ReturnClaim, path: str) -> Iterator[Flag]:
    if c.basis in (Basis.UNDECLARED, Basis.REVENUE):
        yield flag(Code.REVENUE_NOT_MARGIN, f"{path}.basis", "say whether the benefit is margin, cost or wage")
    if not c.conversion_source.strip():
        yield flag(Code.CONVERSION_UNSOURCED, f"{path}.conversion_source", "nothing is cited for the value in money")
    if c.months is not None:
        yield from window_flags(c.months, c.delivery_months, c.multi_year_registered, f"{path}.months")
    gross = attributed(c)
    if c.printed_as is BenefitLabel.NET and None not in (c.printed_benefit, gross) and agrees(c.printed_benefit, gross):
        yield flag(
            Code.NET_BENEFIT_AS_GROSS,
            f"{path}.printed_benefit",
            f"printed as net, but no cost is taken off it; the net benefit is "
            f"{shown(gross - c.cost) if c.cost else 'unknown without a cost'}",
        )


def _isolation(c: ReturnClaim, path: str) -> Iterator[Flag]:
    for name in ("attribution", "confidence"):
        value = getattr(c, name)
        if value is not None and not 0 <= value <= 1:
            yield flag(Code.SHARE_OUT_OF_RANGE, f"{path}.{name}", f"{name} lies from 0 to 1")
    if c.measured:
        if c.attribution not in (None, ONE):
            yield flag(Code.DOUBLE_ISOLATION, f"{path}.attribution", "a measured effect is isolated already")
        return
    if c.attribution is None:
        yield flag(Code.NO_ISOLATION, f"{path}.attribution", "no method says what was due to the training")
        return
    if c.confidence is None:
        yield flag(Code.CONFIDENCE_MISSING, f"{path}.confidence", "the estimate comes without its confidence")
    if c.estimators is not None and c.estimators < 3:
        yield flag(Code.TOO_FEW_ESTIMATORS, f"{path}.estimators", f"{c.estimators} of the 3 estimators a panel needs")
    if c.other_causes_excluded and c.attribution < 1:
        yield flag(
            Code.CONFLICTING_SOURCE,
            f"{path}.attribution",
            f"no other cause is said to exist, yet {shown(ONE - c.attribution)} is left to other causes",
        )


def _cost(c: ReturnClaim, path: str) -> Iterator[Flag]:
    if c.cost is None or c.cost <= 0:
        yield flag(Code.COST_MISSING, f"{path}.cost", "no cost is stated, so no return can be computed")
        return
    for category in CostCategory:
        if category not in c.cost_categories:
            yield flag(
                Code.COST_CATEGORY_MISSING,
                f"{path}.cost_categories.{category.value}",
                f"the cost is not said to include {category.value} cost",
            )


def _results(c: ReturnClaim, path: str) -> Iterator[Flag | Figure]:
    gross = attributed(c)
    if c.printed_benefit is not None:
        net = gross - c.cost if gross is not None and c.cost and c.printed_as is BenefitLabel.NET else gross
        yield Figure(f"{path}.printed_benefit", c.printed_as.value, c.printed_benefit, net)
        known = [x for x in (gross, net) if x is not None]
        if known and not any(agrees(c.printed_benefit, x) for x in known):
            yield _differs(f"{path}.printed_benefit", known[-1])
    if gross is None:
        return
    if c.cost is None or c.cost <= 0:
        if c.payback_months is not None and c.months:
            ceiling = gross * c.payback_months / c.months
            yield Figure(f"{path}.cost", "highest cost that the payback allows", None, ceiling)
        return
    roi = (gross - c.cost) / c.cost
    computed = {"roi": roi, "bcr": gross / c.cost}
    if c.months and gross > 0:
        computed["payback_months"] = c.cost * c.months / gross
    for name, value in computed.items():
        stated = getattr(c, name)
        yield Figure(f"{path}.{name}", name, stated, value)
        if stated is None or agrees(stated, value):
            continue
        if name == "roi" and agrees(stated, roi - 1):
            yield flag(Code.NET_BENEFIT_AS_GROSS, f"{path}.roi", f"cost is taken off twice; once gives {shown(roi)}")
        elif name == "payback_months" and agrees(stated, value + c.delivery_months):
            continue
        else:
            yield _differs(f"{path}.{name}", value)


def _differs(path: str, value: Decimal) -> Flag:
    return flag(Code.CONFLICTING_SOURCE, path, f"its own inputs give {shown(value)}")


@exactly
def attributed(c: ReturnClaim) -> Decimal | None:
    """Monthly benefit × months × attribution × confidence, as far as stated; null without a monthly benefit."""
    if c.monthly_benefit is None or c.months is None:
        return None
    parts = [x for x in (c.attribution, c.confidence) if x is not None]
    result = c.monthly_benefit * c.months
    for part in parts:
        result *= part
    return result


@dataclass(frozen=True, slots=True)
class Restatement:
    """What we assume where the claim is silent: the confidence, and the costs that it left out."""

    confidence: Decimal
    added_costs: tuple[CostLine, ...]


@exactly
def restate(c: ReturnClaim, currency: str, assume: Restatement) -> Returns:
    """The conservative return: months within the first year after the training, confidence applied once, all four
    cost categories. Refused where there is still nothing to compute from."""
    if c.monthly_benefit is None or c.months is None:
        raise refuse(Code.DATA_MISSING, "monthly_benefit", "a restatement needs the monthly benefit and the months")
    if c.attribution is None and not c.measured:
        raise refuse(Code.NO_ISOLATION, "attribution", "nothing says what part was due to the training")
    if c.cost is None or c.cost <= 0:
        raise refuse(Code.COST_MISSING, "cost", "without a cost the ROI is undefined")
    cost = Money(c.cost, currency)
    stated = set(c.cost_categories)
    for line in assume.added_costs:
        cost += line.charged
        stated.add(line.category)
    if missing := [x for x in CostCategory if x not in stated]:
        raise refuse(Code.COST_CATEGORY_MISSING, f"added_costs.{missing[0].value}", "assume a cost, or state zero")
    isolated = {} if c.measured else {
        "attribution": share(c.attribution),
        "confidence": share(assume.confidence if c.confidence is None else c.confidence),
    }
    months = benefit_months(c.months, c.delivery_months, c.multi_year_registered)
    benefit = Benefit(Money(c.monthly_benefit, currency), months, measured=c.measured, **isolated)
    return returns(benefit.attributed, cost)
