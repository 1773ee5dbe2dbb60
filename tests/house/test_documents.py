"""What the screens ask is what the server answers: every document against the committed schema, its types included."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_scalar_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.language import FieldNode, FragmentSpreadNode

from tests.house.plan import API, HOUSE, WEB

BIN = Path(sys.executable).parent
SCALARS = {"Int": "number", "Float": "number", "Boolean": "boolean", "JSON": "any"}


@cache
def schema() -> GraphQLSchema:
    return build_schema((API / "schema.graphql").read_text())


@cache
def documents() -> dict[tuple[str, str], str]:
    """{(file, name): text} of every document that the web app exports."""
    said = subprocess.run(
        [BIN / "node", HOUSE / "tests" / "house" / "documents.mjs", WEB], capture_output=True, text=True, check=True, cwd=WEB
    )
    return {(file, name): text for file, named in json.loads(said.stdout).items() for name, text in named.items()}


def test_the_web_app_has_documents():
    assert len(documents()) >= 5


def test_every_document_fits_the_schema():
    faults = {f"{file} {name}": [fault.message for fault in validate(schema(), parse(text))] for (file, name), text in documents().items()}

    assert {where: said for where, said in faults.items() if said} == {}


# ---- their types ----


class Writer:
    """The TypeScript type of what a document answers, and of what it is given."""

    def __init__(self, document: DocumentNode):
        self.operation = next(part for part in document.definitions if isinstance(part, OperationDefinitionNode))
        self.fragments = {part.name.value: part for part in document.definitions if part is not self.operation}

    def result(self) -> str:
        root = schema().get_root_type(self.operation.operation)
        return self.object(root, [self.operation.selection_set])

    def variables(self) -> str:
        parts = []
        for variable in self.operation.variable_definitions or ():
            kind = type_from_ast(schema(), variable.type)
            optional = "" if is_non_null_type(kind) and not variable.default_value else "?"
            parts.append(f"{variable.variable.name.value}{optional}: {self.given(kind)}")
        return "{ " + "; ".join(parts) + " }"

    def given(self, kind) -> str:
        inner = get_nullable_type(kind)
        if is_list_type(inner):
            text = f"readonly ({self.given(inner.of_type)})[]"
        elif is_input_object_type(inner):
            fields = (
                f"readonly {name}{'' if is_required_input_field(field) else '?'}: {self.given(field.type)}" for name, field in inner.fields.items()
            )
            text = "{ " + "; ".join(fields) + " }"
        else:
            text = self.leaf(inner)
        return text if is_non_null_type(kind) else f"{text} | null | undefined"

    def leaf(self, kind) -> str:
        if is_enum_type(kind):
            return " | ".join(f'"{name}"' for name in kind.values)
        assert is_scalar_type(kind)
        return SCALARS.get(kind.name, "string")

    def answered(self, kind, sets) -> str:
        inner = get_nullable_type(kind)
        if is_list_type(inner):
            text = f"({self.answered(inner.of_type, sets)})[]"
        elif sets:
            named = get_named_type(inner)
            possible = schema().get_possible_types(named) if is_abstract_type(named) else [named]
            text = " | ".join(self.object(one, sets) for one in possible)
        else:
            text = self.leaf(inner)
        return text if is_non_null_type(kind) else f"({text}) | null"

    def object(self, kind, sets) -> str:
        asked: dict[str, tuple[FieldNode, list]] = {}
        self.collect(kind, sets, asked)
        parts = []
        for name, (field, inner) in asked.items():
            maybe = "?" if any(said.name.value in {"skip", "include"} for said in field.directives or ()) else ""
            if field.name.value == "__typename":
                parts.append(f'{name}{maybe}: "{kind.name}"')
            else:
                parts.append(f"{name}{maybe}: {self.answered(kind.fields[field.name.value].type, inner)}")
        return "{ " + "; ".join(parts) + " }"

    def collect(self, kind, sets, asked) -> None:
        for selected in (one for each in sets for one in each.selections):
            if isinstance(selected, FieldNode):
                name = selected.alias.value if selected.alias else selected.name.value
                _, inner = asked.setdefault(name, (selected, []))
                if selected.selection_set:
                    inner.append(selected.selection_set)
                continue
            part = self.fragments[selected.name.value] if isinstance(selected, FragmentSpreadNode) else selected
            condition = part.type_condition.name.value if part.type_condition else kind.name
            applies = condition == kind.name or (
                is_abstract_type(schema().type_map[condition]) and schema().is_sub_type(schema().type_map[condition], kind)
            )
            if applies:
                self.collect(kind, [part.selection_set], asked)


@pytest.mark.browser
def test_the_types_written_beside_the_documents_are_those_of_the_schema():
    lines = ['import type { Document } from "../../src/graph/document";']
    for number, ((file, name), text) in enumerate(documents().items()):
        writer = Writer(parse(text))
        lines += [
            f'import type {{ {name} as document{number} }} from "../../{file.removesuffix(".ts")}";',
            f"// {file} {name}",
            f"declare function check{number}<R, V>(document: Document<R, V>, answer: (told: {writer.result()}) => R, given: (made: V) => {writer.variables()}): void;",
            f"declare const it{number}: typeof document{number};",
            f"check{number}(it{number}, (told) => told, (made) => made);",
        ]
    room = WEB / "node_modules" / ".documents"
    room.mkdir(exist_ok=True)
    (room / "check.ts").write_text("\n".join(lines) + "\n")
    (room / "tsconfig.json").write_text(
        json.dumps({"extends": "../../tsconfig.json", "compilerOptions": {"noUnusedLocals": False}, "include": ["check.ts"], "exclude": []})
    )

    said = subprocess.run(
        [BIN / "node", "node_modules/typescript/bin/tsc", "--noEmit", "-p", str(room)], cwd=WEB, capture_output=True, text=True
    )

    assert said.returncode == 0, said.stdout[:6000]
