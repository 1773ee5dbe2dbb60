"""What arrives together is done together, within measure."""

import asyncio

import pytest

from api.kit.refusals import Refusal
from api.kit.work import unit_of_work
from api.learning.gathering import Gathering

pytestmark = pytest.mark.usefixtures("house")


async def test_while_one_group_is_done_the_next_gathers():
    groups = []

    async def double(numbers):
        groups.append(list(numbers))
        return [2 * number for number in numbers]

    gathering = Gathering(double, most=100, weigh=lambda _: 1)

    answers = await asyncio.gather(*(gathering.ask(n) for n in range(10)))

    assert answers == [2 * n for n in range(10)]
    assert len(groups) == 1


async def test_a_group_weighs_no_more_than_it_may_unless_it_is_one():
    groups = []

    async def same(numbers):
        groups.append(list(numbers))
        return numbers

    gathering = Gathering(same, most=10, weigh=lambda number: number)

    await asyncio.gather(*(gathering.ask(n) for n in (4, 5, 3, 50, 7, 1)))

    assert groups == [[4, 5], [3], [50], [7, 1]]


async def test_a_fault_meets_only_the_request_that_brought_it():
    async def inverse(numbers):
        return [1 / number for number in numbers]

    gathering = Gathering(inverse, most=100, weigh=lambda _: 1)

    answers = await asyncio.gather(*(gathering.ask(n) for n in (1, 0, 2)), return_exceptions=True)

    assert (answers[0], answers[2]) == (1.0, 0.5)
    assert isinstance(answers[1], ZeroDivisionError)
    assert await gathering.ask(4) == 0.25


async def test_inside_a_unit_of_work_it_joins_that_one():
    async def same(numbers):
        return numbers

    gathering = Gathering(same, most=100, weigh=lambda _: 1)

    assert await unit_of_work(lambda: gathering.ask(3)) == 3


async def test_a_refusal_of_the_whole_is_told_to_each():
    async def refuse(numbers):
        raise Refusal("INVALID", "no")

    gathering = Gathering(refuse, most=100, weigh=lambda _: 1)

    answers = await asyncio.gather(gathering.ask(1), gathering.ask(2), return_exceptions=True)

    assert [answer.code for answer in answers] == ["INVALID", "INVALID"]
