"""Trials over a schema that uses every kind of declaration, and over the house's own."""

import pytest_asyncio

from api.kit import clock
from tests.kit.reads import domain
from tests.kit.reads.rows import NOW
from tests.kit.reads.trial import Trial, sown


def house_schema():
    from api.schema import build

    return build()


@pytest_asyncio.fixture(params=[domain.build, house_schema], ids=["every-declaration", "the-house"])
async def trial(request, house) -> Trial:
    made = await sown(house, request.param)
    with clock.at(NOW):
        yield made
