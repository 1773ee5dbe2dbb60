"""Standings follow whoever writes, with or without the graph."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_opening_the_database_is_enough_for_the_follower_to_listen():
    """A script that only imports actions of people and learning must not leave standings behind."""
    script = """
import asyncio, pathlib, tempfile
from api.kit import database, migrate, settings
from api.learning import follows as learning
from api.people import follows as people

async def main():
    with tempfile.TemporaryDirectory() as folder:
        given = settings.load({"TIRO_DATA": folder})
        await migrate.migrate(given)
        db = await database.open(given)
        await db.close()

asyncio.run(main())
print(len(people.followers) > 0, len(learning.followers) > 0)
"""

    said = subprocess.run([sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True)

    assert said.stdout.splitlines()[-1] == "True True", said.stderr
