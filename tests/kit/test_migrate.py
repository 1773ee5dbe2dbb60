"""The history of the tables: equal to the models, and with a way back."""

import re
import sqlite3
import sys
import textwrap
from contextlib import closing

import asyncpg
import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations import operations as ops

from api.kit import database, migrate
from tests.support import settings_for

PARENT = """
    ops.CreateModel(name="Parent", fields=[("id", fields.IntField(primary_key=True)), ("name", fields.CharField(max_length=10))],
                    options={"table": "parent", "app": "models", "pk_attr": "id", "table_description": "Above; and not below."}),
    ops.CreateModel(name="Child", fields=[("id", fields.IntField(primary_key=True)),
                    ("parent", fields.ForeignKeyField("models.Parent", source_field="parent_id", to_field="id", on_delete=OnDelete.CASCADE))],
                    options={"table": "child", "app": "models", "pk_attr": "id"}),
"""
LONGER = """ops.AlterField(model_name="Parent", name="name", field=fields.CharField(max_length=20)),"""
BREAKS = LONGER + """ops.RunSQL("UPDATE nowhere SET x = 1"),"""
LOSES = """ops.RunSQL("DELETE FROM child"),"""
ORPHANS = """ops.RunSQL("DELETE FROM parent"),"""
NOTE = """ops.AddField(model_name="Parent", name="note", field=fields.CharField(max_length=10, db_default="none")),"""


@pytest.fixture
def history(tmp_path, monkeypatch):
    """Write a history of its own: `history("0001_a", OPERATIONS)`; its package is `history_of_<test>`."""
    package = f"history_{abs(hash(str(tmp_path)))}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    written: list[str] = []

    def write(name: str, operations: str, more: str = "") -> str:
        after = f'dependencies = [("models", "{written[-1]}")]' if written else "initial = True"
        (folder / f"{name}.py").write_text(
            "from tortoise import fields, migrations\nfrom tortoise.fields import OnDelete\nfrom tortoise.migrations import operations as ops\n"
            f"class Migration(migrations.Migration):\n    {after}\n    {more}\n    operations = [{textwrap.dedent(operations)}]\n"
        )
        written.append(name)
        return package

    yield write
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


async def ask(settings, *statements: str) -> list[tuple]:
    """On a connection of its own, as it is without us."""
    if settings.dialect == "sqlite":
        with closing(sqlite3.connect(settings.sqlite_path, isolation_level=None)) as file:
            file.execute("PRAGMA foreign_keys=ON")
            return [row for statement in statements for row in file.execute(statement).fetchall()]
    connection = await asyncpg.connect(settings.database_url)
    try:
        return [tuple(row) for statement in statements for row in await connection.fetch(statement)]
    finally:
        await connection.close()


@pytest.fixture
async def family(empty_url, tmp_path, history):
    """A parent with two children, in a database that has had the first migration."""
    settings = settings_for(empty_url, tmp_path)
    await migrate.migrate(settings, history("0001_initial", PARENT))
    await ask(settings, "INSERT INTO parent (id, name) VALUES (1, 'Ada')", "INSERT INTO child (id, parent_id) VALUES (1, 1), (2, 1)")
    return settings


async def width(settings) -> int:
    """How long a parent's name may be."""
    if settings.dialect == "sqlite":
        [[kind]] = await ask(settings, "SELECT type FROM pragma_table_info('parent') WHERE name = 'name'")
        return int(kind.removeprefix("VARCHAR(").removesuffix(")"))
    [[length]] = await ask(settings, "SELECT character_maximum_length FROM information_schema.columns WHERE table_name = 'parent' AND column_name = 'name'")
    return length


CHILDREN = "SELECT id, parent_id FROM child ORDER BY id"


async def test_changing_a_column_of_a_parent_keeps_its_children(family, history):
    package = history("0002_longer", LONGER)

    applied = await migrate.migrate(family, package)
    again = await migrate.migrate(family, package)

    assert (applied, again) == (["0002_longer"], [])
    assert await ask(family, CHILDREN) == [(1, 1), (2, 1)]
    assert await width(family) == 20
    assert not list(family.data.glob("*.before-migration"))


