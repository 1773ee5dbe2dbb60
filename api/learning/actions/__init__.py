"""What is done in learning: assign and withdraw, record attempts and learning events."""

from api.learning.actions.assigning import Assigned, assign_units, withdraw_assignments
from api.learning.actions.attempts import record_quiz_attempts
from api.learning.actions.events import record_learning_events

__all__ = ["Assigned", "assign_units", "record_learning_events", "record_quiz_attempts", "withdraw_assignments"]
