"""Costs and estimates."""

from dataclasses import replace
from uuid import UUID

from api.impact import models
from api.impact.actions import drafts
from api.impact.actions.loading import LEARNING_TIME, estimate, locked
from api.impact.actions.planning import in_state
from api.impact.actions.refusing import invalid, refusing
from api.impact.actions.saving import changed
from api.impact.rules.codes import Code, refuse, refuse_any
from api.impact.rules.costs import CostCategory, CostKind, CostLine
from api.impact.rules.estimates import panel
from api.impact.rules.evaluation import State
from api.impact.rules.money import FxTable, Money, currency_code
from api.impact.rules.replay import plain
from api.kit import clock, refusals
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.rules import checks

OPEN = (State.PLANNED, State.BASELINE_LOCKED, State.RUNNING, State.FOLLOW_UP)
MOST_COSTS, MOST_ESTIMATES = 200, 200


@refusing
async def enter_costs(viewer: Viewer, draft: drafts.EnterCostsDraft) -> UUID:
    if len(draft.costs) > MOST_COSTS:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST_COSTS} costs at once.", ("costs",))
    for field in ("hourly_wage", "wage_loading"):
        if getattr(draft, field) is not None and getattr(draft, field) < 0:
            raise refuse(Code.COST_NEGATIVE, field, "an hour costs nothing less than nothing")

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, *OPEN)
        if draft.hourly_wage is not None:
            evaluation.hourly_wage = draft.hourly_wage
        if draft.wage_loading is not None:
            evaluation.wage_loading = draft.wage_loading
        _put_rates(evaluation, draft.fx)
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        for i, line_id in enumerate(draft.withdrawn_ids):
            if not await models.CostLine.filter(**own, id=line_id, automatic=False).delete():
                raise Refusal(refusals.Code.NOT_FOUND, "There is no such cost.", ("withdrawnIds", i))
        known = {(c.category, c.label, c.kind): c for c in await models.CostLine.filter(**own).select_for_update()}
        for i, one in enumerate(draft.costs):
            line = checked(one, evaluation.currency, f"costs.{i}")
            if line.money.currency != evaluation.currency:
                _convertible(evaluation, line.money.currency, f"costs.{i}.currency")
            row = known.get((line.category, line.label, line.kind)) or models.CostLine(
                **own, id=new_id(), label=line.label, category=line.category, kind=line.kind, position=len(known) + 1
            )
            row.amount, row.currency, row.low, row.high = line.money.amount, line.money.currency, line.low, line.high
            row.used, row.spent_on, row.recurring, row.updated_at = line.used, line.on, line.recurring, clock.now()
            await row.save(force_create=(line.category, line.label, line.kind) not in known)
            known[line.category, line.label, line.kind] = row
        await changed(evaluation, "costs")
        return evaluation.id

    return await unit_of_work(work)


def checked(one: drafts.CostDraft, currency: str, path: str) -> CostLine:
    """One cost as the rules know it, or every reason against it."""
    label = checks.plain(one.label, (*path.split("."), "label"))
    line = CostLine(
        label, one.category, Money(one.amount, currency_code(one.currency or currency, f"{path}.currency")), one.kind, one.spent_on,
        one.recurring, one.used, one.low, one.high,
    )  # fmt: skip
    refuse_any(replace(f, path=f.path.replace(".money", ".amount")) for f in line.flags(path))
    if line.kind is CostKind.ACTUAL and line.low is not None:
        raise refuse(Code.RANGE_DISORDERED, f"{path}.low", "what was booked has no range")
    if line.label == LEARNING_TIME and line.category is CostCategory.OPPORTUNITY and line.kind is CostKind.ACTUAL:
        raise refuse(Code.DOUBLE_COUNT, f"{path}.label", "learning time is computed from recorded minutes and the wage")
    return line


def _put_rates(evaluation: models.Evaluation, fx: drafts.FxDraft | None) -> None:
    """One table a study; after the lock it is no longer changed."""
    if fx is None:
        return
    if evaluation.fx is not None and evaluation.state is not State.PLANNED:
        raise refuse(Code.BASELINE_LOCKED, "fx", "the table of rates was locked")
    rates = {}
    for i, one in enumerate(fx.rates):
        currency = currency_code(one.currency, f"fx.rates.{i}.currency")
        if one.rate <= 0:
            raise refuse(Code.FX_RATE_MISSING, f"fx.rates.{i}.rate", "a rate is above zero")
        rates[currency] = one.rate
    source = checks.plain(fx.source, ("fx", "source"))
    evaluation.fx = plain(FxTable(evaluation.currency, rates, fx.rated_on, source))


def _convertible(evaluation: models.Evaluation, currency: str, path: str) -> None:
    if evaluation.fx is None:
        raise refuse(Code.CURRENCY_MIXED, path, f"{currency} in a study kept in {evaluation.currency} needs its rate")
    if currency not in evaluation.fx["rates"]:
        raise refuse(Code.FX_RATE_MISSING, path, f"no rate from {currency} to {evaluation.currency}")


@refusing
async def enter_estimates(viewer: Viewer, draft: drafts.EnterEstimatesDraft) -> UUID:
    """Blind first, then discussed: each estimator's own share, with confidence or a range. A measured method takes none:
    what was measured is isolated already."""
    if len(draft.estimates) > MOST_ESTIMATES:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST_ESTIMATES} estimates at once.", ("estimates",))

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, *OPEN)
        if evaluation.method is not None and evaluation.method.measured:
            raise refuse(Code.DOUBLE_ISOLATION, "estimates", "a measured effect is isolated already; an opinion on top isolates it twice")
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        for i, one in enumerate(draft.estimates):
            name = checks.plain(one.estimator, ("estimates", i, "estimator"))
            if (one.low is None) != (one.high is None):
                raise refuse(Code.RANGE_DISORDERED, f"estimates.{i}.low", "a range needs both its ends")
            if one.low is not None and not one.low <= one.contribution <= one.high:
                raise refuse(Code.RANGE_DISORDERED, f"estimates.{i}.low", "a range runs low ≤ contribution ≤ high")
            if one.confidence is None and one.low is None:
                raise refuse(Code.CONFIDENCE_MISSING, f"estimates.{i}.confidence", "an estimate needs its confidence or a range")
            for field in ("contribution", "confidence", "low", "high"):
                value = getattr(one, field)
                if value is not None and not 0 <= value <= 1:
                    raise refuse(Code.SHARE_OUT_OF_RANGE, f"estimates.{i}.{field}", f"{field} lies from 0 to 1")
            if name in (e.estimator for e in draft.estimates[:i]):
                raise invalid("This estimator is listed twice.", "estimates", i, "estimator")
            row = await models.Estimate.filter(**own, estimator=name).select_for_update().first()
            made = row is None
            row = row or models.Estimate(**own, id=new_id(), estimator=name)
            for field in ("kind", "contribution", "confidence", "low", "high", "basis"):
                setattr(row, field, getattr(one, field))
            row.entered_at = clock.now()
            await row.save(force_create=made)
        rows = await models.Estimate.filter(**own).order_by("estimator")
        if rows:
            panel([estimate(row) for row in rows])
        await changed(evaluation, "estimates")
        return evaluation.id

    return await unit_of_work(work)
