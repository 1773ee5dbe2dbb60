"""The engine: what a request asks, answered as bytes.

    engine = Engine(schema, readers)
    answer = await engine.answer(Ask(query, variables), Context(viewer))     # Answer(status, body, cost, headers)
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import execute_sync
from strawberry.types.arguments import convert_arguments

from api.kit.reads.binds import Run
from api.kit.reads.budget import Budget
from api.kit.reads.computed import Computing, Null
from api.kit.reads.dialects import BROKEN, Postgres, Sqlite
from api.kit.reads.documents import Documents, Operation
from api.kit.reads.errors import Refused, of_fault, refuse
from api.kit.reads.limits import Limits
from api.kit.reads.operations import Plan, only, parts_of, planned
from api.kit.reads.schema import BACKREF, Schema
from api.kit.reads.variables import coerced
from api.kit.viewer import Role, Viewer

POINT = 300  # nodes: up to here a read is done on the loop; the phone's first page is one
LONG = 500  # nodes: from here on rows that many share are read once
BROKEN_BYTE = BROKEN.encode()
NOBODY = Viewer(organisation_id=None, roles=frozenset())


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request says, as it was parsed: nothing of it is trusted."""

    query: Any = None
    variables: Any = None
    operation_name: Any = None
    document_hash: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    cost: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """`info.context` of every resolver."""

    viewer: Viewer | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listening:
    """A subscription that may be listened to: its field and arguments, and what of it is rendered."""

    field: Any  # the StrawberryField
    args: Mapping[str, Any]
    plan: Plan
    variable_values: Any
    key: Hashable  # the document, and the variables apart from where the listener begins

    def shares(self, viewer: Viewer) -> Hashable:
        """What of the viewer a rendering depends on: viewers who share it are sent the same bytes."""
        shaper = self.plan.shaper
        if shaper.calls or shaper.planner.tells:
            return viewer
        used = set().union(*(rows.statement.uses for rows in shaper.rows)) if shaper.rows else set()
        known = {"me": viewer.employee_id, "my_team": viewer.team_id, "branch": viewer.branch, "locale": viewer.locale}
        return (viewer.organisation_id, viewer.roles, *(known.get(name) for name in sorted(used)))


