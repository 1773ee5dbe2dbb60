"""`make bench`: DESIGN's table, side by side with the peer, in one run on one machine and the same data."""

import argparse
import asyncio
import os
import platform
import shutil
import tempfile
from pathlib import Path

from tests.bench.fanout import fan_out
from tests.bench.reads import flat, reads, under_load
from tests.bench.report import Table
from tests.bench.servers import install_peer, ours, peer
from tests.bench.world import world
from tests.bench.writes import writes


async def run(employees: int, only: set[str], subscribers: int) -> Table:
    install_peer()
    here, table = world(employees), Table()
    print(f"{here.size()}; {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", flush=True)
    scratch = Path(tempfile.mkdtemp(prefix="tiro-bench-", dir=here.folder.parent))
    try:
        if not only or "reads" in only:
            with ours(here.folder) as server, peer(here.peer) as other:
                await reads(here, table, server, other)
                await under_load(here, table, server)
            small = world(employees // 200)
            with ours(here.folder) as server, ours(small.folder) as other:
                await flat(table, (here, server), (small, other))
        if not only or "writes" in only:
            await writes(here, table, scratch)
        if not only or "fanout" in only:
            await fan_out(here, table, scratch, subscribers)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return table


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--employees", type=int, default=10_000)
    asked.add_argument("--subscribers", type=int, default=1_000)
    asked.add_argument("--only", nargs="*", default=[], choices=["reads", "writes", "fanout"])
    given = asked.parse_args()
    table = asyncio.run(run(given.employees, set(given.only), given.subscribers))
    print("\n" + table.show())


if __name__ == "__main__":
    main()
