"""A row of every table that the schema reads, for every subject, in two organisations.

Subjects, seen from someone in the shop xinyi:  s oneself · t a colleague, or one's own team · r another shop of the region ·
o another region · a the teams above · c what the whole company shares · x the other organisation.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from api.access.actions import grants
from api.access.actions.clients import make
from api.access.rules.scopes import SCOPES
from api.catalogue.models import MilestoneStep, Unit
from api.impact.models import Arm, EvaluationTeam
from api.insight.models import PersonDay, Standing, TeamDay
from api.kit.ids import new_id
from api.kit.viewer import Role
from api.people.models import Employee, Organisation, Team
from tests.access.world import Place, as_admin, settle
from tests.support import House

MOMENT, DAY = datetime(2026, 7, 1, 8, tzinfo=UTC), date(2026, 7, 1)

# who, number, team, role and its team: every role works in the same shop, so that columns compare.
PEOPLE = (
    ("learner", "204817", "xinyi", None), ("colleague", "204902", "xinyi", None),
    ("coach", "203318", "xinyi", (Role.coach, "xinyi")), ("manager", "201033", "xinyi", (Role.manager, "xinyi")),
    ("region", "201001", "xinyi", (Role.manager, "north")), ("author", "200011", "xinyi", (Role.author, None)),
    ("analyst", "200027", "xinyi", (Role.analyst, None)), ("admin", "200003", "xinyi", (Role.admin, None)),
    ("neighbour", "204655", "daan", None), ("far", "204120", "anping", None),
)  # fmt: skip
OF_PEOPLE = {"t": "colleague", "r": "neighbour", "o": "far"}
OF_TEAMS = {"t": "xinyi", "r": "daan", "o": "anping", "a": "north"}

# What the tables want beside a value of the right type.
SPECIAL: dict[str, dict[str, Any]] = {
    "Unit": {"status": "published"},
    "UnitVersion": {"cards": [{"id": "c1", "kind": "text"}], "locales": ["en"], "certifying": False},
    "MilestoneStep": {"unit_ids": []},
    "Evaluation": {"need_problem": "turnover"},
    "Measure": {"baseline_n": 6},
    "Session": {"expires_at": datetime(2099, 1, 1, tzinfo=UTC)},
}
# Of what may be null, these stay so: they would say that the row is over.
OVER = {"ended_at", "withdrawn_at", "until", "left_on", "cancelled_at"}
# Not types of their own, but what some fields are reckoned from.
RECKONED = {PersonDay, TeamDay}
# One evaluation spans two regions: whoever sees one half must not see the people of the other.
SHARED, ALSO = "xinyi", "anping"


@dataclass
class Seeded:
    """{model: {(organisation slug, key): id}}; the key is a person's, a team's, or "c"."""

    house: House
    ours: Place
    theirs: Place
    rows: dict[str, dict[tuple[str, str], UUID]] = field(default_factory=dict)

    def subjects(self, model: type[Model], viewer: str | None) -> dict[str, UUID]:
        """{letter: id} of the rows that this viewer may or may not see."""
        rows, ours, theirs = self.rows[model.__name__], self.ours.organisation.slug, self.theirs.organisation.slug
        kind = keyed_by(model)
        if kind == "person":
            wanted = {**({"s": (ours, viewer)} if viewer in self.ours.people else {}), **{k: (ours, who) for k, who in OF_PEOPLE.items()}, "x": (theirs, "colleague")}
        elif kind == "team":
            wanted = {**{letter: (ours, team) for letter, team in OF_TEAMS.items()}, "x": (theirs, "xinyi")}
        else:
            wanted = {"c": (ours, "c"), "x": (theirs, "c")}
        return {letter: rows[place] for letter, place in wanted.items() if place in rows}

    @property
    def foreign(self) -> set[str]:
        """Ids of everything in the other organisation: none may ever be told."""
        return {str(id) for rows in self.rows.values() for (slug, _), id in rows.items() if slug == self.theirs.organisation.slug}


def keyed_by(model: type[Model]) -> str:
    names = model._meta.fields_map
    if model is Employee or "employee_id" in names:
        return "person"
    if model is Team or {"team_id", "evaluation_id"} & set(names) or model.__name__ == "Evaluation":
        return "team"
    return "company"


async def seed(house: House, models: set[type[Model]]) -> Seeded:
    ours, theirs = await settle(house, "qingchuan", PEOPLE), await settle(house, "hailan", PEOPLE)
    seeded = Seeded(house, ours, theirs)
    for place in (ours, theirs):
        slug, admin = place.organisation.slug, as_admin(place.organisation.id)
        for name, key, id in [
            ("Organisation", "c", place.organisation.id),
            *(("Employee", who, person.id) for who, person in place.people.items()),
            *(("Team", key, team.id) for key, team in place.teams.items()),
        ]:
            seeded.rows.setdefault(name, {})[slug, key] = id
        for who in OF_PEOPLE.values():
            await grants.grant_role(admin, place.people[who].id, Role.author)
        await house.do(lambda place=place: make(place.organisation.id, "HRMS", SCOPES))
    for model in in_order((models | RECKONED) - {Organisation, Employee, Team}):
        for place in (ours, theirs):
            await _fill(seeded, model, place)
    for place in (ours, theirs):
        await house.do(lambda place=place: _join(seeded, place))
    return seeded


async def _join(seeded: Seeded, place: Place) -> None:
    """What points in a ring, and the evaluation that spans two regions."""
    slug = place.organisation.slug
    await Unit.filter(organisation_id=place.organisation.id).update(version_id=seeded.rows["UnitVersion"][slug, "c"])
    await MilestoneStep.filter(organisation_id=place.organisation.id).update(unit_ids=[str(seeded.rows["Unit"][slug, "c"])])
    units = {"open_unit_id": seeded.rows["Unit"][slug, "c"], "active_unit_id": seeded.rows["Unit"][slug, "c"]}
    await Standing.filter(organisation_id=place.organisation.id).update(**units)
    await EvaluationTeam.create(
        organisation_id=place.organisation.id, evaluation_id=seeded.rows["Evaluation"][slug, SHARED], team_id=place.teams[ALSO].id,
        arm=Arm.TREATED,
    )


async def _fill(seeded: Seeded, model: type[Model], place: Place) -> None:
    """Rows that actions and followers made already are taken; the others are made."""
    slug, kind = place.organisation.slug, keyed_by(model)
    keys = {"person": list(place.people), "team": list(place.teams), "company": ["c"]}[kind]
    rows = seeded.rows.setdefault(model.__name__, {})
    known = {}
    owner = {"person": "employee_id", "team": "team_id"}.get(kind)
    for row in await model.filter(organisation_id=place.organisation.id).order_by(model._meta.pk_attr):
        if kind == "company":
            known.setdefault("c", row)
        elif owner in model._meta.fields_map:
            owners = place.people if kind == "person" else place.teams
            known |= {key: row for key, thing in owners.items() if thing.id == getattr(row, owner)}
    made = []
    for key in keys:
        row = known.get(key)
        if row is None and model.__name__ != "RoleGrant":  # a grant that is not there is none
            row = model(**_values(seeded, model, place, key))
            made.append(row)
        if row is not None:
            rows[slug, key] = row.pk
    if made:
        await seeded.house.do(lambda: model.bulk_create(made))


def _values(seeded: Seeded, model: type[Model], place: Place, key: str) -> dict[str, Any]:
    special = {**SPECIAL.get(model.__name__, {})}
    values: dict[str, Any] = {}
    for name, column in model._meta.fields_map.items():
        if name in special:
            values[name] = special[name]
        elif name == "organisation_id":
            values[name] = place.organisation.id
        elif name.endswith("_id") and isinstance(column, fields.UUIDField):
            shared = name == "evaluation_id" and {"employee_id", "team_id"} & set(model._meta.fields_map) and model is not EvaluationTeam
            values[name] = _related(seeded, name, place, SHARED if shared else key)
        elif column.generated or (column.pk and column.default is not None) or name in OVER:
            continue
        elif column.null and isinstance(column, fields.JSONField):
            continue
        else:
            values[name] = _value(column, f"{place.organisation.slug} {key}")
    return values


def _related(seeded: Seeded, name: str, place: Place, key: str) -> UUID:
    """The row that a column like `course_id` or `open_unit_id` points to."""
    words = name.removesuffix("_id").split("_")
    for model, rows in seeded.rows.items():
        if any(snake(model) == "_".join(words[start:]) for start in range(len(words))) or (model == "UnitVersion" and words[-1] == "version"):
            for each in (key, _team_of(place, key), "c"):
                if (place.organisation.slug, each) in rows:
                    return rows[place.organisation.slug, each]
    if words[-1] in {"owner", "reporter", "by"}:
        who = key if key in place.people else OF_PEOPLE["t"]
        return place.people[who].id
    return new_id()


def _team_of(place: Place, key: str) -> str | None:
    person = place.people.get(key)
    return next((name for name, team in place.teams.items() if person and team.id == person.team_id), None)


def _value(column: Any, text: str) -> Any:
    enum_type = getattr(column, "enum_type", None)
    if enum_type is not None and issubclass(enum_type, enum.Enum):
        return next(iter(enum_type))
    if column.default is not None:
        return column.default() if callable(column.default) else column.default
    match column:
        case fields.JSONField():
            return {"en": text}
        case fields.BooleanField():
            return True
        case fields.CharField():
            return f"{text} {new_id().hex}"[-column.max_length :]
        case fields.TextField():
            return text
        case fields.FloatField():
            return 0.5
        case fields.DecimalField():
            return Decimal("0.5")
        case fields.DatetimeField():
            return MOMENT
        case fields.DateField():
            return DAY
        case fields.UUIDField():
            return new_id()
    return 1


def in_order(models: set[type[Model]]) -> list[type[Model]]:
    """Whoever is pointed to comes first; where they point at each other, by name."""
    names = {snake(model.__name__): model for model in models}

    def points_to(model: type[Model]) -> set[type[Model]]:
        return {names[name.removesuffix("_id")] for name in model._meta.fields_map if name.removesuffix("_id") in names and name.endswith("_id")} - {model}

    ordered: list[type[Model]] = []
    waiting = sorted(models, key=lambda model: model.__name__)
    while waiting:
        ready = [model for model in waiting if points_to(model) <= set(ordered)] or waiting[:1]
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


@cache
def snake(name: str) -> str:
    return "".join("_" + sign.lower() if sign.isupper() and at else sign.lower() for at, sign in enumerate(name))
