"""From what is known of an evaluation to the inputs of its projection: a plan turns into facts as these come."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .analysis import Reading, nine
from .benefit import FIRST_YEAR_MONTHS
from .codes import Code, Flag, flag
from .draws import Fixed, Measured, Observed, Spread
from .estimates import Pert, panel
from .evaluation import Method, State
from .facts import Facts, MeasureFacts
from .figures import Excluded
from .inputs import ALL, Inputs, ProjectionKind, Stream
from .money import ONE, ZERO, exactly
from .states import judged_from_of


@dataclass(frozen=True, slots=True)
class Assembled:
    kind: ProjectionKind
    inputs: Inputs
    flags: tuple[Flag, ...]
    excluded: tuple[Excluded, ...]
    grade: str | None

@exactly
def assemble(facts: Facts, readings: Sequence[Reading]) -> Assembled:
    """Before the start a forecast from the agreed targets; then completions, tests and check-ins replace the assumed
    shares one by one; once a measured effect exists, it replaces all of them."""
    flags: list[Flag] = []
    excluded: list[Excluded] = []
    streams: list[Stream] = []
    for measure in facts.measures:
        if measure.level != 4:
            continue
        if measure.worth is None:
            excluded.append(Excluded(measure.name, measure.name, "no value in money is agreed for it"))
            continue
        flags += measure.worth.flags(f"measures.{measure.name}.unit_value")
        stream, found = _stream(facts, measure, readings)
        flags += found
        if stream is None:
            excluded.append(Excluded(measure.name, measure.name, "neither a target nor an effect is known yet"))
        else:
            streams.append(stream)
    a = facts.assumptions
    delivery = min(facts.delivery_months, FIRST_YEAR_MONTHS)
    rest = FIRST_YEAR_MONTHS - delivery
    months: Spread = Fixed(rest) if a.months is None else a.months
    if a.months is not None and a.months.high > rest and not a.multi_year_registered:
        excluded.append(Excluded("later", "months beyond the first year", "only first-year benefits count"))
    measured = bool(streams) and all(s.measured for s in streams)
    return Assembled(
        _kind(facts),
        Inputs(
            facts.currency, facts.costs, tuple(streams), months, delivery, a.ramp_months, a.monthly_decay,
            _completion(facts), _mastery(facts), _transfer(facts), multi_year_registered=a.multi_year_registered,
            hurdle=a.hurdle, fx=facts.fx, draws=a.draws, seed=facts.seed,
        ),
        tuple(flags),
        tuple(excluded),
        None if facts.method is None else facts.method.grade if measured or facts.method is Method.ESTIMATES else Method.ESTIMATES.grade,
    )  # fmt: skip


def _kind(facts: Facts) -> ProjectionKind:
    if facts.state in (State.PLANNED, State.BASELINE_LOCKED):
        return ProjectionKind.FORECAST
    first = judged_from_of(facts.kind, facts.delivery_ended_on, facts.window_waiver_months)
    late = facts.state in (State.FOLLOW_UP, State.CONCLUDED) and first is not None and facts.today >= first
    return ProjectionKind.FINAL if late else ProjectionKind.INTERIM


def _stream(facts: Facts, measure: MeasureFacts, readings: Sequence[Reading]) -> tuple[Stream | None, tuple[Flag, ...]]:
    primary = next((r for r in readings if r.measure == measure.name and r.primary), None)
    if primary is not None:
        if primary.effect is not None and primary.effect.se is not None:
            return _measured(facts, measure, primary), primary.flags
        why = primary.flags or (flag(Code.TOO_FEW_CLUSTERS, f"measures.{measure.name}", "no standard error is honest here"),)
        stream, more = _expected(facts, measure)
        return stream, (*why, *more)
    if facts.method is Method.ESTIMATES and (seen := _seen(facts, measure)) is not None:
        return _estimated(facts, measure, seen)
    return _expected(facts, measure)


def _worth(measure: MeasureFacts) -> Spread:
    """Money for one unit."""
    rule = measure.worth
    used = ONE if rule.redeployed is None else rule.redeployed
    one = rule.value.amount * used / rule.per
    if measure.low is None or measure.high is None:
        return Fixed(one)
    return Pert(measure.low * used / rule.per, one, measure.high * used / rule.per)


def _measured(facts: Facts, measure: MeasureFacts, reading: Reading) -> Stream:
    e = reading.effect
    monthly = measure.per_month
    effect = Measured(
        nine(e.estimate) * measure.gain * monthly, nine(e.se) * monthly, None if e.df is None else nine(e.df)
    )
    return Stream(measure.name, effect, _worth(measure), _units(facts, measure), measured=True)


def _units(facts: Facts, measure: MeasureFacts) -> int:
    """Teams whose benefit counts; a figure of the whole counts once."""
    whole = all(o.unit == "whole" for o in measure.observations) and measure.observations
    return 1 if whole or not facts.teams else len(facts.trained)


def _expected(facts: Facts, measure: MeasureFacts) -> tuple[Stream | None, tuple[Flag, ...]]:
    """The agreed target, of which the agreed part is the training's."""
    target = measure.target
    before = measure.mean(before=facts.starts_on)
    if target is None or target.value is None or before is None:
        return None, ()
    gap = max((target.value - before) * measure.gain, ZERO) * measure.per_month
    part = None if target.contribution is None else Fixed(target.contribution)
    return Stream(measure.name, Fixed(gap), _worth(measure), _units(facts, measure), part, target.confidence), ()


