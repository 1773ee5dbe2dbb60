"""The way from a claim's benefit to its net, bar by bar, as claimed and as we restate it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .audit_returns import Restatement
from .benefit import benefit_months
from .claims import Claim, ReturnClaim
from .codes import Flag
from .costs import CostCategory
from .figures import Excluded, shown
from .money import ONE, ZERO, Money, exactly
from .waterfall import Bar, BarKind

MONTHS = 12


@dataclass(frozen=True, slots=True)
class ClaimPath:
    """`curve` is the balance by month from the start; `break_even` the share of the unisolated benefit that would pay."""

    bars: tuple[Bar, ...]
    curve: tuple[tuple[int, Decimal], ...]
    costs: tuple[tuple[CostCategory, Money], ...]
    attribution: Decimal | None
    break_even: Decimal | None
    payback_months: Decimal | None


@exactly
def claimed_path(c: ReturnClaim, currency: str) -> ClaimPath | None:
    """As claimed: every month, the stated attribution, the stated cost. Null where there is nothing to draw."""
    if c.monthly_benefit is None or c.months is None or c.cost is None or c.cost <= 0:
        return None
    share = ONE if c.attribution is None else c.attribution
    sure = ONE if c.confidence is None else c.confidence
    stated = c.cost_categories or (CostCategory.DIRECT,)
    return _path(c, currency, c.months, share, sure, [(stated[0], c.cost)])


@exactly
def claim_path(c: ReturnClaim, currency: str, assume: Restatement) -> ClaimPath:
    """As restated: months within the first year after the training, confidence once, the costs that were left out."""
    months = benefit_months(c.months, c.delivery_months, c.multi_year_registered)
    share = ONE if c.measured else c.attribution
    sure = ONE if c.measured else assume.confidence if c.confidence is None else c.confidence
    first = (c.cost_categories or (CostCategory.DIRECT,))[0]
    costs = [(first, c.cost), *((line.category, line.charged.amount) for line in assume.added_costs)]
    return _path(c, currency, months, share, sure, costs)


@exactly
def excluded(claim: Claim, flags: Iterable[Flag]) -> tuple[Excluded, ...]:
    """What of a claim does not enter its restatement: months that earn nothing, and every other statement that the
    rules object to."""
    found = []
    first = claim.returns[0]
    if first.months is not None:
        lost = first.months - benefit_months(first.months, first.delivery_months, first.multi_year_registered)
        if lost > 0:
            found.append(Excluded("time", f"{shown(lost)} of {shown(first.months)} months", "no benefit before the training ends, or after its first year"))
    objections: dict[str, str] = {}
    for one in flags:
        name, at, _ = f"{one.path}..".split(".", 2)
        if name != "returns" and at.isdecimal():
            objections.setdefault(f"{name}.{at}", one.message)
    for part, message in objections.items():
        name, at = part.split(".")
        said = getattr(claim, name)[int(at)]
        found.append(Excluded(f"claim.{part}", getattr(said, "label", "") or said.metric, message))
    return tuple(found)


def _path(c: ReturnClaim, currency: str, months: Decimal, share: Decimal, sure: Decimal, costs) -> ClaimPath:
    def money(amount: Decimal) -> Money:
        return Money(amount, currency)

    possible, full = c.monthly_benefit * max(c.months, months), c.monthly_benefit * months
    bars = [Bar("possible", "claimed for every month", money(possible), BarKind.START)]
    if full != possible:
        bars.append(Bar("time", "months without benefit", money(full - possible), BarKind.STEP))
    bars.append(Bar("attribution", "due to other causes", money(full * share - full), BarKind.STEP))
    if sure != 1:
        bars.append(Bar("confidence", "doubt of the estimators", money(full * share * sure - full * share), BarKind.STEP))
    benefit, sums = full * share * sure, dict.fromkeys(CostCategory, ZERO)
    for category, amount in costs:
        sums[category] += amount
    cost = sum(sums.values(), ZERO)
    bars.append(Bar("attributed", "attributed benefit", money(benefit), BarKind.SUBTOTAL))
    bars += [Bar(k.value, f"{k.value} cost", money(-v), BarKind.COST) for k, v in sums.items() if v]
    bars.append(Bar("net", "net benefit", money(benefit - cost), BarKind.END))
    monthly = benefit / months if months else ZERO
    curve = tuple(
        (month, monthly * min(max(month - c.delivery_months, ZERO), months) - cost) for month in range(MONTHS + 1)
    )
    pays = c.delivery_months + cost / monthly if monthly > 0 and benefit >= cost else None
    return ClaimPath(
        tuple(bars), curve, tuple((k, money(v)) for k, v in sums.items() if v), share, cost / full if full > 0 else None, pays
    )
