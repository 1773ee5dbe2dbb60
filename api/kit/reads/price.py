"""What a read costs before it runs: nodes, the product of `first` along the path."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.kit.reads.binds import Getter, Run
from api.kit.reads.errors import refuse
from api.kit.reads.selection import Path

MOST = 1_000


@dataclass
class Level:
    """A list within lists: how many rows it asks for, for each row around it."""

    first: Getter
    path: Path
    around: Level | None


@dataclass
class Price:
    levels: list[Level] = field(default_factory=list)
    within: Level | None = None

    def nodes(self, run: Run, most: int) -> int:
        """The sum over all lists. Refused when a `first` is no page, or the sum is more than `most`."""
        counted: dict[int, int] = {}
        total = 0
        for level in self.levels:
            first = level.first(run)
            if not 0 <= first <= MOST:
                raise refuse("BAD_USER_INPUT", f"`first` is 0 to {MOST:,}.", level.path)
            counted[id(level)] = first * (counted[id(level.around)] if level.around else 1)
            total += counted[id(level)]
            if total > most:
                raise refuse("TOO_COSTLY", f"This asks for more than {most:,} rows. Ask for shorter pages.", level.path, limit=most)
        return total
