"""An operation, planned for viewers of the same roles: the statement of what is declared, the shapes of what is computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode

from api.kit.reads.binds import Statement
from api.kit.reads.dialects import Dialect
from api.kit.reads.documents import Operation
from api.kit.reads.pieces import Pieces, an_object
from api.kit.reads.plan import Planner
from api.kit.reads.price import Price
from api.kit.reads.schema import read_of
from api.kit.reads.selection import Document, Path
from api.kit.reads.shapes import Part, Shaper
from api.kit.reads.who import Who
from api.kit.viewer import Viewer

INTROSPECTION = ("__schema", "__type")


@dataclass(eq=False, slots=True)
class Plan:
    """All that is known of an operation before it runs."""

    kind: str
    whos: dict[Who, Path]
    price: Price
    statement: Statement
    sql: str | None = None  # of the whole answer, or of one column a root that is read
    whole: bool = False  # the statement's one value is all of `data`
    roots: list[tuple[str, str, Any]] = field(default_factory=list)  # (response key, how, what)
    introspected: Path | None = None
    shaper: Shaper | None = None


def planned(operation: Operation, schema: Any, dialect: Dialect, viewer: Viewer, variable_values: Any, long: bool = False) -> Plan:
    core = schema._schema
    document = Document(core, operation.fragments, variable_values.coerced)
    root = {"query": core.query_type, "mutation": core.mutation_type, "subscription": core.subscription_type}[operation.kind]
    planner = Planner(dialect, document, viewer, variable_values, long)
    shaper = Shaper(planner)
    plan = Plan(operation.kind, planner.whos, planner.price, planner.statement, shaper=shaper)
    read: list[tuple[str, Pieces]] = []
    for selected in document.select(root, [operation.node.selection_set]):
        if selected.field is None:
            plan.roots.append((selected.key, "name", root.name))
        elif selected.name in INTROSPECTION:
            plan.introspected = plan.introspected or selected.path
            plan.roots.append((selected.key, "introspected", selected.nodes))
        elif read_of(selected.field) is not None:
            plan.roots.append((selected.key, "read", len(read)))
            read.append((selected.key, planner.root(selected)))
        else:
            plan.roots.append((selected.key, "computed", shaper.part(selected, root=True)))
    plan.whole = bool(read) and all(how in ("read", "name") for _, how, _ in plan.roots)
    if plan.whole:
        values = dict(read)
        data = an_object((key, values[key] if how == "read" else Pieces(f'"{what}"')) for key, how, what in plan.roots)
        plan.sql = planner.written(f"SELECT {dialect.answer.format(data.render())}")
    elif read:
        plan.sql = planner.written("SELECT " + ", ".join(dialect.answer.format(piece.render()) for _, piece in read))
    return plan


def parts_of(plan: Plan) -> list[Part]:
    return [what for _, how, what in plan.roots if how == "computed"]


def only(nodes: list[FieldNode], operation: Operation) -> Any:
    """A document of the same operation that holds only these root fields."""
    from graphql import DocumentNode, OperationDefinitionNode, SelectionSetNode

    node = operation.node
    alone = OperationDefinitionNode(
        operation=node.operation, name=node.name, variable_definitions=node.variable_definitions, directives=(),
        selection_set=SelectionSetNode(selections=tuple(nodes)),
    )
    return DocumentNode(definitions=(alone, *operation.fragments.values()))
