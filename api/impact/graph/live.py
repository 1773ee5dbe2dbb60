"""roiProjection: what is known of a return, told as it moves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api.impact import models, sql
from api.impact.graph.access import MAY_READ, WHOLE
from api.impact.graph.evaluation import Evaluation
from api.impact.graph.projection import RoiProjection
from api.kit.journal import Entry
from api.kit.live import News, NewsKind, Topic, live
from api.kit.reads import row
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Viewer
from api.people.inputs import id_of


async def seen(viewer: Viewer, evaluation_id: UUID) -> bool:
    """Whether the viewer sees this evaluation of their organisation."""
    return bool(viewer.roles & WHOLE) or await sql.takes_part(viewer.organisation_id, evaluation_id, viewer.branch)


@strawberry.type
class RoiProjectionEvent:
    """The projection of an evaluation, moved."""

    seq: int = strawberry.field(description="Where the journal stands; the next `after`.")
    at: datetime = strawberry.field(description="When.")
    kind: NewsKind = strawberry.field(description="The whole, a change, or the whole after too long an absence.")
    projection: RoiProjection | None = strawberry.field(description="What is known now; null before anything is.")
    evaluation: Evaluation = strawberry.field(description="Its evaluation.")


@dataclass(frozen=True)
class ProjectionTopic(Topic[RoiProjectionEvent]):
    """One evaluation."""

    organisation_id: UUID
    evaluation_id: UUID

    def about(self) -> frozenset[UUID]:
        return frozenset({self.evaluation_id})

    def hears(self, entry: Entry) -> bool:
        return entry.kind == "evaluation.changed" and entry.subject_id == self.evaluation_id

    async def event(self, news: News) -> RoiProjectionEvent | None:
        own = {"organisation_id": self.organisation_id, "evaluation_id": self.evaluation_id}
        newest = await models.RoiProjection.filter(**own, current=True).order_by("-computed_at", "-id").first()
        return RoiProjectionEvent(
            seq=news.seq, at=news.at, kind=news.kind, projection=None if newest is None else row(RoiProjection, newest.id),
            evaluation=row(Evaluation, self.evaluation_id),
        )  # fmt: skip


@strawberry.type
class ImpactSubscription:
    @live(who=MAY_READ, every_s=0.25, snapshot=True)
    async def roi_projection(
        viewer: Viewer, evaluation_id: Annotated[strawberry.ID, strawberry.argument(description="Whose projection.")],
    ) -> Topic[RoiProjectionEvent]:
        """An evaluation's projection, anew whenever attempts, figures, costs or check-ins move it."""
        found = await models.Evaluation.get_or_none(organisation_id=viewer.organisation_id, id=id_of(evaluation_id))
        if found is None or not await seen(viewer, found.id):
            raise Refusal(Code.NOT_FOUND, "There is no such evaluation.", ("evaluationId",))
        return ProjectionTopic(viewer.organisation_id, found.id)
