"""Asks the engine for every field as every viewer, and writes down what came."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from api.access.actions import tokens
from api.access.rules.oauth import Claimed
from api.access.viewers import viewer_for, viewers
from api.kit.live import LIVE
from api.kit.reads.execute import Answer, Ask, Context, Engine
from api.kit.reads.limits import Limits
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from tests.access.world import World
from tests.matrix.probes import asked, has_rows, model_of, nonsense, origin, row_types, schema
from tests.matrix.seeding import Seeded, seed, snake
from tests.support import House

PEOPLE = ("learner", "coach", "manager", "region", "author", "analyst", "admin")
SCOPES = {
    "people": ("people:read",), "learning": ("learning:read",), "catalogue": ("catalogue:read",), "impact": ("impact:read",),
    "changes": ("changes:read",), "writes": ("people:write", "learning:write", "catalogue:write", "impact:write"),
}  # fmt: skip
COLUMNS = ("nobody", *PEOPLE, *SCOPES)

REFUSED, NOTHING, YES = "-", ".", "+"
ROOMY = Limits(nodes=10**7, client_nodes=10**7, per_minute=10**12, client_per_minute=10**12, characters=10**6, tokens=10**6, aliases=10**4)

Cell = dict[str, str]  # by column


class Asking:
    def __init__(self, seeded: Seeded, viewers_: dict[str, Viewer | None], readers: Any):
        self.seeded, self.viewers = seeded, viewers_
        self.schema = schema()
        self.core = self.schema._schema
        self.engine = Engine(self.schema, readers, ROOMY)

    @classmethod
    async def begin(cls, house: House) -> Asking:
        viewers.forget()
        seeded = await seed(house, {model_of(type_) for type_ in row_types(schema())})
        world = World(house, None, seeded.ours, seeded.theirs)
        known: dict[str, Viewer | None] = {"nobody": None}
        for who in PEOPLE:
            known[who] = await world.viewer(who)
        for name, scopes in SCOPES.items():
            made = await world.secret(*scopes)
            known[name] = await viewer_for(None, (await tokens.issue(Claimed(made.client_id, made.secret, True), None)).token)
        return cls(seeded, known, house.readers)

    async def whole(self) -> dict[str, Cell]:
        """{"Employee.email": {"learner": "-", …}}, in the order of the schema."""
        table: dict[str, Cell] = {}
        for type_ in row_types(self.schema):
            table |= await self.fields(type_, type_, "")
        for name, field in sorted(self.core.query_type.fields.items()):
            if not name.startswith("probe"):
                table[f"Query.{name}"] = await self.query(name, field)
        for name, field in sorted(self.core.subscription_type.fields.items()):
            table[f"Subscription.{name}"] = await self.subscription(name, field)
        for name, field in sorted(self.core.mutation_type.fields.items()):
            table[f"Mutation.{name}"] = await self.mutation(name, field)
        return table

    async def fields(self, type_: GraphQLObjectType, root: GraphQLObjectType, way: str) -> dict[str, Cell]:
        """Every field of a row, and of the parts that are objects over the same row."""
        table: dict[str, Cell] = {}
        for name, field in type_.fields.items():
            named = get_named_type(field.type)
            part = isinstance(named, GraphQLObjectType) and (reads := getattr(origin(named), "__reads__", None)) is not None and reads.rows is None
            if part:
                table |= await self.fields(named, root, f"{way}{name} ")
                continue
            chosen = f"{name}{asked(field)}"
            for step in reversed(way.split()):
                chosen = f"{step} {{ {chosen} }}"
            table[f"{root.name}.{way.replace(' ', '.')}{name}"] = {
                who: await self.cell(root, chosen, [*way.split(), name], not has_rows(named), who) for who in COLUMNS
            }
        return table

    async def cell(self, root: GraphQLObjectType, chosen: str, path: list[str], leaf: bool, who: str) -> str:
        """The letters of the rows in which this viewer finds something at this field."""
        subjects = self.seeded.subjects(model_of(root), who)
        probe = "probe" + "".join(part.capitalize() for part in snake(root.name).split("_"))
        rows = " ".join(f'{letter}: {probe}(id: "{id}") {{ __typename {chosen} }}' for letter, id in subjects.items())
        answer = await self.ask("{ " + rows + " }", who)
        if refused(answer):
            return REFUSED
        data = answer["data"]
        return "".join(letter for letter in subjects if data[letter] is not None and found(data[letter], path, leaf)) or NOTHING

    async def query(self, name: str, field: GraphQLField) -> Cell:
        return {who: await self.root(name, field, who) for who in COLUMNS}

    async def root(self, name: str, field: GraphQLField, who: str) -> str:
        named = get_named_type(field.type)
        if named.name.endswith("Connection"):
            node = get_named_type(get_named_type(named.fields["nodes"].type))
            letters = {str(id): letter for letter, id in self.seeded.subjects(model_of(node), who).items()}
            answer = await self.ask(f"{{ {name}(first: 1000) {{ nodes {{ {key_of(node)} }} totalCount }} }}", who)
            if refused(answer):
                return REFUSED
            page = answer["data"][name]
            assert page["totalCount"] == len(page["nodes"]), f"{name} counts rows that {who} may not see"
            seen = {letters[id] for row in page["nodes"] if (id := id_of(row)) in letters}
            return "".join(letter for letter in letters.values() if letter in seen) or NOTHING
        if set(field.args) == {"id"} and has_rows(named):
            subjects = self.seeded.subjects(model_of(named), who)
            answer = await self.ask("{ " + " ".join(f'{letter}: {name}(id: "{id}") {{ __typename }}' for letter, id in subjects.items()) + " }", who)
            return REFUSED if refused(answer) else "".join(letter for letter in subjects if answer["data"][letter]) or NOTHING
        answer = await self.ask(f"{{ {name}{asked(field)} }}", who)
        return REFUSED if refused(answer) else YES

    async def subscription(self, name: str, field: GraphQLField) -> Cell:
        """Whether they may listen; where a team or an evaluation is named, to which."""
        cells = {}
        for who in COLUMNS:
            if subject := next((argument for argument in ("teamId", "evaluationId") if argument in field.args), None):
                model = next(model_of(type_) for type_ in row_types(self.schema) if type_.name == subject.removesuffix("Id").capitalize())
                tried = {letter: await self.listens(name, field, who, {subject: str(id)}) for letter, id in self.seeded.subjects(model, who).items()}
                heard = "".join(letter for letter, heard in tried.items() if heard)
                cells[who] = heard or (REFUSED if None in tried.values() else NOTHING)
            else:
                cells[who] = {True: YES, False: NOTHING, None: REFUSED}[await self.listens(name, field, who, {})]
        return cells

    async def listens(self, name: str, field: GraphQLField, who: str, given: dict[str, str]) -> bool | None:
        """True: admitted; False: may listen, but not to this; None: may not listen at all."""
        arguments = ", ".join(f'{key}: "{value}"' for key, value in given.items())
        text = f"subscription {{ {name}{f'({arguments})' if arguments else ''} {{ seq }} }}"
        listening = await self.engine.listen(Ask(text), Context(self.viewers[who]))
        if isinstance(listening, Answer):
            assert refused(orjson.loads(listening.body)), listening.body
            return None
        try:
            live = listening.field.metadata[LIVE]
            await live.admit(self.viewers[who], **{key: value for key, value in listening.args.items() if key != "after"})
        except Refusal:
            return False
        return True

    async def mutation(self, name: str, field: GraphQLField) -> Cell:
        """Whether they may ask for it at all. Its input names nothing that is there."""
        text = f"mutation($input: {field.args['input'].type}) {{ {name}(input: $input) {{ __typename }} }}"
        given = nonsense(field.args["input"].type)
        cells = {}
        for who in COLUMNS:
            answer = await self.ask(text, who, input=given)
            cells[who] = REFUSED if refused(answer) else YES
        return cells

    async def ask(self, text: str, who: str, **variables: Any) -> dict[str, Any]:
        """The answer; what belongs to the other organisation is in none."""
        answer = await self.engine.answer(Ask(text, variables), Context(self.viewers[who]))
        body = answer.body.decode()
        assert answer.status != 500 and '"FAULT"' not in body, f"{who}: {text[:300]} → {body[:500]}"
        assert "BAD_USER_INPUT" not in body and "GRAPHQL_" not in body, f"{who}: {text[:300]} → {body[:500]}"
        assert "hailan" not in body, f"{who} reads another organisation: {text[:300]} → {body[:500]}"
        return orjson.loads(body)


def refused(answer: dict[str, Any]) -> bool:
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    return bool(codes & {"FORBIDDEN", "UNAUTHENTICATED"})


def found(row: Any, path: list[str], leaf: bool) -> bool:
    """An object, or a list or page that is not empty; of a plain value it is enough that its row is there."""
    for step in path[:-1] if leaf else path:
        if row is None:
            return False
        row = row[step]
    if isinstance(row, dict) and "nodes" in row:
        return bool(row["nodes"])
    return row is not None and row != []


def key_of(node: GraphQLObjectType) -> str:
    return "id" if "id" in node.fields else "employee { id }"


def id_of(row: dict[str, Any]) -> str:
    return row["id"] if "id" in row else row["employee"]["id"]


def by_type(table: dict[str, Cell]) -> dict[str, dict[str, Cell]]:
    grouped: dict[str, dict[str, Cell]] = defaultdict(dict)
    for name, cells in table.items():
        kind, _, field = name.partition(".")
        grouped[kind][field] = cells
    return grouped
