"""How often one address may fail to prove who it is. Kept in this process: the lock-out by number is what holds everywhere."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from api.kit.refusals import Code, Refusal

MOST_KEYS = 20_000


class Failures:
    """A bucket for each key that fills again evenly. A whole shop may share an address, so only failures are counted."""

    def __init__(self, most: int = 30, per_minute: float = 3.0, clock: Callable[[], float] = time.monotonic):
        self.most, self.per_second, self.clock = most, per_minute / 60, clock
        self._kept: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def check(self, key: Hashable) -> None:
        """Before a try."""
        if (left := self._left(key)) < 1:
            raise TooMany(int((1 - left) / self.per_second) + 1)

    def failed(self, key: Hashable) -> None:
        self._kept[key] = (self._left(key) - 1, self.clock())
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEYS:
            self._kept.popitem(last=False)

    def _left(self, key: Hashable) -> float:
        left, then = self._kept.get(key, (float(self.most), self.clock()))
        return min(float(self.most), left + (self.clock() - then) * self.per_second)


class TooMany(Refusal):
    def __init__(self, retry_after_s: int):
        super().__init__(Code.RATE_LIMITED, f"Too many wrong tries from here. Try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s
