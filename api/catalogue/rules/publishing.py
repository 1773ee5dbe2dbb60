"""Whether a draft may go out: first that it is sound, then that it fits into three to seven minutes."""

from typing import Any

from api.catalogue.rules.duration import LONGEST_S, SHORTEST_S
from api.catalogue.rules.faults import Code, Fault, faults
from api.catalogue.rules.freezing import Frozen, freeze
from api.kit.refusals import Refusal


def publishable(draft: Any, *, pass_mark: Any, certifying: bool, test: bool) -> Frozen:
    """The frozen draft; the first thing that keeps it back is refused, with its code and where it stands.

    A test before or after a course may be shorter than a unit, never longer.
    """
    if found := [*faults(draft), *_pass_mark(pass_mark, test)]:
        more = f"; and {len(found) - 1} more" if len(found) > 1 else ""
        raise Refusal(found[0].code, found[0].message + more, found[0].path)
    frozen = freeze(draft, pass_mark=pass_mark, certifying=certifying)
    if fault := _length(frozen.duration_s, test):
        raise Refusal(fault.code, fault.message, fault.path)
    return frozen


def _pass_mark(share: Any, test: bool) -> list[Fault]:
    """A test may let everyone through: a pre-test only looks what is known already."""
    if isinstance(share, int | float) and not isinstance(share, bool) and (0 < share <= 1 or test and share == 0):
        return []
    return [Fault(Code.PASS_MARK_INVALID, ("passMark",), "a share of the points, above 0 and at most 1")]


def _length(seconds: int, test: bool) -> Fault | None:
    if seconds > LONGEST_S:
        return Fault(Code.UNIT_TOO_LONG, ("cards",), f"takes {_clock(seconds)}: {seconds - LONGEST_S} s over {_clock(LONGEST_S)}")
    if seconds < SHORTEST_S and not test:
        return Fault(Code.UNIT_TOO_SHORT, ("cards",), f"takes {_clock(seconds)}: {SHORTEST_S - seconds} s under {_clock(SHORTEST_S)}")
    return None


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
