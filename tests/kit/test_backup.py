"""A backup is worth what a restore brings back."""

import gzip
import io
import shutil
import tarfile
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from api.kit import backup, clock, jobs, journal, migrate
from api.kit.settings import Settings
from api.kit.work import connection, unit_of_work
from tests.support import House, settings_for


async def tables(house: House) -> dict[str, list]:
    """Every row of every table, but for when the tables were made."""
    if house.dialect == "sqlite":
        names = await house.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    else:
        names = await house.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()")
    found = {}
    for row in sorted(names, key=lambda row: row["name"]):
        found[row["name"]] = sorted((tuple(row.values()) for row in await house.rows(f'SELECT * FROM "{row["name"]}"')), key=repr)
    del found["tortoise_migrations"]
    return found


async def fill(house: House) -> None:
    organisation = await house.organisation()
    team = await house.team(organisation, name="信義店 “東”\n二樓\t\\N")
    for number in range(20):
        employee = await house.employee(team, name=f"林小晴 {number}")

        async def work(employee=employee):
            journal.add("employee.created", organisation=organisation.id, subject=employee.id, why="it's so")
            await jobs.add("tea", f"tea:{employee.id}", clock.now() + timedelta(days=1), cups=2)

        await house.do(work)
    media = house.settings.media / "ab" / "abcd"
    media.parent.mkdir(parents=True)
    media.write_bytes(b"\x00clip")
    (house.settings.data / "keys").mkdir()
    (house.settings.data / "keys" / "push.pem").write_text("key")


async def destroy(house: House) -> None:
    """As after a fire: the database is not there, nor the folder."""
    await house.close()
    if house.dialect == "sqlite":
        for path in house.settings.data.glob("tiro.db*"):
            path.unlink()
    else:
        import asyncpg

        raw = await asyncpg.connect(house.settings.database_url)
        await raw.execute("DROP SCHEMA public CASCADE")
        await raw.execute("CREATE SCHEMA public")
        await raw.close()
    for name in ("media", "keys"):
        shutil.rmtree(house.settings.data / name)


async def test_what_was_destroyed_comes_back_as_it_was(house, tmp_path_factory):
    await fill(house)
    before, file = await tables(house), tmp_path_factory.mktemp("elsewhere") / "tiro.backup"
    said = await backup.backup(house.settings, file)

    await destroy(house)
    await backup.restore(house.settings, file)

    await house.open()
    assert await tables(house) == before
    assert said["rows"]["employee"] == 20
    assert (house.settings.media / "ab" / "abcd").read_bytes() == b"\x00clip"
    assert (house.settings.data / "keys" / "push.pem").read_text() == "key"
    assert file.stat().st_mode & 0o077 == 0


async def test_life_goes_on_after_a_restore(house, tmp_path):
    await fill(house)
    await backup.backup(house.settings, tmp_path / "b")
    await destroy(house)
    await backup.restore(house.settings, tmp_path / "b")
    await house.open()
    [[organisation]] = [row.values() for row in await house.rows("SELECT organisation_id FROM journal_head")]

    async def work():
        journal.add("employee.created", organisation=organisation)

    await house.do(work)

    assert [row["seq"] for row in await house.rows("SELECT seq FROM journal ORDER BY id DESC LIMIT 2")] == [21, 20]


async def test_a_backup_taken_while_others_write_is_of_one_moment(house, tmp_path):
    import asyncio

    organisation = await house.organisation()
    written, stop = [], asyncio.Event()

    async def write():
        while not stop.is_set():

            async def work():
                journal.add("employee.created", organisation=organisation.id)
                await connection().execute("UPDATE organisation SET currency = 'EUR'")

            await unit_of_work(work)
            written.append(1)

    writer = asyncio.create_task(write())
    said = await backup.backup(house.settings, tmp_path / "b")
    stop.set()
    await writer
    await house.close()
    await backup.restore(house.settings, tmp_path / "b", replace=True)

    await house.open()
    entries = await house.rows("SELECT seq FROM journal ORDER BY seq")
    heads = await house.rows("SELECT seq FROM journal_head")
    assert [row["seq"] for row in entries] == list(range(1, len(entries) + 1)) == list(range(1, said["rows"]["journal"] + 1))
    assert [row["seq"] for row in heads] == ([len(entries)] if entries else [])
    assert len(written) >= len(entries)


async def test_a_restore_does_not_throw_away_what_is_there(house, tmp_path):
    await fill(house)
    await backup.backup(house.settings, tmp_path / "b")
    before = await tables(house)
    await house.close()

    with pytest.raises(backup.BackupError, match="not empty"):
        await backup.restore(house.settings, tmp_path / "b")

    await house.open()
    assert await tables(house) == before


def repacked(file: Path, change) -> None:
    """The same archive with its members changed by hand."""
    with tarfile.open(file) as archive:
        members = {entry.name: archive.extractfile(entry).read() for entry in archive}
    members = change(members)
    with tarfile.open(file, "w:gz") as archive:
        for name, text in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))


def climbing(members):
    manifest = orjson.loads(members["manifest.json"])
    manifest["files"]["../evil"] = "00"
    return {"manifest.json": orjson.dumps(manifest), "../evil": b"x"} | members


def spoilt(members):
    return {name: text[:-1] + b"!" if name.startswith("media/") else text for name, text in members.items()}


def lacking(members):
    return {name: text for name, text in members.items() if not name.startswith("keys/")}


@pytest.mark.parametrize(("change", "said"), [(climbing, "does not belong"), (spoilt, "damaged"), (lacking, "damaged")])
async def test_a_spoilt_backup_changes_nothing(house, tmp_path_factory, change, said):
    await fill(house)
    file = tmp_path_factory.mktemp("elsewhere") / "b"
    await backup.backup(house.settings, file)
    before = await tables(house)
    await house.close()
    repacked(file, change)

    with pytest.raises(backup.BackupError, match=said):
        await backup.restore(house.settings, file, replace=True)

    await house.open()
    assert await tables(house) == before
    assert not list(house.settings.data.glob(".tiro-restore*"))


async def test_half_a_backup_is_refused(house, tmp_path):
    await fill(house)
    file = tmp_path / "b"
    await backup.backup(house.settings, file)
    file.write_bytes(file.read_bytes()[:-200])

    with pytest.raises(backup.BackupError):
        await backup.restore(house.settings, file, replace=True)


async def test_no_backup_at_all_is_refused(house, tmp_path):
    (tmp_path / "b").write_bytes(gzip.compress(b"hello"))

    with pytest.raises(backup.BackupError):
        await backup.restore(house.settings, tmp_path / "b", replace=True)


async def test_a_backup_goes_back_to_its_own_kind_of_database(tmp_path):
    settings: Settings = settings_for(f"sqlite:///{tmp_path / 'tiro.db'}", tmp_path)
    await migrate.migrate(settings)
    await backup.backup(settings, tmp_path / "b")

    with pytest.raises(backup.BackupError, match="sqlite"):
        await backup.restore(settings_for("postgresql://u@localhost:1/x", tmp_path), tmp_path / "b")
