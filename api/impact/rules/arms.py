"""Who is trained and who waits: a draw with a stored seed that anybody can repeat, and a report of how alike the
arms came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .codes import Code, Flag, refuse


@dataclass(frozen=True, slots=True)
class TeamBefore:
    """A team to be drawn: its stratum (region, say), whether it may be drawn, and what is known of it.
    Safety and compliance training is owed to everybody: such teams are exempt, and trained at once."""

    team: str
    stratum: str = ""
    exempt: bool = False
    known: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BalanceLine:
    name: str
    treated_mean: float
    control_mean: float
    smd: float
    alike: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """`order` is the whole drawn order: with waves, the order of starts."""

    seed: int
    treated: tuple[str, ...]
    control: tuple[str, ...]
    exempt: tuple[str, ...]
    order: tuple[str, ...]
    balance: tuple[BalanceLine, ...]
    flags: tuple[Flag, ...]


def draw_arms(teams: Sequence[TeamBefore], treated: int, seed: int) -> Draw:
    """`treated` of the teams into the first arm, the rest wait. Within strata in proportion (largest remainder).
    The same teams and seed give the same draw, in whatever order the teams are listed."""
    import numpy as np

    free = sorted((t for t in teams if not t.exempt), key=lambda t: t.team)
    names = [t.team for t in teams]
    if len(set(names)) != len(names):
        doubled = next(i for i, name in enumerate(names) if name in names[:i])
        raise refuse(Code.DOUBLE_COUNT, f"teams.{doubled}", f"{names[doubled]} is listed twice")
    if not 0 < treated < len(free):
        raise refuse(Code.TOO_FEW_CLUSTERS, "treated", f"{treated} of {len(free)} teams leaves an arm empty")
    random = np.random.Generator(np.random.PCG64(seed))
    order = [free[i] for i in np.argsort(random.random(len(free)), kind="stable")]
    quota = _quotas(order, treated)
    chosen: list[TeamBefore] = []
    for team in order:
        if quota[team.stratum] > 0:
            quota[team.stratum] -= 1
            chosen.append(team)
    waiting = [t for t in order if t not in chosen]
    lines, flags = _report(chosen, waiting)
    return Draw(
        seed,
        tuple(sorted(t.team for t in chosen)),
        tuple(sorted(t.team for t in waiting)),
        tuple(sorted(t.team for t in teams if t.exempt)),
        tuple(t.team for t in order),
        lines,
        flags,
    )


def _quotas(order: Sequence[TeamBefore], treated: int) -> dict[str, int]:
    """Seats by stratum in proportion; remainders of one size go to the stratum drawn first."""
    sizes: dict[str, int] = {}
    for team in order:
        sizes[team.stratum] = sizes.get(team.stratum, 0) + 1
    due = {s: n * treated for s, n in sizes.items()}
    seats = {s: d // len(order) for s, d in due.items()}
    spare = treated - sum(seats.values())
    for stratum in sorted(sizes, key=lambda s: -(due[s] % len(order)))[:spare]:
        seats[stratum] += 1
    return seats


def _report(chosen: Sequence[TeamBefore], waiting: Sequence[TeamBefore]) -> tuple[tuple[BalanceLine, ...], tuple[Flag, ...]]:
    import numpy as np

    from .isolation.balance import ALIKE, balance

    names = sorted({name for t in (*chosen, *waiting) for name in t.known})
    columns = {}
    for name in names:
        missing = [t.team for t in (*chosen, *waiting) if name not in t.known]
        if missing:
            raise refuse(Code.DATA_MISSING, f"known.{name}", f"{missing[0]} has no {name}")
        columns[name] = tuple(np.array([t.known[name] for t in arm], dtype=float) for arm in (chosen, waiting))
    checks, flags = balance(columns)
    lines = []
    for name, check in zip(names, checks, strict=True):
        a, b = columns[name]
        value = check.value if check.value is not None else 0.0
        lines.append(BalanceLine(name, float(a.mean()), float(b.mean()), value, check.value is not None and abs(value) <= ALIKE))
    return tuple(lines), flags
