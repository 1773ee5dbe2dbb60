"""Our linear rule against graphql-core's own, on documents whose keys clash every so often."""

import random

import pytest
from graphql import OverlappingFieldsCanBeMergedRule, parse, validate

from api.kit.reads.overlaps import Overlaps
from tests.kit.reads import domain

SCHEMA = domain.build()._schema


def ours(query: str) -> list:
    document = parse(query)
    return [error for node in document.definitions if node.kind == "operation_definition" for error in Overlaps(SCHEMA, document).operation(node)]


def theirs(query: str) -> list:
    return validate(SCHEMA, parse(query), [OverlappingFieldsCanBeMergedRule])


@pytest.mark.parametrize("query", [
    "{ a: team(id: 1) { id } a: team(id: 2) { id } }",
    "{ a: team(id: 1) { id } a: employee(id: 1) { id } }",
    "{ team(id: 1) { x: id } team(id: 1) { x: name } }",
    "{ team(id: 1) { ...A ...B } } fragment A on Team { x: name(locale: EN) } fragment B on Team { x: name }",
    "mutation { touch(input: {ids: []}) { ... on Team { x: updatedAt } ... on Employee { x: hiredOn } } }",
    "mutation { touch(input: {ids: []}) { ... on Team { x: kind } ... on Employee { x: leftOn } } }",
    "mutation { touch(input: {ids: []}) { ... on Team { x: parent { y: name } } ... on Employee { x: team { y: kind } } } }",
])
def test_clashes_are_found(query):
    assert ours(query) and theirs(query)


@pytest.mark.parametrize("query", [
    "{ team(id: 1) { id } team(id: 1) { name } }",
    "{ a: team(id: 1) { id } b: team(id: 2) { id } }",
    "{ employees(first: 1, search: \"a\") { totalCount } employees(search: \"a\", first: 1) { nodes { id } } }",
    "mutation { touch(input: {ids: []}) { ... on Team { x: id } ... on Employee { x: id } } }",
    "mutation { touch(input: {ids: []}) { ... on Team { x: parent { y: name } } ... on Employee { x: team { y: name(locale: EN) } } } }",
])
def test_what_can_be_one_passes(query):
    assert not ours(query) and not theirs(query)


def test_both_say_the_same_of_documents_made_up():
    told = {True: 0, False: 0}

    for seed in range(500):
        query = made_up(random.Random(seed))
        clash = bool(theirs(query))
        assert bool(ours(query)) == clash, query
        told[clash] += 1

    assert min(told.values()) > 60


def made_up(rng: random.Random) -> str:
    fragments: list[str] = []

    def selection(type_: str, depth: int) -> str:
        return " ".join(field(type_, depth) for _ in range(rng.randint(1, 4)))

    def field(type_: str, depth: int) -> str:
        dice = rng.random()
        if dice < 0.15 and depth < 5:
            return f"... on {type_} {{ {selection(type_, depth + 1)} }}"
        if dice < 0.3 and depth < 5:
            fragments.append("")
            number = len(fragments)
            fragments[number - 1] = f"fragment F{number} on {type_} {{ {selection(type_, depth + 1)} }}"
            return f"...F{number}"
        leaves = {"Team": ["id", "name", "name(locale: EN)", "kind", "externalId"], "Employee": ["id", "name", "hiredOn", "leftOn", "recent"]}
        edges = {"Team": [("parent", "Team"), ("children", "Team")], "Employee": [("team", "Team")]}
        alias = rng.choice(["", "", "", "x: ", "y: "])
        if dice < 0.6 and depth < 4:
            name, to = rng.choice(edges[type_])
            return f"{alias}{name} {{ {selection(to, depth + 1)} }}"
        return alias + rng.choice(leaves[type_])

    if rng.random() < 0.5:
        body = f"mutation {{ touch(input: {{ids: []}}) {{ ... on Team {{ {selection('Team', 1)} }} ... on Employee {{ {selection('Employee', 1)} }} }} }}"
    else:
        body = f"{{ employee(id: 1) {{ {selection('Employee', 1)} }} }}"
    return body + " " + " ".join(fragments)
