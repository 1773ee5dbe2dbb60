"""A budget of nodes per viewer and minute, in this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from api.kit.reads.errors import Refused, error


class Budget:
    """A bucket each that fills again evenly; who asks for more than is left waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = 20_000):
        self._clock, self._most = clock, most
        self._left: dict[Hashable, tuple[float, float]] = {}

    def spend(self, who: Hashable, cost: int, per_minute: int) -> int:
        """What is left after this; refused with `Retry-After` when it is not enough."""
        now = self._clock()
        left, then = self._left.get(who, (float(per_minute), now))
        left = min(float(per_minute), left + (now - then) * per_minute / 60)
        if cost > left:
            wait = max(1, -int(-(cost - left) * 60 // per_minute))
            told = error("RATE_LIMITED", f"The budget of this minute is spent. Ask again in {wait} s.", retryAfterS=wait)
            raise Refused(told, headers={"Retry-After": str(wait)})
        if len(self._left) >= self._most and who not in self._left:
            self._left.pop(next(iter(self._left)))
        self._left[who] = (left - cost, now)
        return int(left - cost)

    @property
    def known(self) -> int:
        return len(self._left)
