"""What is known now, as a return: one conservative headline and the interval around what it rests on."""

from dataclasses import dataclass
from decimal import Decimal

from .codes import refuse_any
from .inputs import Inputs, input_flags
from .money import Money, exactly
from .replay import ENGINE_VERSION, inputs_hash
from .returns import bcr, break_even_attribution, roi
from .simulation import Simulated, simulate
from .tornado import TornadoBar, tornado
from .waterfall import Bar, Path, PaybackPoint, benefit_path, waterfall


@dataclass(frozen=True, slots=True)
class Projection:
    """Ratios are ratios (roi 18.2), money carries its currency, months count from the start of delivery.

    The headline (roi, bcr, …) takes the most likely value of every input and confidence once off: the conservative
    reading. `roi_low` to `roi_high` holds 90 % of the draws, `payback` bands 80 %; both reach down to the headline
    where confidence puts it below them. `distinguishable` is false where the benefit's 95 % interval spans zero. `break_even_attribution` is the share of the unisolated benefit that would
    just pay the cost; `payback_months` is null where the benefit never does.
    """

    engine_version: str
    inputs_hash: str
    roi: Decimal
    bcr: Decimal
    attributed_benefit: Money
    total_cost: Money
    net_benefit: Money
    attribution: Decimal | None
    payback_months: Decimal | None
    break_even_attribution: Decimal | None
    break_even_months: Decimal | None
    roi_low: Decimal
    roi_median: Decimal
    roi_high: Decimal
    benefit_low: Money
    benefit_high: Money
    probability_positive: Decimal
    probability_hurdle: Decimal
    distinguishable: bool
    waterfall: tuple[Bar, ...]
    payback: tuple[PaybackPoint, ...]
    tornado: tuple[TornadoBar, ...]


def project(inputs: Inputs) -> Projection:
    """Inputs → Projection: the same inputs give the same bytes. Refused with every flag that bars an ROI."""
    refuse_any(input_flags(inputs))
    path = benefit_path(inputs)
    simulated = simulate(inputs)
    return _assembled(inputs, path, simulated)


@exactly
def _assembled(inputs: Inputs, path: Path, simulated: Simulated) -> Projection:
    cost = inputs.cost().total
    benefit = path.attributed
    pays = path.payback_months(cost)
    headline = roi(benefit, cost)
    return Projection(
        engine_version=ENGINE_VERSION,
        inputs_hash=inputs_hash(inputs),
        roi=headline,
        bcr=bcr(benefit, cost),
        attributed_benefit=benefit,
        total_cost=cost,
        net_benefit=benefit - cost,
        attribution=path.attribution,
        payback_months=pays,
        break_even_attribution=break_even_attribution(path.transferred, cost),
        break_even_months=None if pays is None else pays - inputs.delivery_months,
        roi_low=min(headline, simulated.roi[0]),
        roi_median=simulated.roi[1],
        roi_high=simulated.roi[2],
        benefit_low=Money(min(benefit.amount, simulated.benefit[0]), inputs.currency),
        benefit_high=Money(simulated.benefit[1], inputs.currency),
        probability_positive=simulated.probability_positive,
        probability_hurdle=simulated.probability_hurdle,
        distinguishable=not simulated.benefit[0] <= 0 <= simulated.benefit[1],
        waterfall=waterfall(inputs, path),
        payback=path.payback_curve(cost, simulated.payback),
        tornado=tornado(inputs, simulated.weights),
    )
