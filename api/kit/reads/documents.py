"""Documents, parsed and validated once, and kept by their text."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    StringValueNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql import GraphQLError as Wrong

from api.kit.reads.arguments import variables_in
from api.kit.reads.errors import Refused, of_graphql, refuse
from api.kit.reads.limits import Limits, measure
from api.kit.reads.overlaps import Overlaps

# Its cost grows with the square of the document: overlaps.py does it.
RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]


class Kept(OrderedDict):
    """The most recently used, at most so many."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def find(self, key: Any) -> Any:
        found = self.get(key)
        if found is not None:
            self.move_to_end(key)
        return found

    def keep(self, key: Any, value: Any) -> Any:
        self[key] = value
        if len(self) > self.most:
            self.popitem(last=False)
        return value


class Operation:
    """One operation of a valid document, with the plans that were made of it."""

    def __init__(self, document: DocumentNode, node: OperationDefinitionNode):
        self.node = node
        self.kind = node.operation.value
        self.fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        used: dict[str, int] = {}
        switches: set[str] = set()
        for each in (node, *self.fragments.values()):
            _switches(each, switches)
            used.update(variables_in(each))
        self.switches = tuple(name for name in used if name in switches)
        self.others = tuple(name for name in used if name not in switches)
        self.plans: Kept = Kept(64)

    def variant(self, values: Mapping[str, Any]) -> tuple:
        """What of the variables a plan depends on: the switches' values, and which of the others are there."""
        return (*[values.get(name) for name in self.switches], *[values.get(name) is None for name in self.others])

    def only_in(self, field: FieldNode, argument: str) -> str | None:
        """The variable that feeds this argument of the field, if it feeds nothing else."""
        fed = next((each.value for each in field.arguments or () if each.name.value == argument), None)
        if not isinstance(fed, VariableNode):
            return None
        name, uses = fed.name.value, 0
        for each in (self.node, *self.fragments.values()):
            uses += variables_in(each).get(name, 0)
        return name if uses == 2 else None  # its definition, and here


class Documents:
    """By text, or by the hash of a text that was known when the house was built."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, known: Mapping[str, str] | None = None):
        self.schema, self.limits = schema, limits
        self.known = dict(known or {})
        self.trusted = set(self.known.values())
        self._kept = Kept(1_000)

    def operation(self, query: str | None, hash_: str | None, name: str | None) -> Operation:
        operations = self._operations(self._text(query, hash_))
        if name is not None and not isinstance(name, str):
            raise refuse("BAD_USER_INPUT", "`operationName` is a text.")
        if name:
            if name not in operations:
                raise refuse("OPERATION_NOT_FOUND", f"The document has no operation {name!r}.")
            return operations[name]
        if len(operations) != 1:
            raise refuse("OPERATION_NOT_FOUND", "Say by `operationName` which operation is meant.")
        return next(iter(operations.values()))

    def _text(self, query: str | None, hash_: str | None) -> str:
        if hash_ is not None and not query:
            if not isinstance(hash_, str) or hash_ not in self.known:
                raise refuse("PERSISTED_QUERY_NOT_FOUND", "No document of this hash is known. Send its text.")
            return self.known[hash_]
        if not isinstance(query, str) or not query:
            raise refuse("BAD_USER_INPUT", "A request has a `query`, which is a text.")
        if hash_ is not None and hash_ != hashed(query):
            raise refuse("BAD_USER_INPUT", "The hash is not that of the text.")
        return query

    def _operations(self, text: str) -> dict[str, Operation]:
        found = self._kept.find(text)
        if found is None:
            found = self._kept.keep(text, self._prepare(text))
        if isinstance(found, Refused):
            raise found.with_traceback(None)
        return found

    def _prepare(self, text: str) -> dict[str, Operation] | Refused:
        try:
            return self._parsed(text)
        except Refused as refused:
            return refused

    def _parsed(self, text: str) -> dict[str, Operation]:
        limits = self.limits
        if text not in self.trusted and len(text) > limits.characters:
            raise refuse("TOO_LARGE", f"A document has at most {limits.characters:,} characters.", limit=limits.characters)
        try:
            document = parse(text, max_tokens=None if text in self.trusted else limits.tokens)
        except GraphQLSyntaxError as error:
            code = "TOO_COSTLY" if "tokens" in error.message else "GRAPHQL_PARSE_FAILED"
            raise Refused(of_graphql(code, error))
        except (RecursionError, UnicodeError):
            raise refuse("GRAPHQL_PARSE_FAILED", "The document is nested too deeply, or is no text.")
        measure(document, limits)
        nodes = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        errors = self._wrong(document) or [error for node in nodes for error in Overlaps(self.schema, document).operation(node)]
        if errors:
            raise Refused(*(of_graphql("GRAPHQL_VALIDATION_FAILED", error) for error in errors[:10]))
        if "\\u" in text:
            no_nul(document)
        return {node.name.value if node.name else "": Operation(document, node) for node in nodes}

    def _wrong(self, document: DocumentNode) -> list[Wrong]:
        try:
            return validate(self.schema, document, RULES, max_errors=10)
        except RecursionError:
            raise refuse("TOO_DEEP", "The document is nested too deeply.")


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def no_nul(document: DocumentNode) -> None:
    """PostgreSQL keeps no NUL in a text, so none is let in by a literal either."""

    class Texts(Visitor):
        def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
            if "\0" in node.value:
                raise refuse("BAD_USER_INPUT", "A text without NUL is expected.")

    visit(document, Texts())


def _switches(node: Any, found: set[str]) -> None:
    """Variables of @skip and @include, fragments apart."""
    todo = [node]
    while todo:
        each = todo.pop()
        for directive in getattr(each, "directives", None) or ():
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    found.add(argument.value.name.value)
        if getattr(each, "selection_set", None):
            todo.extend(each.selection_set.selections)
