"""The server dies by kill -9 while twelve phones learn: nothing acknowledged is lost, doubled or changed."""

import signal

import pytest

from tests.conftest import fresh_postgres
from tests.soak.phones import killed_while_learning, seeded


async def test_a_server_killed_under_load_keeps_its_word(tmp_path):
    house = seeded(tmp_path, {})

    outcome = await killed_while_learning({}, tmp_path, house, seed=0, kills=2)

    assert outcome.good, outcome
    assert outcome.acknowledged > 120 and outcome.sent_twice > 0


async def test_a_server_told_to_stop_finishes_what_it_took(tmp_path):
    house = seeded(tmp_path, {})

    outcome = await killed_while_learning({}, tmp_path, house, seed=7, kills=1, end_with=signal.SIGTERM)

    assert outcome.good, outcome


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 21))
async def test_twenty_seeds_on_sqlite(tmp_path, seed):
    house = seeded(tmp_path, {})

    outcome = await killed_while_learning({}, tmp_path, house, seed)

    print(outcome.line(f"SQLite, seed {seed}"))
    assert outcome.good, outcome


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 6))
async def test_five_seeds_on_postgresql(tmp_path, postgres_engine, seed):
    with fresh_postgres(postgres_engine) as url:
        settings = {"TIRO_DATABASE_URL": url}
        house = seeded(tmp_path, settings)

        outcome = await killed_while_learning(settings, tmp_path, house, seed)

    print(outcome.line(f"PostgreSQL, seed {seed}"))
    assert outcome.good, outcome
