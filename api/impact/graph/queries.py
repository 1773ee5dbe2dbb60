"""What can be asked of impact."""

from datetime import datetime

import strawberry

from api.impact.graph.access import MAY_READ
from api.impact.graph.enums import EvaluationState, ProjectionKindEnum
from api.impact.graph.evaluation import Evaluation
from api.impact.graph.projection import RoiProjection
from api.kit.reads import Arg, Connection, connection, single

SINCE = Arg(datetime, "{t}.updated_at >= {v}", "Changed since.", order="updated_at")


@strawberry.type
class ImpactQuery:
    evaluations: Connection[Evaluation] = connection(
        Evaluation, who=MAY_READ, order="-created_at", description="Evaluations, newest first; a manager's are those in which a team of theirs takes part.",
        args={
            "updated_since": SINCE,
            "state": Arg(EvaluationState, "{t}.state = {v}", "In this state."),
            "course_id": Arg(strawberry.ID, "{t}.course_id = {v}", "Of this course."),
        },
    )
    evaluation: Evaluation | None = single(Evaluation, who=MAY_READ, description="One evaluation.")
    roi_projections: Connection[RoiProjection] = connection(
        RoiProjection, who=MAY_READ, order="-computed_at", description="Projections, newest first.",
        args={
            "updated_since": SINCE,
            "evaluation_id": Arg(strawberry.ID, "{t}.evaluation_id = {v}", "Of this evaluation."),
            "kind": Arg(ProjectionKindEnum, "{t}.kind = {v}", "Of this kind."),
            "current": Arg(bool, "{t}.current = {v}", "Only the newest of its kind, or only older ones."),
        },
    )
    roi_projection: RoiProjection | None = single(RoiProjection, who=MAY_READ, description="One projection.")
