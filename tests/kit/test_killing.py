"""A few seeds of what the soak does at length: a process dies in the middle of its work, and keeps its word."""

import asyncio
import signal

import pytest

from tests.kit.killing import kill_under_load


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_was_acknowledged_survives_a_kill_exactly_once(migrated_url, tmp_path, seed):
    outcome = await asyncio.to_thread(kill_under_load, migrated_url, tmp_path, seed)

    assert outcome.good, outcome
    assert (outcome.kills, outcome.acknowledged >= 300) == (3, True)


async def test_a_polite_end_finishes_what_was_begun(migrated_url, tmp_path):
    outcome = await asyncio.to_thread(kill_under_load, migrated_url, tmp_path, 3, 2, signal.SIGTERM)

    assert outcome.good, outcome
