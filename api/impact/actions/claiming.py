"""A claim of others, typed in and audited by the rules that our own studies obey. Nothing of it is believed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.impact import models
from api.impact.actions import drafts
from api.impact.actions.refusing import flag_json, heard, refusing, said
from api.impact.actions.saving import money_json, today_of
from api.impact.actions.spending import checked
from api.impact.rules.audit import Audit, audit
from api.impact.rules.audit_returns import Restatement, attributed, restate
from api.impact.rules.claims import Claim, ReturnClaim
from api.impact.rules.codes import Flag, Refused
from api.impact.rules.evaluation import State
from api.impact.rules.inputs import ProjectionKind
from api.impact.rules.money import Money, currency_code, rounded, share
from api.impact.rules.replay import ENGINE_VERSION, decimal_text, inputs_hash, plain
from api.impact.rules.restated import ClaimPath, claim_path, claimed_path, excluded
from api.kit import clock, journal, refusals
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.rules import checks

MOST_PARTS = 50


@refusing
async def audit_claim(viewer: Viewer, draft: drafts.AuditClaimDraft) -> UUID:
    name = checks.texts(draft.name, ("name",))
    label = checks.plain(draft.claim.label, ("claim", "label"), 300)
    for part in ("returns", "products", "changes", "savings", "conversions", "contributions", "quotes", "surveys"):
        if len(getattr(draft.claim, part)) > MOST_PARTS:
            raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST_PARTS} of them.", ("claim", part))
    with heard("claim"):
        currency_code(draft.claim.currency)
        found = audit(draft.claim)
    assumed = None if draft.assumed is None else _assumed(draft.assumed, draft.claim.currency)

    async def work() -> UUID:
        if draft.id is not None and (known := await models.Evaluation.get_or_none(id=draft.id)):
            claim = await models.AuditedClaim.get_or_none(organisation_id=viewer.organisation_id, evaluation_id=known.id)
            if claim is None or claim.claim != plain(draft.claim):
                raise Refusal(refusals.Code.CONFLICT, "Another evaluation has this id.", ("id",))
            return known.id
        now, today = clock.now(), await today_of(viewer.organisation_id)
        made = models.Evaluation(
            id=draft.id or new_id(), organisation_id=viewer.organisation_id, name=name, kind=draft.kind, state=State.AUDITED,
            owner_id=viewer.employee_id, currency=draft.claim.currency, starts_on=today, delivery_ends_on=today,
            flags=[flag_json(f) for f in found.flags], created_at=now, updated_at=now,
        )  # fmt: skip
        await made.save(force_create=True)
        await models.AuditedClaim.create(
            organisation_id=made.organisation_id, evaluation_id=made.id, label=label, source=draft.source[:300], currency=draft.claim.currency,
            claim=plain(draft.claim), assumed=plain(assumed), figures=_figures(found), flags=made.flags, audited_at=now,
        )  # fmt: skip
        if draft.claim.returns:
            await _project(made, draft.claim, found, assumed)
        journal.add("evaluation.changed", organisation=made.organisation_id, subject=made.id, what="audited", state=made.state.value)
        return made.id

    return await unit_of_work(work)


def _assumed(draft: drafts.AssumedDraft, currency: str) -> Restatement:
    share(draft.confidence, "assumed.confidence")
    return Restatement(
        draft.confidence, tuple(checked(one, currency, f"assumed.added_costs.{i}") for i, one in enumerate(draft.added_costs))
    )


def _figures(found: Audit) -> list[dict]:
    return [
        {
            "path": ".".join(said(f.path)), "label": f.label, "stated": None if f.stated is None else decimal_text(f.stated),
            "computed": None if f.computed is None else decimal_text(rounded(f.computed, 6)),
        }
        for f in found.figures
    ]  # fmt: skip


async def _project(evaluation: models.Evaluation, whole: Claim, found: Audit, assumed: Restatement | None) -> None:
    """The claim as it is printed, and beside it what is left of it under our rules."""
    claim = whole.returns[0]
    of_it = tuple(f for f in found.flags if f.path.startswith("returns.0"))
    await _row(evaluation, ProjectionKind.CLAIMED, of_it, claim, _printed(claim), claimed_path(claim, evaluation.currency), 0)
    if assumed is None:
        return
    try:
        ours = restate(claim, evaluation.currency, assumed)
        path = claim_path(claim, evaluation.currency, assumed)
        values = {**_returned(ours.roi, ours.bcr, ours.benefit, ours.cost, path), "excluded": plain(excluded(whole, found.flags))}
        flags: tuple[Flag, ...] = ()
    except Refused as no:
        values, path, flags = {}, None, no.flags
    await _row(evaluation, ProjectionKind.RESTATED, flags, claim, values, path, 1)


def _printed(claim: ReturnClaim) -> dict[str, Any]:
    benefit = claim.printed_benefit if claim.printed_benefit is not None else attributed(claim)
    values: dict[str, Any] = {"roi": claim.roi, "bcr": claim.bcr, "payback_months": claim.payback_months, "attribution": claim.attribution}
    values |= {"cost": claim.cost, "attributed_benefit": benefit}
    if benefit is not None and claim.cost:
        values["net_benefit"] = benefit - claim.cost
    return {name: value for name, value in values.items() if value is not None}


def _returned(roi: Decimal, bcr: Decimal, benefit: Money, cost: Money, path: ClaimPath) -> dict[str, Any]:
    return {
        "roi": rounded(roi, 9), "bcr": rounded(bcr, 9), "cost": cost.amount, "attributed_benefit": benefit.amount,
        "net_benefit": (benefit - cost).amount, "payback_months": path.payback_months and rounded(path.payback_months, 9),
        "attribution": path.attribution, "break_even_attribution": path.break_even and rounded(path.break_even, 9),
    }  # fmt: skip


async def _row(
    evaluation: models.Evaluation, kind: ProjectionKind, flags: tuple[Flag, ...], claim: ReturnClaim, values: dict[str, Any],
    path: ClaimPath | None, later_ms: int,
) -> None:  # fmt: skip

    now = clock.now() + timedelta(milliseconds=later_ms)
    await models.RoiProjection.create(
        organisation_id=evaluation.organisation_id, evaluation_id=evaluation.id, kind=kind, day=evaluation.starts_on,
        currency=evaluation.currency, grade="E" if claim.attribution is not None and not claim.measured else None,
        flags=[flag_json(f) for f in flags], inputs=plain(claim), inputs_hash=inputs_hash({"kind": kind, "claim": claim}),
        engine_version=ENGINE_VERSION, seed=evaluation.seed, computed_at=now, updated_at=now,
        waterfall=[] if path is None else [
            {"key": b.key, "label": b.label, "amount": decimal_text(rounded(b.amount.amount, 6)), "kind": b.kind.name} for b in path.bars
        ],
        payback_curve=[] if path is None else [
            {"month": month, **dict.fromkeys(("mid", "low", "high"), decimal_text(rounded(balance, 2)))} for month, balance in path.curve
        ],
        cost_by_category=[] if path is None else [{"category": c.name, "money": money_json(m)} for c, m in path.costs],
        **values,
    )  # fmt: skip