async def test_a_migration_that_fails_leaves_the_database_as_it_was(family, history):
    package = history("0002_breaks", BREAKS)

    with pytest.raises(migrate.MigrationFailed, match="as it was"):
        await migrate.migrate(family, package)

    assert await migrate.pending(family, package) == ["0002_breaks"]
    assert await ask(family, CHILDREN) == [(1, 1), (2, 1)]
    assert await width(family) == 10
    assert not list(family.data.glob("*.before-migration"))


async def test_a_later_one_that_fails_takes_the_earlier_with_it(family, history):
    history("0002_note", NOTE)
    package = history("0003_breaks", BREAKS)

    with pytest.raises(migrate.MigrationFailed):
        await migrate.migrate(family, package)

    assert await migrate.pending(family, package) == ["0002_note", "0003_breaks"]
    assert await ask(family, "SELECT * FROM parent") == [(1, "Ada")]


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("operations", "said"), [(LOSES, "lost rows"), (ORPHANS, "without their rows|lost rows")])
async def test_a_migration_that_loses_rows_is_undone(family, history, operations, said):
    package = history("0002_loses", operations)

    with pytest.raises(migrate.MigrationFailed, match=said):
        await migrate.migrate(family, package)

    assert await ask(family, CHILDREN) == [(1, 1), (2, 1)]


async def test_a_migration_may_say_that_a_table_shrinks(family, history):
    package = history("0002_forgets", LOSES, more='shrinks = {"child"}')

    await migrate.migrate(family, package)

    assert await ask(family, CHILDREN) == []


async def test_a_new_column_fills_rows_that_are_there(family, history):
    package = history("0002_note", NOTE)

    await migrate.migrate(family, package)

    assert await ask(family, "SELECT id, name, note FROM parent") == [(1, "Ada", "none")]


async def test_a_database_of_a_newer_version_is_left_alone(family, history):
    package = history("0002_note", NOTE)
    await migrate.migrate(family, package)
    for path in (family.data / package).glob("0002*"):
        path.unlink()

    with pytest.raises(migrate.MigrationFailed, match="newer"):
        await migrate.migrate(family, package)


async def test_two_that_migrate_at_once_do_it_once(empty_url, tmp_path):
    import asyncio

    settings = settings_for(empty_url, tmp_path)
    command = [sys.executable, "-m", "api", "migrate"]
    environment = {"TIRO_DATABASE_URL": empty_url, "TIRO_DATA": str(tmp_path), "PATH": "", "PYTHONPATH": str(migrate.HOUSE)}

    async def run():
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, cwd=migrate.HOUSE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        said, complaint = await process.communicate()
        return process.returncode, said.decode() + complaint.decode()

    ends = await asyncio.gather(run(), run())

    # On SQLite the second is told that the file is in use, when it comes in the middle.
    assert 0 in {code for code, _ in ends}
    assert all(code == 0 or "in use" in said for code, said in ends), ends
    assert await migrate.pending(settings) == []


# ---- migrations equal models ----


async def test_the_history_has_everything_that_the_models_have():
    writers = await migrate.changes()

    assert [operation.describe() for writer in writers for operation in writer.operations] == []


def sqlite_tables(path) -> dict:
    with closing(sqlite3.connect(path)) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {
            name: (
                sorted(column[1:] for column in file.execute(f'PRAGMA table_info("{name}")')),  # a later column stands last
                sorted(
                    (unique, origin, [part[2] for part in file.execute(f'PRAGMA index_info("{index}")')])
                    for _, index, unique, origin, _ in file.execute(f'PRAGMA index_list("{name}")')
                ),
            )
            for name in names
        }


