"""From recorded values to effects: the frozen method of an evaluation, and the others beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from statistics import fmean

from .codes import Code, Flag, Refused, refuse
from .evaluation import Method
from .facts import Facts, MeasureFacts, Part, TeamPart
from .isolation.effect import Diagnostic, Effect
from .measures import Period

ADJUSTED_FROM = 5
"""Teams an arm from which the earlier figure is taken off; with fewer it costs more degrees of freedom than it gives."""


@dataclass(frozen=True, slots=True)
class GroupPoint:
    team: str
    arm: Part
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Means of a period: of the trained teams, of the waiting ones, and where the trained would have been."""

    period_on: date
    observed: float
    comparison: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one method says of one measure; `effect` is null where it refused, with the reason in `flags`."""

    measure: str
    method: Method
    primary: bool
    effect: Effect | None
    flags: tuple[Flag, ...]
    groups: tuple[GroupPoint, ...] = ()
    trend: tuple[TrendPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """Of all facts, those that the effect on one measure hangs on: attempts and costs move the projection without
    fitting everything anew."""

    method: Method
    teams: tuple[TeamPart, ...]
    starts_on: date
    after_on: date
    seed: int

    def of(self, *parts: Part) -> frozenset[str]:
        return frozenset(t.team for t in self.teams if t.part in parts)

    @property
    def trained(self) -> frozenset[str]:
        return self.of(Part.TREATED) or self.of(Part.UNDRAWN, Part.EXEMPT)


def readings(facts: Facts) -> tuple[Reading, ...]:
    """The frozen method of every measured figure first, then what else its data can say. Nothing before there are values
    from after delivery."""
    if facts.method is None:
        return ()
    sample = Sample(facts.method, facts.teams, facts.starts_on, facts.after_on, facts.seed)
    return tuple(reading for measure in facts.measures for reading in _readings(sample, replace(measure, target=None, worth=None)))


@lru_cache(maxsize=64)
def _readings(sample: Sample, measure: MeasureFacts) -> tuple[Reading, ...]:
    if not any(o.period_on >= sample.after_on for o in measure.observations):
        return ()
    found = []
    trend, line = _trend(sample, measure)
    groups = _groups(sample, measure)
    for method in (sample.method, *BESIDE[sample.method]):
        if method.measured:
            effect, flags = line if method is Method.TREND_LINE else _tried(METHODS[method], sample, measure)
            found.append(Reading(measure.name, method, method is sample.method, effect, flags, groups, trend))
    return tuple(found)


def _tried(method: Callable[[Sample, MeasureFacts], Effect], sample: Sample, measure: MeasureFacts):
    try:
        effect = method(sample, measure)
    except Refused as no:
        return None, no.flags
    return effect, effect.flags


def periods(measure: MeasureFacts, teams: frozenset[str]) -> tuple[date, ...]:
    return tuple(sorted({o.period_on for o in measure.observations if o.unit in teams}))


def _means(sample: Sample, measure: MeasureFacts) -> dict[str, tuple[float | None, float | None]]:
    """Of each team: the mean before the start and after delivery, whatever the number of periods."""
    before: dict[str, list[float]] = {}
    after: dict[str, list[float]] = {}
    for o in measure.observations:
        if o.period_on < sample.starts_on:
            before.setdefault(o.unit, []).append(float(o.value))
        elif o.period_on >= sample.after_on:
            after.setdefault(o.unit, []).append(float(o.value))

    def mean(values: list[float] | None) -> float | None:
        return fmean(values) if values else None

    return {t.team: (mean(before.get(t.team)), mean(after.get(t.team))) for t in sample.teams}


def _groups(sample: Sample, measure: MeasureFacts) -> tuple[GroupPoint, ...]:
    means = _means(sample, measure)
    return tuple(GroupPoint(t.team, t.part, *means[t.team]) for t in sample.teams if means[t.team] != (None, None))


def _randomised_teams(sample: Sample, measure: MeasureFacts) -> Effect:
    from .isolation.teams import TeamOutcome, team_means

    means = _means(sample, measure)
    drawn = [t for t in sample.teams if t.part in (Part.TREATED, Part.WAITING)]
    silent = [t.team for t in drawn if means[t.team][1] is None]
    if silent:
        raise refuse(Code.DATA_MISSING, f"observations.{silent[0]}", "a drawn team has no value after the training")
    teams = [TeamOutcome(t.team, t.part is Part.TREATED, means[t.team][1], means[t.team][0]) for t in drawn]
    arms = [sum(t.part is part for t in drawn) for part in (Part.TREATED, Part.WAITING)]
    known = all(t.before is not None for t in teams)
    return team_means(teams, adjusted=known and min(arms) >= ADJUSTED_FROM, seed=sample.seed)


def _cells(sample: Sample, measure: MeasureFacts, staggered: bool):
    """Team-periods outside the delivery, numbered in their order; only periods that every team has."""
    from .isolation.did import Cell

    starts = {t.team: t.starts_on for t in sample.teams}
    part = {t.team: t.part for t in sample.teams}
    drawn = sample.of(Part.TREATED, Part.WAITING)
    kept = [o for o in measure.observations if o.unit in drawn and (staggered or not sample.starts_on <= o.period_on < sample.after_on)]
    held: dict[date, int] = {}
    for o in kept:
        held[o.period_on] = held.get(o.period_on, 0) + 1
    whole = sorted(day for day, n in held.items() if n == len(drawn))
    if not whole:
        raise refuse(Code.DATA_MISSING, "observations", "no period is complete in every team")
    at = {day: i for i, day in enumerate(whole)}

    def since(team: str) -> int | None:
        if staggered:
            begins = starts[team]
            return None if begins is None else sum(day < begins for day in whole)
        return sum(day < sample.starts_on for day in whole) if part[team] is Part.TREATED else None

    return [Cell(o.unit, at[o.period_on], float(o.value), since(o.unit)) for o in kept if o.period_on in at]


def _did(sample: Sample, measure: MeasureFacts) -> Effect:
    from .isolation.did import difference_in_differences

    return difference_in_differences(_cells(sample, measure, False), sample.seed)


def _staggered(sample: Sample, measure: MeasureFacts) -> Effect:
    from .isolation.staggered import group_time

    never = any(t.starts_on is None and t.part is Part.WAITING for t in sample.teams)
    return group_time(_cells(sample, measure, True), not_yet=not never).effect


def _wedge(sample: Sample, measure: MeasureFacts) -> Effect:
    from .isolation.wedge import stepped_wedge

    return stepped_wedge(_cells(sample, measure, True), seed=sample.seed)


def _synthetic(sample: Sample, measure: MeasureFacts) -> Effect:
    from .isolation.synthetic import synthetic_control

    treated, waiting = sample.of(Part.TREATED), sample.of(Part.WAITING)
    series: dict[str, dict[date, float]] = {}
    for o in measure.observations:
        if not sample.starts_on <= o.period_on < sample.after_on:
            series.setdefault(o.unit, {})[o.period_on] = float(o.value)
    days = sorted(set.intersection(*(set(series.get(u, {})) for u in treated | waiting))) if treated and waiting else []
    if not days:
        raise refuse(Code.DATA_MISSING, "observations", "no period is complete in every team")
    mean = [fmean(series[u][day] for u in treated) for day in days]
    donors = {u: [series[u][day] for day in days] for u in waiting}
    return synthetic_control(mean, donors, sum(day < sample.starts_on for day in days))


def _matched(sample: Sample, measure: MeasureFacts) -> Effect:
    from .isolation.matching import Candidate, matched

    means = _means(sample, measure)
    people = [
        Candidate(t.part is Part.TREATED, (before,), after, before)
        for t in sample.teams
        for before, after in [means[t.team]]
        if t.part in (Part.TREATED, Part.WAITING) and before is not None and after is not None
    ]
    return matched(people)


def _trend(sample: Sample, measure: MeasureFacts):
    """The trained teams' mean by period with its line without the training, and the effect of that method."""
    from .isolation.trend import Errors, trend_line

    trained = sample.trained | ({"whole"} if any(o.unit == "whole" for o in measure.observations) else set())
    observed = _by_period(measure, trained)
    compared = _by_period(measure, sample.of(Part.WAITING))
    plain = tuple(TrendPoint(day, value, compared.get(day)) for day, value in sorted(observed.items()))
    kept = [day for day in sorted(observed) if not sample.starts_on <= day < sample.after_on]
    season = {Period.MONTH: 12, Period.WEEK: 52, Period.DAY: 7}[measure.period] if measure.seasonal else 0
    start = sum(day < sample.starts_on for day in kept)
    try:
        found = trend_line([observed[day] for day in kept], start, errors=Errors.AR1, season=season, slope_change=False, placebos=True)
    except Refused as no:
        return plain, (None, no.flags)
    line = dict(zip(kept, found.series, strict=True))
    points = tuple(
        TrendPoint(p.period_on, p.observed, p.comparison, *((x.expected, x.low, x.high) if (x := line.get(p.period_on)) else ()))
        for p in plain
    )
    return points, (found.effect, found.effect.flags)


