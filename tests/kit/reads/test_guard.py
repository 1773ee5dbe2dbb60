"""A declaration that forgets whom a row belongs to does not become a schema."""

import pytest
import strawberry

from api.kit.reads import (
    ADMIN,
    ANYONE_SIGNED_IN,
    EVERYONE,
    Arg,
    Connection,
    Rows,
    Schema,
    Who,
    column,
    connection,
    many,
    one,
    reads,
    sql_field,
)
from api.kit.viewer import Role
from api.people import models

WHO = Who(ANYONE_SIGNED_IN)


def schema_of(rows: Rows = EVERYONE, order: str | None = None, args: dict | None = None, **fields) -> Schema:
    annotations = {"id": strawberry.ID, **{name: type_ for name, (type_, _) in fields.items()}}
    made = type("Person", (), {"__doc__": "Somebody.", "__annotations__": annotations, **{name: read for name, (_, read) in fields.items() if read}})
    person = reads(models.Employee, rows=rows, who=WHO)(made)
    query = type("Query", (), {"__annotations__": {"people": Connection[person]}, "people": connection(person, who=WHO, order=order, args=args)})
    return Schema(strawberry.type(query))


MATES = "(SELECT count(*) FROM employee e WHERE {}e.team_id = {{t}}.team_id)"


@pytest.mark.parametrize("text", [
    MATES.format("e.organisation_id = :organisation AND "), MATES.format("e.organisation_id = {{t}}.organisation_id AND ").replace("{{t}}", "{t}"),
    "(SELECT count(*) FROM employee e JOIN team t ON t.organisation_id = :organisation AND t.id = e.team_id WHERE e.organisation_id = :organisation)",
    "json_array(', employee', 'FROM team')", "{t}.hired_on < :today_minus_30d",
])
def test_a_subselect_that_names_the_organisation_builds(text):
    assert schema_of(mates=(int, sql_field(text)))


@pytest.mark.parametrize(("text", "fault"), [
    (MATES.format(""), "reads employee and names organisation_id 0 times"),
    ("(SELECT count(*) FROM employee e JOIN team t ON t.id = e.team_id WHERE e.organisation_id = :organisation)", "reads employee, team and names organisation_id 1 times"),
    ("(SELECT count(*) FROM employee e, team t WHERE e.organisation_id = :organisation)", "names organisation_id 1 times, of 2"),
    ("(SELECT count(*) FROM employee WHERE 'organisation_id = :organisation' <> '')", "names organisation_id 0 times"),
    ("{t}.hired_on < :tomorrow", "knows no :tomorrow"),
])
def test_sql_that_forgets_the_organisation_or_names_no_bind_does_not(text, fault):
    with pytest.raises(TypeError, match=fault):
        schema_of(mates=(int, sql_field(text)))


def test_postgres_texts_are_read_too():
    good = MATES.format("e.organisation_id = :organisation AND ")

    with pytest.raises(TypeError, match="names organisation_id 0 times"):
        schema_of(mates=(int, sql_field(good, postgres=MATES.format(""))))


def test_a_lens_is_read_too():
    with pytest.raises(TypeError, match="Person's rows: reads team_tree"):
        schema_of(rows=Rows(whole={Role.admin}, branch=("{t}.team_id IN (SELECT descendant_id FROM team_tree)", {Role.manager})))


@pytest.mark.parametrize(("build", "fault"), [
    (lambda: schema_of(boss=(str, column("boss"))), "knows no column boss of Employee"),
    (lambda: schema_of(order="-boss"), "knows no column boss"),
    (lambda: schema_of(args={"since": Arg(str, "{t}.id > {v}", order="sinceish")}), "knows no column sinceish"),
    (lambda: schema_of(args={"team": Arg(str, "{t}.team_id IN (SELECT id FROM team WHERE kind = {v})")}), "reads team"),
    (lambda: schema_of(team=("TeamOfGuard", one(by="team_id"))), "never null"),
    (lambda: schema_of(teams=("list[TeamOfGuard]", many(by="leader_id"))), "knows no column leader_id of Team"),
])
def test_what_else_a_declaration_may_not_say(build, fault):
    with pytest.raises(TypeError, match=fault):
        build()


@reads(models.Team, rows=EVERYONE, who=Who(ADMIN))
class TeamOfGuard:
    """A team."""

    id: strawberry.ID
