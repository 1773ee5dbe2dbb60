"""What learning adds up to: progress, days, due days, and what a phone may plausibly send."""

from api.learning.rules.days import day_ends, day_of, offsets
from api.learning.rules.ladder import due_moments, due_on
from api.learning.rules.progress import Progress, Run, Sign, advance, fold, notice
from api.learning.rules.received import Sent, Told, checked_event, checked_run, content_hash

__all__ = [
    "Progress", "Run", "Sent", "Sign", "Told",
    "advance", "checked_event", "checked_run", "content_hash", "day_ends", "day_of", "due_moments", "due_on", "fold", "notice", "offsets",
]
