"""What can be done to an evaluation. Each: who asks, a draft, and the id of what it is about."""

from .claiming import audit_claim
from .concluding import conclude_evaluation, replayed
from .designing import set_design
from .planning import (
    create_evaluation,
    set_assumptions,
    set_measures,
    set_need,
    set_targets,
    sign_need,
)
from .projecting import project
from .recording import Recorded, import_kpi, record_baseline, record_kpi
from .reporting import (
    enter_intangibles,
    enter_rival_causes,
    react,
    record_action_plans,
    record_check_in,
    record_check_ins,
    record_reactions,
)
from .spending import enter_costs, enter_estimates
from .steps import (
    cancel_evaluation,
    lock_baseline,
    move_to_follow_up,
    publish_arms,
    revise_evaluation,
    sign_result,
    start_evaluation,
)

__all__ = [
    "Recorded", "audit_claim", "cancel_evaluation", "conclude_evaluation", "create_evaluation", "enter_costs", "enter_estimates",
    "enter_intangibles", "enter_rival_causes", "import_kpi", "lock_baseline", "move_to_follow_up", "project", "publish_arms", "react",
    "record_action_plans", "record_baseline", "record_check_in", "record_check_ins", "record_kpi", "record_reactions", "replayed", "revise_evaluation", "set_assumptions",
    "set_design", "set_measures", "set_need", "set_targets", "sign_need", "sign_result", "start_evaluation",
]  # fmt: skip
