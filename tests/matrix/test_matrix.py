"""Who sees what, asked of the running engine on both databases and compared with what is written down."""

import pytest

from tests.matrix import table
from tests.matrix.asking import COLUMNS, NOTHING, PEOPLE, REFUSED, SCOPES, Asking
from tests.matrix.probes import plain_fields, row_types, schema

EXPECTED = table.read()


@pytest.fixture
async def asking(house):
    return await Asking.begin(house)


async def test_what_the_engine_shows_is_what_the_matrix_says(asking):
    told = await asking.whole()

    differing = {
        name: {column: (EXPECTED.get(name, {}).get(column), cells[column]) for column in COLUMNS if EXPECTED.get(name, {}).get(column) != cells[column]}
        for name, cells in told.items() if EXPECTED.get(name) != cells
    }
    assert differing == {}, "after a wanted change: `python -m tests.matrix`, and read the diff"
    assert EXPECTED.keys() - told.keys() == set()


def test_the_file_is_as_the_table_is_written():
    assert table.text(EXPECTED) == table.FILE.read_text()


def test_every_field_of_the_schema_stands_in_the_matrix():
    """A field of an object that is no row belongs to the field above; every other has a line of its own."""
    roots = {f"{type_.name}.{name}" for type_, name, _ in schema().fields() if type_.name in {"Query", "Mutation", "Subscription"}}
    lines = {name.split(".")[0] for name in EXPECTED}

    assert {name for name in roots if not name.startswith("Query.probe")} <= EXPECTED.keys()
    assert {type_.name for type_ in row_types(schema())} <= lines
    assert not {name for name in plain_fields(schema()) if name.split(".")[0] in lines - {"Query", "Mutation", "Subscription"}}


# ---- what must hold whatever the table says ----

CLIENTS = tuple(SCOPES)
# What everyone in the company may read of it.
SHARED = {"Organisation", "Viewer", "Position", "Course", "MicroUnit", "UnitVersion", "Skill", "MilestoneStep", "BehaviourIndicator", "Media"}


def lines(*, of: set[str] | None = None, but: set[str] = frozenset()):
    return [(name, cells) for name, cells in EXPECTED.items() if (of is None or name.split(".")[0] in of) and name.split(".")[0] not in but]


def test_whoever_is_signed_out_may_ask_nothing():
    assert {cells["nobody"] for _, cells in lines()} == {REFUSED}


def test_no_cell_anywhere_holds_another_organisation():
    assert not [name for name, cells in lines() for cell in cells.values() if "x" in cell]


def test_a_learner_finds_only_themselves_and_the_names_of_the_teams_above():
    found = {name: cells["learner"] for name, cells in lines(but=SHARED | {"Mutation", "Subscription"}) if set(cells["learner"]) - set("s.-")}

    allowed = {"Team.id", "Team.name", "Team.kind", "Team.externalId", "Team.updatedAt", "Team.parent", "Team.children", "Team.ancestors"}
    shared = {f"Query.{name}" for name in ("course", "courses", "media", "mediaFile", "microUnit", "microUnits", "position", "positions", "team", "teams", "viewer")}
    assert found.keys() <= allowed | shared | {"Team.employees"}


def test_a_leader_finds_nobody_outside_the_branch():
    people = {"Employee", "Assignment", "QuizAttempt", "Milestone", "Standing", "Shift", "Placement", "RoleGrant", "ActionPlan", "CheckIn", "Reaction"}
    for name, cells in lines(of=people):
        assert not set(cells["coach"]) & set("ro"), name
        assert not set(cells["manager"]) & set("ro"), name
        assert "o" not in cells["region"], name


def test_what_a_learner_finds_of_themselves_everyone_finds_of_themselves():
    for name, cells in lines(of={"Employee", "Assignment", "QuizAttempt", "Milestone", "Standing", "Shift", "Placement"}):
        if "s" in cells["learner"]:
            assert all("s" in cells[role] for role in PEOPLE), name


def test_a_client_finds_what_its_scope_opens_and_a_client_that_writes_reads_nothing():
    open_to_all = {"Organisation", "Viewer"}
    for name, cells in lines(but=open_to_all | {"Mutation"}):
        readers = [client for client in CLIENTS if cells[client] != REFUSED]
        if name != "Query.viewer":
            assert len(readers) <= 1 or name == "MicroUnit.draft", (name, readers)
        assert cells["writes"] == REFUSED or name in {"Query.viewer", "MicroUnit.draft"}, name


def test_only_an_admin_is_above_roles_and_clients():
    for name in ("grantRole", "revokeRole", "createApiClient", "rotateApiClientSecret", "endApiClient"):
        assert [column for column, cell in EXPECTED[f"Mutation.{name}"].items() if cell != REFUSED] == ["admin"]


def test_every_line_of_a_row_is_found_by_someone():
    """Else the seed lacks it and the line proves nothing."""
    blind = {name for name, cells in lines(but={"Query", "Mutation", "Subscription"}) if set(cells.values()) <= {REFUSED, NOTHING}}

    assert blind <= OF_ONE_KIND


# One projection or effect of a kind that the seed has none of; `projections` and `effects` show the same rows.
OF_ONE_KIND = {"Evaluation.claimed", "Evaluation.restated", "Evaluation.effect"}
