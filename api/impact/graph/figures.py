"""Figures coming in: values of a measure, and files of them."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry

from api.impact import actions
from api.impact.actions import Recorded, drafts
from api.impact.graph.access import MAY_REACT, MAY_WRITE
from api.impact.graph.evaluation import Evaluation
from api.impact.graph.given import draft_of, given
from api.impact.graph.mutations import result
from api.kit.reads import mutation, row
from api.kit.refusals import GraphRefusal, Refusal

RecordBaseline = given(drafts.RecordDraft, "RecordBaselineInput")
RecordKpi = given(drafts.RecordDraft, "RecordKpiInput")
ImportKpi = given(drafts.ImportDraft, "ImportKpiInput")


@strawberry.type
class FiguresRecorded:
    """What became of the values."""

    evaluation: Evaluation = strawberry.field(description="The evaluation as it is now.")
    recorded: int = strawberry.field(description="New values.")
    restated: int = strawberry.field(description="Values that replaced another of the same team and period.")
    unchanged: int = strawberry.field(description="Values that were there already.")
    refusals: list[GraphRefusal] = strawberry.field(description="Lines of a file that were left out; their path has the line.")


@strawberry.type
class ReactionTaken:
    """A learner's two taps were taken."""

    evaluations: int = strawberry.field(description="Open evaluations that they count in; often none, which is well.")


React = given(drafts.ReactDraft)
SAID = "What became of the values, or why none was taken."


async def taken(info: strawberry.Info, action: Callable[..., Awaitable[Recorded]], draft: type, input: Any) -> Any:
    try:
        done = await action(info.context.viewer, draft_of(draft, input))
    except Refusal as no:
        return no.to_graph()
    return FiguresRecorded(
        evaluation=row(Evaluation, done.evaluation_id), recorded=done.recorded, restated=done.restated, unchanged=done.unchanged,
        refusals=[no.to_graph() for no in done.refusals],
    )  # fmt: skip


@strawberry.type
class FiguresMutation:
    @mutation(who=MAY_WRITE)
    async def record_baseline(self, info: strawberry.Info, input: RecordBaseline) -> result("RecordBaseline", FiguresRecorded, SAID):
        """Record a measure's values from before the start. All or none; closed by the lock."""
        return await taken(info, actions.record_baseline, drafts.RecordDraft, input)

    @mutation(who=MAY_WRITE)
    async def record_kpi(self, info: strawberry.Info, input: RecordKpi) -> result("RecordKpi", FiguresRecorded, SAID):
        """Record a measure's values as they come. Idempotent by team and period; another value restates."""
        return await taken(info, actions.record_kpi, drafts.RecordDraft, input)

    @mutation(who=MAY_WRITE)
    async def import_kpi(self, info: strawberry.Info, input: ImportKpi) -> result("ImportKpi", FiguresRecorded, SAID):
        """Import a CSV file: good lines are kept, each bad one is told by its line."""
        return await taken(info, actions.import_kpi, drafts.ImportDraft, input)

    @mutation(who=MAY_REACT)
    async def react(self, info: strawberry.Info, input: React) -> result("React", ReactionTaken, "That it was taken, or why not."):
        """Say in two taps how a course was. Safe to send again."""
        try:
            return ReactionTaken(evaluations=await actions.react(info.context.viewer, draft_of(drafts.ReactDraft, input)))
        except Refusal as no:
            return no.to_graph()