def _seen(facts: Facts, measure: MeasureFacts) -> Decimal | None:
    """The improvement that was seen, whatever caused it."""
    teams = None if _units(facts, measure) == 1 else facts.trained
    before, after = measure.mean(before=facts.starts_on, teams=teams), measure.mean(since=facts.after_on, teams=teams)
    return None if before is None or after is None else (after - before) * measure.gain * measure.per_month


def _estimated(facts: Facts, measure: MeasureFacts, seen: Decimal) -> tuple[Stream, tuple[Flag, ...]]:
    units = _units(facts, measure)
    if not facts.estimates:
        return Stream(measure.name, Fixed(seen), _worth(measure), units), ()
    pool = panel(facts.estimates)
    sure = pool.headline / pool.range.mode if pool.range.mode else ONE
    warn = tuple(f for f in pool.flags if f.code is Code.TOO_FEW_ESTIMATORS)
    return Stream(measure.name, Fixed(seen), _worth(measure), units, pool.range, sure), warn


def _all_seen(facts: Facts) -> bool:
    """Estimates are of a change that was seen: who completed is in it already."""
    return facts.method is Method.ESTIMATES and any(_seen(facts, m) is not None for m in facts.worthy())


def _closed(facts: Facts) -> bool:
    """Once delivery has ended, who has not completed or passed is out."""
    return facts.state in (State.FOLLOW_UP, State.CONCLUDED)


def _completion(facts: Facts) -> Spread:
    known = facts.learning
    if _all_seen(facts):
        return ALL
    if not known.assigned:
        return Fixed(facts.assumptions.completion)
    out = known.assigned - known.completed if _closed(facts) else known.left
    return Observed(known.completed, out, known.assigned, facts.assumptions.completion)


def _mastery(facts: Facts) -> Spread:
    known = facts.learning
    if _all_seen(facts):
        return ALL
    if not known.completed:
        return Fixed(facts.assumptions.mastery)
    passed = min(known.passed, known.completed)
    out = known.completed - passed if _closed(facts) else 0
    return Observed(passed, out, known.completed, facts.assumptions.mastery)


def _transfer(facts: Facts) -> Spread:
    known = facts.applying
    if _all_seen(facts):
        return ALL
    if not known.checked:
        return facts.assumptions.transfer
    people = max(facts.learning.assigned, known.checked)
    return Observed(known.applying, known.checked - known.applying, people, facts.assumptions.transfer.mode)
