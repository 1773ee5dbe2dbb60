"""Rows in two organisations, an engine over them, and what holds its answers against another's."""

from __future__ import annotations

import random
from typing import Any

import orjson
from tortoise.models import Model

from api.kit.reads.execute import Ask, Context, Engine
from api.kit.reads.limits import Limits
from api.kit.viewer import Role, Viewer
from api.people import models as people
from tests.kit.reads.oracle import Oracle, World
from tests.kit.reads.rows import Sower

BOUNDLESS = Limits(
    characters=10**6, tokens=10**6, depth=99, fields=10**6, aliases=10**6, nodes=10**12, client_nodes=10**12,
    per_minute=10**13, client_per_minute=10**13,
)
SCOPES = frozenset({"people:read", "people:write", "learning:read", "catalogue:read", "impact:read", "changes:read"})


async def sown(house: Any, build: Any) -> Trial:
    """Every table of the house filled, for a schema."""
    rows = Sower(build(), seed=7).rows(*tables())

    async def sow() -> None:
        for model in {type(each) for each in rows}:
            await model.bulk_create(each for each in rows if type(each) is model)

    await house.do(sow)
    kept = {model: {row.pk: row for row in await model.all()} for model in {type(each) for each in rows}}
    return Trial(build(), Engine(build(), house.readers, BOUNDLESS), Oracle(build, World(kept, house.readers.rows, house.dialect)), kept)


def tables() -> list[type[Model]]:
    found, todo = [], [Model]
    while todo:
        each = todo.pop()
        todo.extend(each.__subclasses__())
        if each.__module__.startswith("api.") and "organisation_id" in each._meta.fields_map:
            found.append(each)
    return found


class Trial:
    def __init__(self, schema, engine, oracle, rows):
        self.schema, self.engine, self.oracle, self.rows = schema, engine, oracle, rows
        self.ids = [str(key) for table in rows.values() for key in table]

    @property
    def writes_nothing(self) -> bool:
        """The house's own mutations would change the rows that the oracle holds in memory."""
        return "touch" in self.schema._schema.mutation_type.fields

    def viewers(self, rng: random.Random) -> list[Viewer]:
        employees = list(self.rows[people.Employee].values())
        teams = list(self.rows[people.Team].values())
        made = []
        for roles in ({Role.learner}, {Role.learner, Role.coach}, {Role.manager}, {Role.author}, {Role.analyst}, {Role.admin}, {Role.learner, Role.manager, Role.admin}):
            person = rng.choice(employees)
            own = [team.id for team in teams if team.organisation_id == person.organisation_id]
            made.append(Viewer(
                organisation_id=person.organisation_id, roles=frozenset(roles), employee_id=person.id, team_id=person.team_id,
                branch=tuple(rng.sample(own, 2)) if roles & {Role.coach, Role.manager} else (), locale=rng.choice(["zh-Hant", "zh-Hans", "en"]),
            ))
        scopes = frozenset({"people:read", "people:write", "learning:read", "catalogue:read", "impact:read", "changes:read"})
        made.append(Viewer(organisation_id=rng.choice(employees).organisation_id, roles=frozenset({Role.api_client}), scopes=scopes))
        return made

    async def agree(self, query: str, variables: dict[str, Any], viewer: Viewer) -> Any:
        answer = await self.engine.answer(Ask(query, variables), Context(viewer))
        got = orjson.loads(answer.body)
        told = await self.oracle.answer(query, variables, viewer)
        where = f"\n{query}\n{variables}\n{viewer}\n{answer.body.decode()[:2000]}\n{told}"
        assert answer.status == 200, where
        assert bool(told.errors) == ("errors" in got), where
        assert (difference := _difference(told.data, got["data"])) is None, f"{difference}{where}"
        return got["data"]


def _difference(a: Any, b: Any, path: str = "data") -> str | None:
    """Where two answers differ; the order of keys counts, the last digits of a float do not."""
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b) and not (sorted(a) == sorted(b) and path.endswith("*")):
            return f"{path}: keys {list(a)} against {list(b)}"
        return next((found for key in a if (found := _difference(a[key], b[key], f"{path}.{key}"))), None)
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f"{path}: {len(a)} items against {len(b)}"
        return next((found for n, (x, y) in enumerate(zip(a, b, strict=True)) if (found := _difference(x, y, f"{path}[{n}]"))), None)
    if isinstance(a, float) and isinstance(b, float | int) and not isinstance(b, bool):
        return None if abs(a - b) <= 1e-12 * max(1, abs(a)) else f"{path}: {a!r} against {b!r}"
    return None if a == b and isinstance(a, bool) == isinstance(b, bool) else f"{path}: {a!r} against {b!r}"
