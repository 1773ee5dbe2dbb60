import pytest_asyncio
from starlette.applications import Starlette

from api.access.routes import routes
from tests.access.http import Browser
from tests.access.world import founded


@pytest_asyncio.fixture
async def world(house):
    """Two organisations on one server, on SQLite and on PostgreSQL."""
    return await founded(house)


@pytest_asyncio.fixture
async def browser(world):
    """A browser at our own pages, signed out."""
    async with Browser(Starlette(routes=routes(world.house.settings))) as browser:
        yield browser
