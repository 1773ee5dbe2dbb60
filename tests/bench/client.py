"""A small HTTP/1.1 client with kept connections: a load generator must cost less than what it measures."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import orjson


@dataclass
class Tally:
    """What a run of requests came to."""

    seconds: float = 0
    latencies_ms: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.latencies_ms)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Line:
    """One kept connection."""

    def __init__(self, port: int, headers: dict[str, str] | None = None):
        self._port, self._headers = port, headers or {}

    async def __aenter__(self) -> "Line":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**26)
        return self

    async def __aexit__(self, *_) -> None:
        self._writer.close()

    async def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        said = {"Host": f"127.0.0.1:{self._port}", "Content-Type": "application/json", "Content-Length": str(len(body)), **self._headers, **(headers or {})}
        head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items()) + "\r\n"
        self._writer.write(head.encode() + body)
        status = int((await self._reader.readline()).split(b" ")[1])
        answered: dict[str, str] = {}
        while (line := await self._reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            answered[name.strip().lower()] = value.strip()
        if answered.get("transfer-encoding") == "chunked":
            return status, answered, await self._chunks()
        return status, answered, await self._reader.readexactly(int(answered.get("content-length", "0")))

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readline()
        await self._reader.readline()
        return b"".join(parts)


Request = tuple[bytes, dict[str, str]]


def graphql(query: str, variables: dict | None = None) -> bytes:
    return orjson.dumps({"query": query, "variables": variables or {}})


async def drive(port: int, requests: Iterator[Request], *, lines: int, headers: dict[str, str], until: Callable[[], bool] = lambda: False) -> Tally:
    """Send all requests over so many lines; each sends its next once answered. An answer with errors is a fault."""
    tally = Tally()

    async def work() -> None:
        async with Line(port, headers) as line:
            for body, more in requests:
                begun = time.perf_counter()
                status, _, answer = await line.post("/graphql", body, more)
                tally.latencies_ms.append((time.perf_counter() - begun) * 1000)
                if status != 200 or b'"errors"' in answer[:4000] or b'"__typename":"Refusal"' in answer[:400]:
                    tally.faults.append(f"{status} {answer[:300]!r}")
                if until():
                    return

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(lines)))
    tally.seconds = time.perf_counter() - begun
    if tally.faults:
        raise RuntimeError(f"{len(tally.faults)} of {tally.count} requests failed: {tally.faults[0]}")
    return tally
