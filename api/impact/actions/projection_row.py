"""A reckoning as the columns of a projection."""

from decimal import Decimal
from typing import Any

from api.impact.actions.refusing import flag_json
from api.impact.actions.saving import money_json
from api.impact.rules.money import rounded
from api.impact.rules.projection import Projection
from api.impact.rules.reckoning import Reckoning
from api.impact.rules.replay import ENGINE_VERSION, decimal_text, inputs_hash, plain

RATIOS = (
    "roi", "roi_low", "roi_median", "roi_high", "bcr", "payback_months", "break_even_attribution", "break_even_months", "attribution",
)  # fmt: skip
LARGEST_RATE = Decimal(10) ** 12  # beyond it a rate says nothing
MONEYS = ("attributed_benefit", "benefit_low", "benefit_high", "net_benefit")


def projection_values(reckoning: Reckoning, currency: str, seed: int) -> dict[str, Any]:
    p, inputs = reckoning.projection, reckoning.assembled.inputs
    values: dict[str, Any] = {
        "currency": currency, "seed": seed, "grade": reckoning.assembled.grade, "hurdle": inputs.hurdle,
        "flags": [flag_json(f) for f in reckoning.flags],
        "excluded": plain(reckoning.assembled.excluded),
        "cost_by_category": [{"category": c.name, "money": money_json(m)} for c, m in reckoning.costs],
        "delay_curve": [{"months": d.months, "lost": decimal_text(rounded(d.lost.amount, 2))} for d in reckoning.delay],
        "inputs": plain(inputs), "inputs_hash": inputs_hash(inputs), "engine_version": ENGINE_VERSION,
        "waterfall": [], "payback_curve": [], "tornado": [],
        **dict.fromkeys((*RATIOS, *MONEYS, "cost", "npv", "irr", "probability_above_zero", "probability_above_hurdle", "distinguishable")),
    }  # fmt: skip
    if p is None:
        return values
    npv, irr = reckoning.discounted.npv, reckoning.discounted.irr
    values["npv"] = None if npv is None else rounded(npv, 6)
    values["irr"] = None if irr is None or irr >= LARGEST_RATE else rounded(irr, 9)
    return {**values, **_figures(p)}


def _figures(p: Projection) -> dict[str, Any]:
    return {
        **{name: _nine(getattr(p, name)) for name in RATIOS},
        **{name: rounded(getattr(p, name).amount, 6) for name in MONEYS},
        "cost": rounded(p.total_cost.amount, 6),
        "probability_above_zero": p.probability_positive,
        "probability_above_hurdle": p.probability_hurdle,
        "distinguishable": p.distinguishable,
        "waterfall": [
            {"key": b.key, "label": b.label, "amount": decimal_text(rounded(b.amount.amount, 6)), "kind": b.kind.name} for b in p.waterfall
        ],
        "payback_curve": [
            {"month": x.month, **{k: decimal_text(rounded(v.amount, 2)) for k, v in (("mid", x.value), ("low", x.low), ("high", x.high))}}
            for x in p.payback
        ],
        "tornado": [
            {
                "key": t.key, "label": t.key.replace(".", " · "), "inputLow": _text(t.input_low), "inputHigh": _text(t.input_high),
                "low": _text(t.low), "high": _text(t.high), "varianceShare": _text(t.variance_share),
            }
            for t in p.tornado
        ],
    }  # fmt: skip


def _nine(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, 9)


def _text(value: Decimal) -> str:
    return decimal_text(rounded(value, 6))
