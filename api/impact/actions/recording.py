"""Figures as they come: the baseline before the start, the same figures after it. Restatements are idempotent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from api.impact import models
from api.impact.actions import drafts
from api.impact.actions.designing import measure_sight, warmed
from api.impact.actions.loading import locked, teams_of
from api.impact.actions.refusing import invalid, refusing
from api.impact.actions.saving import changed, today_of
from api.impact.rules.codes import Code, refuse
from api.impact.rules.evaluation import State
from api.impact.rules.figures_csv import Row, read_figures
from api.impact.rules.money import decimal
from api.kit import clock, journal, refusals
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.models import Team

MOST = 5_000
WHOLE = "whole"
LARGEST = Decimal(10) ** 15


@dataclass
class Recorded:
    """What became of the values. `refusals` name single rows of a file; the others are kept."""

    evaluation_id: UUID
    recorded: int = 0
    restated: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@refusing
async def record_baseline(viewer: Viewer, draft: drafts.RecordDraft) -> Recorded:
    """Values of the time before the start. All or none; closed by the lock."""
    return await _record(viewer, draft, baseline=True)


@refusing
async def record_kpi(viewer: Viewer, draft: drafts.RecordDraft) -> Recorded:
    """Values as they come, from before and after the start. All or none."""
    return await _record(viewer, draft, baseline=False)


async def _record(viewer: Viewer, draft: drafts.RecordDraft, baseline: bool) -> Recorded:
    if len(draft.observations) > MOST:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST} values at once.", ("observations",))
    await warmed()

    async def work() -> Recorded:
        evaluation, measure = await _measure(viewer, draft.measure_id)
        kept = await _Kept.of(evaluation, measure, baseline)
        for i, one in enumerate(draft.observations):
            kept.take(one, ("observations", i))
        return await kept.save(draft.source)

    return await unit_of_work(work)


async def _measure(viewer: Viewer, measure_id: UUID | None) -> tuple[models.Evaluation, models.Measure]:
    known = await models.Measure.get_or_none(organisation_id=viewer.organisation_id, id=measure_id)
    if known is None:
        raise Refusal(refusals.Code.NOT_FOUND, "There is no such measure.", ("measureId",))
    evaluation = await locked(viewer.organisation_id, known.evaluation_id)
    return evaluation, await models.Measure.filter(id=known.id).select_for_update().get()


class _Kept:
    """A measure's values, and what becomes of them."""

    def __init__(self, evaluation, measure, baseline: bool, teams: set[UUID], known: dict, today: date):
        self.evaluation, self.measure, self.baseline = evaluation, measure, baseline
        self.teams, self.known, self.today = teams, known, today
        self.seen: dict[tuple[str, date], int | str] = {}
        self.made: list[models.Observation] = []
        self.moved: list[models.Observation] = []
        self.answer = Recorded(evaluation.id)

    @classmethod
    async def of(cls, evaluation: models.Evaluation, measure: models.Measure, baseline: bool) -> "_Kept":
        if evaluation.state in (State.CONCLUDED, State.CANCELLED, State.AUDITED):
            raise refuse(Code.STATE_ILLEGAL, "measure_id", f"the evaluation is {evaluation.state.value}")
        if baseline and evaluation.state is not State.PLANNED:
            raise refuse(Code.BASELINE_LOCKED, "measure_id", "the baseline was locked")
        rows = await models.Observation.filter(organisation_id=evaluation.organisation_id, measure_id=measure.id).select_for_update()
        teams = {t.team_id for t in await teams_of(evaluation)}
        return cls(evaluation, measure, baseline, teams, {(o.unit, o.period_on): o for o in rows}, await today_of(evaluation.organisation_id))

    def take(self, one: drafts.ObservationDraft, path: tuple[str | int, ...]) -> None:
        value = self._checked(one, path)
        unit = WHOLE if one.team_id is None else str(one.team_id)
        if (unit, one.period_on) in self.seen:
            raise Refusal(Code.DUPLICATE_PERIOD, "This team and period are there twice.", (*path, "periodOn"))
        self.seen[unit, one.period_on] = path[-1]
        row = self.known.get((unit, one.period_on))
        if row is not None and row.value == value and row.n == one.n:
            self.answer.unchanged += 1
            return
        if self.evaluation.state is not State.PLANNED and one.period_on < self.evaluation.starts_on:
            raise Refusal(Code.BASELINE_LOCKED, "The time before the start was locked.", (*path, "periodOn"))
        if row is not None:
            row.value, row.n, row.revision = value, one.n, row.revision + 1
            self.moved.append(row)
            self.answer.restated += 1
            return
        self.made.append(
            models.Observation(
                organisation_id=self.evaluation.organisation_id, evaluation_id=self.evaluation.id, measure_id=self.measure.id,
                unit=unit, team_id=one.team_id, period_on=one.period_on, value=value, n=one.n,
            )
        )  # fmt: skip
        self.answer.recorded += 1

    def _checked(self, one: drafts.ObservationDraft, path: tuple[str | int, ...]) -> Decimal:
        if self.measure.grain is models.Grain.TEAM and one.team_id is None:
            raise invalid("This measure is recorded by team.", *path, "teamId")
        if self.measure.grain is models.Grain.WHOLE and one.team_id is not None:
            raise invalid("This measure is recorded of the whole.", *path, "teamId")
        if one.team_id is not None and one.team_id not in self.teams:
            raise Refusal(refusals.Code.NOT_FOUND, "This team does not take part.", (*path, "teamId"))
        if self.baseline and one.period_on >= self.evaluation.starts_on:
            raise Refusal(Code.BASELINE_AFTER_START, "The baseline ends before the training starts.", (*path, "periodOn"))
        if one.period_on > self.today:
            raise invalid("This period has not begun.", *path, "periodOn")
        if one.n is not None and one.n < 0:
            raise invalid("A number of cases is not negative.", *path, "n")
        value = decimal(one.value, ".".join(map(str, (*path, "value")))).quantize(Decimal("0.000001"))
        if abs(value) >= LARGEST:
            raise Refusal(Code.NON_FINITE, "This value is too large.", (*path, "value"))
        return value

    async def save(self, source: str) -> Recorded:
        now, answer = clock.now(), self.answer
        for row in (*self.made, *self.moved):
            row.recorded_at, row.source = now, source[:120]
        if self.made:
            await models.Observation.bulk_create(self.made, batch_size=500)
        if self.moved:
            await models.Observation.bulk_update(self.moved, ["value", "n", "revision", "recorded_at", "source"], batch_size=200)
        if self.made or self.moved:
            await self._fold()
            if self.evaluation.state is State.PLANNED and self.evaluation.method is not None:
                await measure_sight(self.evaluation)
            journal.add(
                "kpi.recorded", organisation=self.evaluation.organisation_id, subject=self.measure.id,
                evaluationId=str(self.evaluation.id), recorded=answer.recorded, restated=answer.restated,
            )  # fmt: skip
            await changed(self.evaluation, "figures")
        return answer

    async def _fold(self) -> None:
        """The baseline's span and mean stand in the measure."""
        rows = [*self.known.values(), *self.made]
        before = [o for o in rows if o.period_on < self.evaluation.starts_on]
        days = {o.period_on for o in before}
        m = self.measure
        m.baseline_from, m.baseline_to = min(days, default=None), max(days, default=None)
        m.baseline_n, m.baseline_periods = len(before), len(days)
        m.baseline_mean = sum((o.value for o in before), Decimal(0)) / len(before) if before else None
        m.updated_at = clock.now()
        await m.save()


