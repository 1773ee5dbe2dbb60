import pytest_asyncio

from tests.access.world import founded


@pytest_asyncio.fixture
async def world(house):
    """Two organisations on one server, on SQLite and on PostgreSQL."""
    return await founded(house)