def _by_period(measure: MeasureFacts, teams: frozenset[str] | set[str]) -> dict[date, float]:
    values: dict[date, list[float]] = {}
    for o in measure.observations:
        if o.unit in teams:
            values.setdefault(o.period_on, []).append(float(o.value))
    return {day: fmean(found) for day, found in values.items()}


METHODS: dict[Method, Callable[[Sample, MeasureFacts], Effect]] = {
    Method.RANDOMISED: _randomised_teams,
    Method.RANDOMISED_TEAMS: _randomised_teams,
    Method.STEPPED_WEDGE: _wedge,
    Method.MATCHED: _matched,
    Method.DIFFERENCE_IN_DIFFERENCES: _did,
    Method.STAGGERED: _staggered,
    Method.SYNTHETIC_CONTROL: _synthetic,
}
BESIDE: dict[Method, tuple[Method, ...]] = {
    Method.RANDOMISED: (Method.DIFFERENCE_IN_DIFFERENCES, Method.TREND_LINE),
    Method.RANDOMISED_TEAMS: (Method.DIFFERENCE_IN_DIFFERENCES, Method.TREND_LINE),
    Method.STEPPED_WEDGE: (Method.STAGGERED, Method.TREND_LINE),
    Method.MATCHED: (Method.DIFFERENCE_IN_DIFFERENCES, Method.TREND_LINE),
    Method.DIFFERENCE_IN_DIFFERENCES: (Method.TREND_LINE,),
    Method.STAGGERED: (Method.TREND_LINE,),
    Method.SYNTHETIC_CONTROL: (Method.DIFFERENCE_IN_DIFFERENCES, Method.TREND_LINE),
    Method.TREND_LINE: (),
    Method.ESTIMATES: (Method.TREND_LINE,),
}
"""Shown beside the frozen method, as exploratory."""


def rounded_effect(effect: Effect | None) -> dict[str, Decimal | None]:
    """The figures of an effect with nine digits: the same on every machine, whatever its last bits are."""
    names = ("estimate", "se", "df", "low", "high", "p", "p_randomised")
    if effect is None:
        return dict.fromkeys(names)
    return {name: None if (x := getattr(effect, name)) is None else nine(x) for name in names}


def nine(value: float) -> Decimal:
    return Decimal(f"{value:.9g}") + 0


def rounded_check(check: Diagnostic) -> dict:
    return {"name": check.name, "value": None if check.value is None else float(f"{check.value:.6g}"), "passed": check.passed, "note": check.note}
