"""Where the demo's analyst sits: shops, dates, and figures as a till would report them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from api.access.models import RoleGrant
from api.catalogue.models import Course
from api.impact import actions, models
from api.impact.actions import drafts
from api.impact.actions.drafts import ObservationDraft
from api.impact.rules.costs import CostCategory, CostKind
from api.kit.ids import new_id
from api.kit.viewer import Role, Viewer
from api.people.models import Employee, EmployeeStatus, Team, TeamKind

WEEK = timedelta(days=7)
OWNER, OWNER_ROLE = "陳志遠", "營運副總"
FINANCE, FINANCE_ROLE = "吳美玲", "財務長"


@dataclass
class Desk:
    organisation_id: UUID
    now: datetime
    analyst: Viewer
    shops: list[Team]

    @classmethod
    async def at(cls, organisation_id: UUID, now: datetime) -> "Desk":
        grant = await RoleGrant.filter(organisation_id=organisation_id, role=Role.analyst).first()
        analyst = Viewer(organisation_id, frozenset({Role.learner, Role.analyst}), employee_id=None if grant is None else grant.employee_id)
        shops = await Team.filter(organisation_id=organisation_id, kind=TeamKind.shop).order_by("external_id", "id")
        return cls(organisation_id, now, analyst, shops)

    def before(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def monday(self, days: float) -> date:
        """The Monday on or before that day."""
        day = self.before(days).date()
        return day - timedelta(days=day.weekday())

    async def course(self, slug: str) -> UUID | None:
        found = await Course.get_or_none(organisation_id=self.organisation_id, slug=slug)
        return None if found is None else found.id

    async def named(self, name: str) -> models.Evaluation | None:
        """An evaluation by its name in zh-Hant."""
        rows = await models.Evaluation.filter(organisation_id=self.organisation_id)
        return next((row for row in rows if row.name.get("zh-Hant") == name), None)

    async def people(self, teams: Sequence[UUID], most: int) -> list[UUID]:
        rows = Employee.filter(organisation_id=self.organisation_id, team_id__in=list(teams), status=EmployeeStatus.active)
        ids = await rows.order_by("employee_number").values_list("id", flat=True)
        return list(ids)[:: max(1, len(ids) // most)][:most] if ids else []

    async def trained(self, evaluation: models.Evaluation) -> list[UUID]:
        own = {"organisation_id": self.organisation_id, "evaluation_id": evaluation.id}
        rows = await models.EvaluationTeam.filter(**own, arm=models.Arm.TREATED).order_by("position")
        return [row.team_id for row in rows]

    # what every evaluation of the demo goes through

    async def agree(self, id: UUID) -> None:
        evaluation = await models.Evaluation.get(id=id)
        sign = drafts.SignDraft(evaluation_id=id, person=OWNER, role=OWNER_ROLE, content_hash=evaluation.need_hash)
        await actions.sign_need(self.analyst, sign)

    async def measure(self, id: UUID, measure: drafts.MeasureDraft, **target: object) -> UUID:
        await actions.set_measures(self.analyst, drafts.SetMeasuresDraft(evaluation_id=id, measures=(measure,)))
        row = await models.Measure.get(evaluation_id=id, name=measure.name)
        told = drafts.TargetDraft(measure_id=row.id, agreed_by=OWNER, **target)
        await actions.set_targets(self.analyst, drafts.SetTargetsDraft(evaluation_id=id, targets=(told,)))
        return row.id

    async def spend(self, id: UUID, kind: CostKind, *lines: tuple[str, CostCategory, str], wage: str | None = None) -> None:
        costs = tuple(drafts.CostDraft(label=label, category=category, kind=kind, amount=Decimal(amount)) for label, category, amount in lines)
        hourly = None if wage is None else Decimal(wage)
        await actions.enter_costs(self.analyst, drafts.EnterCostsDraft(evaluation_id=id, costs=costs, hourly_wage=hourly))

    async def figures(self, measure: UUID, values: Sequence[ObservationDraft], source: str) -> None:
        await actions.record_kpi(self.analyst, drafts.RecordDraft(measure_id=measure, observations=tuple(values), source=source))

    async def start(self, id: UUID) -> None:
        only = drafts.OfEvaluationDraft(evaluation_id=id)
        await actions.publish_arms(self.analyst, only)
        await actions.start_evaluation(self.analyst, only)

    async def react(self, id: UUID, people: Sequence[UUID], at: datetime, random: Random) -> None:
        reactions = tuple(
            drafts.ReactionDraft(
                id=new_id(), employee_id=person, satisfaction=random.choice((3, 4, 4, 5, 5)), usefulness=random.choice((2, 3, 4, 4, 5)),
                answered_at=at,
            )
            for person in people
        )  # fmt: skip
        await actions.record_reactions(self.analyst, drafts.RecordReactionsDraft(evaluation_id=id, reactions=reactions, source="兩題回饋"))

    async def watch(self, id: UUID, people: Sequence[UUID], on: date, random: Random) -> None:
        looks = [
            drafts.CheckInDraft(
                id=new_id(), evaluation_id=id, employee_id=person, checked_on=on, frequency=random.choice((0, 1, 2, 3, 4, 6)),
                proficiency=random.choice((2, 3, 3, 4, 4, 5)),
            )
            for person in people
        ]  # fmt: skip
        await actions.record_check_ins(self.analyst, id, looks)

    async def sign_and_conclude(self, id: UUID, distribution: tuple[str, ...], decision: str, reason: str, next_look_on: date) -> None:
        """Reckon, let finance sign exactly that, and freeze it."""
        await actions.project(self.organisation_id, id)
        evaluation = await models.Evaluation.get(id=id)
        sign = drafts.SignDraft(evaluation_id=id, person=FINANCE, role=FINANCE_ROLE, content_hash=evaluation.result_hash)
        await actions.sign_result(self.analyst, sign)
        await actions.conclude_evaluation(
            self.analyst,
            drafts.ConcludeDraft(
                evaluation_id=id, distribution=distribution, decision=decision, decision_reason=reason, next_look_on=next_look_on
            ),
        )  # fmt: skip


def weekly(first: date, weeks: int) -> list[date]:
    return [first + WEEK * n for n in range(weeks)]


def shop_values(shops: Sequence[UUID], days: Sequence[date], value: Callable[[UUID, date], float]) -> list[ObservationDraft]:
    return [
        ObservationDraft(team_id=shop, period_on=day, value=Decimal(f"{max(0.0, value(shop, day)):.2f}")) for day in days for shop in shops
    ]


class Wobble:
    """A shop's own level and a week's own luck, the same however often they are asked for."""

    def __init__(self, seed: int, level: float, between: float, within: float):
        self.seed, self.level, self.between, self.within = seed, level, between, within

    def __call__(self, shop: str, day: date) -> float:
        own = Random(f"{self.seed} {shop}").gauss(0, self.between)
        season = Random(f"{self.seed} {day}").gauss(0, self.within / 4)
        return self.level + own + season + Random(f"{self.seed} {shop} {day}").gauss(0, self.within)