@refusing
async def import_kpi(viewer: Viewer, draft: drafts.ImportDraft) -> Recorded:
    """A CSV file: good rows are kept, each bad one has its own refusal with its line."""
    rows = read_figures(draft.csv, draft.columns.period, draft.columns.value, draft.columns.team, draft.columns.n)
    if len(rows) > MOST:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST} lines at once.", ("csv",))
    await warmed()

    async def work() -> Recorded:
        evaluation, measure = await _measure(viewer, draft.measure_id)
        kept = await _Kept.of(evaluation, measure, baseline=False)
        teams = await _by_name(evaluation)
        for row in rows:
            try:
                kept.take(_observation(row, teams), ("csv", row.line))
            except Refusal as no:
                kept.answer.refusals.append(no)
        return await kept.save(draft.source)

    return await unit_of_work(work)


def _observation(row: Row, teams: dict[str, UUID]) -> drafts.ObservationDraft:
    if row.fault is not None:
        raise Refusal(row.fault.code.value, row.fault.message, ("csv", row.line, row.fault.path))
    if row.team is not None and row.team not in teams:
        raise Refusal(refusals.Code.NOT_FOUND, f"No team that takes part is called “{row.team}”.", ("csv", row.line, "team"))
    return drafts.ObservationDraft(team_id=None if row.team is None else teams[row.team], period_on=row.period_on, value=row.value, n=row.n)


async def _by_name(evaluation: models.Evaluation) -> dict[str, UUID]:
    """Teams that take part, by external id and by each of their names that is no other's."""
    ids = [t.team_id for t in await teams_of(evaluation)]
    teams: Sequence[Team] = await Team.filter(organisation_id=evaluation.organisation_id, id__in=ids) if ids else []
    named: dict[str, UUID] = {}
    doubled: set[str] = set()
    for team in teams:
        for name in set(team.name.values()):
            doubled |= {name} & named.keys()
            named[name] = team.id
    for name in doubled:
        del named[name]
    return {**named, **{team.external_id: team.id for team in teams if team.external_id}}
