"""What the writer counts about itself, for the metrics page."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    commits: int = 0
    units: int = 0  # committed or refused, in those commits
    failed: int = 0  # rolled back: a refusal or a fault
    retried: int = 0  # begun anew on PostgreSQL, because another was in the way
    largest_group: int = 0
    commit_s: float = 0.0  # spent in COMMIT
    waiting: int = 0  # asked and not answered

    def committed(self, units: int, seconds: float) -> None:
        self.commits += 1
        self.units += units
        self.largest_group = max(self.largest_group, units)
        self.commit_s += seconds
