"""Requests that arrive together are done together: one unit of work, one commit, a handful of statements for all.

While one group is being committed the next one gathers, so nobody waits for a timer, and alone is as quick as ever.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from api.kit import log, unit
from api.kit.refusals import Refusal
from api.kit.work import unit_of_work

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

_log = log.named("tiro.learning")


class Gathering(Generic[Asked, Answer]):
    """`do` takes many requests and gives an answer for each; it runs inside a unit of work, and again if that fails.

    A group holds requests that weigh `most` together, or a single one: while it is worked on, the loop is busy.
    """

    def __init__(self, do: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]], most: int, weigh: Callable[[Asked], int]):
        self._do, self._most, self._weigh = do, most, weigh
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[Any] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer, after the commit. Inside another unit of work it joins that one, alone."""
        if unit.current_or_none() is not None:
            [answer] = await unit_of_work(lambda: self._do([asked]))
            return answer
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._waiting.append((asked, answer))
        if self._task is None or self._task.done() or self._task.get_loop() is not loop:
            self._task = loop.create_task(self._work(), name="tiro-gathering", context=contextvars.Context())
        return await answer

    async def _work(self) -> None:
        await asyncio.sleep(0)  # whoever is ready in this turn of the loop comes along
        while self._waiting:
            await self._answer(self._group())

    def _group(self) -> list[tuple[Asked, asyncio.Future[Answer]]]:
        weight, count = 0, 0
        for asked, _ in self._waiting:
            weight += self._weigh(asked)
            if count and weight > self._most:
                break
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _answer(self, group: list[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await unit_of_work(lambda: self._do([asked for asked, _ in group]))
        except Exception as error:
            if len(group) > 1 and not isinstance(error, Refusal):
                _log.warning("a group failed, each is done by itself", requests=len(group), error=repr(error))
            if len(group) > 1:
                for one in group:
                    await self._answer([one])
            elif not group[0][1].done():
                group[0][1].set_exception(error)
            return
        for (_, waiting), answer in zip(group, answers, strict=True):
            if not waiting.done():
                waiting.set_result(answer)