class Engine:
    def __init__(self, schema: Schema, readers: Any, limits: Limits | None = None, documents: Mapping[str, str] | None = None):
        self.schema, self.readers, self.limits = schema, readers, limits or Limits()
        self.core = schema._schema
        self.dialect = Postgres() if readers.dialect == "postgres" else Sqlite()
        self.documents = Documents(self.core, self.limits, documents)
        self.budget = Budget()
        self._bulk = asyncio.Semaphore(1)  # exports go one after the other, so that a reader stays free for people

    async def answer(self, ask: Ask, context: Context) -> Answer:
        """Queries and mutations. Whatever is asked, an answer comes back."""
        try:
            operation = self.documents.operation(ask.query, ask.document_hash, ask.operation_name)
            if operation.kind == "subscription":
                raise refuse("BAD_USER_INPUT", "A subscription is listened to, over WebSocket or as an event stream.")
            plan, run = self._admitted(operation, ask, context)
            return await self._run(plan, operation, run, context, ask)
        except Refused as refused:
            return Answer(refused.status, refused.body(), headers=refused.headers)
        except Exception as fault:
            return Answer(500, orjson.dumps({"errors": [of_fault(fault)]}))

    async def listen(self, ask: Ask, context: Context) -> Listening | Answer | None:
        """A subscription that this viewer may listen to, or the answer that refuses. None: it is no subscription."""
        try:
            operation = self.documents.operation(ask.query, ask.document_hash, ask.operation_name)
            if operation.kind != "subscription":
                return None
            plan, run = self._admitted(operation, ask, context)
            self._cost(plan, run)
            part = parts_of(plan)[0]
            declared = part.selected.field.extensions[BACKREF]
            given = part.arguments.values(run) if part.arguments else {}
            args = convert_arguments(
                dict(given), declared.arguments, config=self.schema.config,
                scalar_registry=self.schema.schema_converter.scalar_registry,
            )
            return Listening(declared, args, plan, run.variable_values, self._same(operation, part, ask))
        except Refused as refused:
            return Answer(refused.status, refused.body(), headers=refused.headers)
        except Exception as fault:
            return Answer(500, orjson.dumps({"errors": [of_fault(fault)]}))

    def _same(self, operation: Operation, part: Any, ask: Ask) -> Hashable:
        """Who differ only in `after` are told the same."""
        variables = dict(ask.variables or {})
        after = operation.only_in(part.selected.node, "after")
        if after:
            variables.pop(after, None)
        return (id(operation), orjson.dumps(variables, option=orjson.OPT_SORT_KEYS))

    async def render(self, listening: Listening, event: Any, viewer: Viewer) -> bytes:
        """`{"data": {...}}` for one event."""
        part = parts_of(listening.plan)[0]
        computing = Computing(self.core, self.readers, Run(viewer, listening.variable_values), Context(viewer))
        try:
            data: Any = {part.selected.key: await computing.told(part, event)}
        except Null:
            data = None
        except Exception as fault:
            return orjson.dumps({"data": None, "errors": [of_fault(fault)]})
        return orjson.dumps({"data": data, **({"errors": computing.errors} if computing.errors else {})})

    # From the request to its plan ---------------------------------------------------------------

    def _admitted(self, operation: Operation, ask: Ask, context: Context) -> tuple[Plan, Run]:
        """The plan of this request, after everybody was checked who must be."""
        viewer = context.viewer or NOBODY
        variable_values = coerced(self.core, operation.node, ask.variables)
        plan = self._plan(operation, viewer, variable_values)
        for who, path in plan.whos.items():
            if not who.allows(viewer):
                raise self._no_entry(context, path)
        if plan.introspected and context.viewer is None:
            raise self._no_entry(context, plan.introspected)
        return plan, Run(viewer, variable_values)

    def _plan(self, operation: Operation, viewer: Viewer, variable_values: Any, long: bool = False) -> Plan:
        """Made once for the same roles and the same presence of variables; another one for long lists."""
        key = (viewer.roles, long, operation.variant(variable_values.coerced))
        plan = operation.plans.find(key)
        if plan is None:
            plan = operation.plans.keep(key, planned(operation, self.schema, self.dialect, viewer, variable_values, long))
        return plan

    def _no_entry(self, context: Context, path: tuple[str, ...]) -> Refused:
        if context.viewer is None:
            return refuse("UNAUTHENTICATED", "Sign in first.", path)
        return refuse("FORBIDDEN", f"Not yours to ask: {'.'.join(path)}.", path)

    def _cost(self, plan: Plan, run: Run) -> tuple[int, dict[str, int]]:
        client = Role.api_client in run.viewer.roles
        most = self.limits.client_nodes if client else self.limits.nodes
        nodes = plan.price.nodes(run, most)
        minute = self.limits.client_per_minute if client else self.limits.per_minute
        who = run.viewer.client_id or run.viewer.employee_id
        left = self.budget.spend(who, nodes + 1, minute) if who else minute
        return nodes, {"requested": nodes, "limit": most, "remaining": left}

    # From the plan to the answer ----------------------------------------------------------------

    async def _run(self, plan: Plan, operation: Operation, run: Run, context: Context, ask: Ask) -> Answer:
        nodes, cost = self._cost(plan, run)
        if nodes > LONG:
            plan = self._plan(operation, run.viewer, run.variable_values, long=True)
        extensions = b',"extensions":{"cost":' + orjson.dumps(cost) + b"}}"
        if plan.whole:
            values = plan.statement.values(run)
            if nodes <= POINT:
                data = await self.readers.point(plan.sql, values)
            else:
                async with self._bulk if nodes > self.limits.nodes else contextlib.nullcontext():
                    data = await self.readers.page(plan.sql, values)
            if BROKEN_BYTE in data:
                return self._broken()
            return Answer(200, b'{"data":' + data + extensions, nodes)
        columns: tuple = ()
        if plan.sql:
            (columns,) = await self.readers.many(plan.sql, plan.statement.values(run))
            if any(BROKEN_BYTE in column for column in columns):
                return self._broken()
        data, errors = await self._roots(plan, operation, run, context, ask, columns)
        told = b',"errors":' + orjson.dumps(errors) if errors else b""
        return Answer(200, b'{"data":' + orjson.dumps(data) + told + extensions, nodes)

    async def _roots(self, plan: Plan, operation: Operation, run: Run, context: Context, ask: Ask, columns: tuple) -> tuple[Any, list]:
        computing = Computing(self.core, self.readers, run, context)
        data: dict[str, Any] = {}
        try:
            for key, how, what in plan.roots:  # one after the other: a mutation's order is promised
                match how:
                    case "name":
                        data[key] = what
                    case "read":
                        data[key] = orjson.Fragment(columns[what])
                    case "introspected":
                        found = execute_sync(self.core, only(what, operation), variable_values=ask.variables)
                        data[key] = (found.data or {}).get(key)
                    case "computed":
                        data[key] = await computing.root(what)
        except Null:
            return None, computing.errors
        return data, computing.errors

    def _broken(self) -> Answer:
        fault = ValueError("null where the schema promises a value")
        return Answer(200, orjson.dumps({"data": None, "errors": [of_fault(fault)]}))
