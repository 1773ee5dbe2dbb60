"""The clock stands at Monday noon in Taipei, and the shop is open."""

import pytest
import pytest_asyncio

from api.kit import clock
from tests.learning.classroom import NOON, Classroom


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest_asyncio.fixture
async def room(house) -> Classroom:
    return await Classroom.open(house)
