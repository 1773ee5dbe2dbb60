"""What a planned design could see, from the spread of its own baseline: said before the lock, also in money."""

from decimal import Decimal

from .analysis import nine
from .assembly import assemble
from .evaluation import Method
from .facts import Facts, Part
from .money import exactly
from .power import PowerCheck, mde, power_check, trend_mde


@exactly
def smallest_effect(facts: Facts) -> Decimal | None:
    """What the design can see in its first measure, from the spread of the baseline: null where it cannot be told."""
    measure = next((m for m in facts.measures if m.level == 4), None)
    if measure is None or facts.method is None or not facts.method.measured:
        return None
    if facts.method is Method.TREND_LINE:
        before: dict = {}
        for o in measure.observations:
            if o.period_on < facts.starts_on:
                before.setdefault(o.period_on, []).append(float(o.value))
        series = [sum(v) / len(v) for _, v in sorted(before.items())]
        if len(series) < 8:
            return None
        return nine(trend_mde(series, after=max(4, len(series) // 2), runs=100, seed=facts.seed))
    means = {}
    for team in facts.teams:
        if team.part in (Part.TREATED, Part.WAITING, Part.UNDRAWN):
            mean = measure.mean(before=facts.starts_on, teams=frozenset({team.team}))
            if mean is not None:
                means[team.team] = float(mean)
    n = len(means)
    if n < 4:
        return None
    centre = sum(means.values()) / n
    sd = (sum((x - centre) ** 2 for x in means.values()) / (n - 1)) ** 0.5
    if sd == 0:
        return None
    treated = len(facts.of(Part.TREATED)) or n // 2
    correlation = _stability(facts, measure, means)
    scale = sd * (1 - correlation**2) ** 0.5
    se = scale * (1 / treated + 1 / max(1, n - treated)) ** 0.5
    return nine(mde(se, n - 3))


def _stability(facts: Facts, measure, means: dict[str, float]) -> float:
    """How well the earlier half of the baseline tells the later half of the same team, at most 0.9: what taking the
    earlier figure off will save."""
    days = sorted({o.period_on for o in measure.observations if o.period_on < facts.starts_on})
    if len(days) < 4:
        return 0.0
    middle = days[len(days) // 2]
    first, second = [], []
    for team in means:
        early = [float(o.value) for o in measure.observations if o.unit == team and o.period_on < middle]
        late = [float(o.value) for o in measure.observations if o.unit == team and middle <= o.period_on < facts.starts_on]
        if early and late:
            first.append(sum(early) / len(early))
            second.append(sum(late) / len(late))
    n = len(first)
    if n < 4:
        return 0.0
    a, b = sum(first) / n, sum(second) / n
    top = sum((x - a) * (y - b) for x, y in zip(first, second, strict=True))
    bottom = (sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second)) ** 0.5
    return max(0.0, min(0.9, top / bottom)) if bottom else 0.0


def power_of(facts: Facts) -> PowerCheck | None:
    """The smallest effect beside the target, both also in money over the study."""
    measure = next((m for m in facts.measures if m.level == 4), None)
    smallest = smallest_effect(facts)
    before = None if measure is None else measure.mean(before=facts.starts_on)
    if smallest is None or measure is None or measure.worth is None or measure.target is None or before is None or measure.target.value is None:
        return None
    inputs = assemble(facts, ()).inputs
    gap = measure.target.value - before
    one = measure.worth.worth(Decimal(1), measure.unit)
    months = inputs.allowed_months(Decimal(12)) * measure.per_month
    people = len(facts.of(Part.TREATED)) or max(1, len(facts.teams) // 2)
    return power_check(smallest, gap, one, people, months)
