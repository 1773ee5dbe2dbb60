"""A long filling that is broken off leaves nothing behind."""

import pytest

from api.kit import database, migrate
from api.kit.draft import drafted, inhabited
from api.kit.work import unit_of_work
from api.people.models import Organisation
from tests.support import settings_for


async def found(settings) -> None:
    from api.kit import clock

    db = await database.open(settings)
    try:
        await unit_of_work(lambda: Organisation.create(slug="demo", name={}, created_at=clock.now()))
    finally:
        await db.close()


async def test_what_was_filled_is_there_afterwards(migrated_url, tmp_path):
    settings = settings_for(migrated_url, tmp_path)
    before = await inhabited(settings)

    async with drafted(settings) as within:
        await found(within)

    assert (before, await inhabited(settings), await migrate.pending(settings)) == (False, True, [])
    assert not [path.name for path in tmp_path.iterdir() if "filling" in path.name]


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_what_was_broken_off_is_not_and_the_next_time_begins_anew(migrated_url, tmp_path):
    settings = settings_for(migrated_url, tmp_path)

    with pytest.raises(KeyboardInterrupt):
        async with drafted(settings) as within:
            await found(within)
            raise KeyboardInterrupt
    broken_off = await inhabited(settings)
    async with drafted(settings) as within:
        await found(within)

    assert (broken_off, await inhabited(settings)) == (False, True)


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_a_new_file_is_for_its_owner_only(tmp_path, migrated_url):
    settings = settings_for(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)

    await migrate.migrate(settings)
    db = await database.open(settings)

    try:
        assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("new.db*") if not path.name.endswith(".writer")} == {0}
    finally:
        await db.close()
