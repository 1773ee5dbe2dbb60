"""Write `matrix.md` anew from what the engine answers now, on SQLite."""

import asyncio
import tempfile
from pathlib import Path

from api.kit import database, migrate
from api.kit.readers import Readers
from tests.matrix import table
from tests.matrix.asking import Asking
from tests.support import House, settings_for


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(f"sqlite:///{folder}/tiro.db", Path(folder))
        await migrate.migrate(settings)
        db = await database.open(settings)
        readers = await Readers.open(settings.database_url)
        try:
            asking = await Asking.begin(House(db, settings, readers))
            table.FILE.write_text(table.text(await asking.whole()))
        finally:
            await readers.close()
            await db.close()


asyncio.run(main())