async def postgres_tables(url) -> dict:
    connection = await asyncpg.connect(url)
    try:
        columns = await connection.fetch(
            "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable "
            "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, column_name"
        )
        indexes = await connection.fetch("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    finally:
        await connection.close()
    found: dict = {}
    for row in columns:
        found.setdefault(row["table_name"], ([], []))[0].append(tuple(row)[1:])
    for row in indexes:
        found[row["tablename"]][1].append(re.sub(r"INDEX \S+ ON", "INDEX ON", row["indexdef"]))
    return {name: (columns, sorted(lines)) for name, (columns, lines) in found.items()}


async def test_migrated_tables_are_those_of_the_models(migrated_url, tmp_path, request):
    """The same columns and indexes as the ORM would make from nothing."""
    settings = settings_for(migrated_url, tmp_path)
    if settings.dialect == "sqlite":
        other = f"sqlite:///{tmp_path / 'other.db'}"
    else:
        other = request.getfixturevalue("postgres_url")
    made = settings_for(other, tmp_path)
    config = database.config(made)
    if made.dialect == "sqlite":
        config["connections"]["sqlite"] = {"engine": "tortoise.backends.sqlite", "credentials": {"file_path": str(made.sqlite_path)}}
    else:
        config["connections"]["postgres"] = other.replace("postgresql://", "asyncpg://")
    async with TortoiseContext() as context:
        await context.init(config)
        await context.generate_schemas(safe=False)

    if settings.dialect == "sqlite":
        history, models = sqlite_tables(settings.sqlite_path), sqlite_tables(made.sqlite_path)
    else:
        history, models = await postgres_tables(migrated_url), await postgres_tables(other)

    history.pop("tortoise_migrations")
    assert history == models


def operations() -> list:
    migrate.reachable()
    import importlib

    return [one for name in migrate.names() for one in importlib.import_module(f"migrations.{name}").Migration.operations]


def test_a_new_required_column_says_what_rows_that_are_there_get():
    """Tortoise adds it with a Python default, which fails on a filled table: `db_default` it must be."""
    risky = [
        f"{one.model_name}.{one.name}" for one in operations()
        if isinstance(one, ops.AddField) and not one.field.null and not one.field.has_db_default()
    ]

    assert risky == []


def test_no_average_of_whole_numbers():
    """Tortoise's Avg of an int column truncates: sums and counts are kept, and divided by rules."""
    guilty = [str(path.relative_to(database.API)) for path in database.API.rglob("*.py") if re.search(r"import .*\bAvg\b", path.read_text())]

    assert guilty == []


async def test_every_row_says_whose_it_is_and_every_index_begins_there(house):
    """What is looked up by a secret or by the kit itself stands apart."""
    apart = {"organisation", "journal_head", "job"}
    alone = {("token_hash",), ("client_id",)}
    models = [model for model in house.db.context.apps.get_models_iterable() if model._meta.db_table not in apart]

    without = [model.__name__ for model in models if "organisation_id" not in model._meta.fields_map]
    crooked = [
        (model.__name__, names)
        for model in models
        for names in [*map(tuple, model._meta.unique_together), *(tuple(index.fields) if hasattr(index, "fields") else tuple(index) for index in model._meta.indexes)]
        if names[0] != "organisation_id"
    ]
    single = [
        (model.__name__, name)
        for model in models
        for name, field in model._meta.fields_map.items()
        if (field.unique or field.index) and not field.pk and (name,) not in alone
    ]

    assert (without, crooked, single) == ([], [], [])


async def test_no_two_tables_or_models_share_a_name(house):
    """One Tortoise app: a second class of the same name would silently take the first one's place."""
    import importlib

    from tortoise.models import Model

    classes = {
        one for name in database.model_modules() for one in vars(importlib.import_module(name)).values()
        if isinstance(one, type) and issubclass(one, Model) and one is not Model
    }
    names = [one.__name__ for one in classes]
    tables = [one._meta.db_table for one in classes]

    assert sorted(names) == sorted(set(names))
    assert sorted(tables) == sorted(set(tables))
