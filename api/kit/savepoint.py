"""A transaction inside a unit of work, when the ORM opens one by itself (`get_or_create`)."""

from typing import Any

from tortoise.backends.base.client import TransactionContext


class Savepoint(TransactionContext):
    """What it wrote is taken back when it fails, and only that."""

    def __init__(self, client: Any):
        self.client = client

    async def __aenter__(self) -> Any:
        self.client.depth += 1
        self.name = f"orm_{self.client.depth}"
        await self.client.savepoint(self.name)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        self.client.depth -= 1
        if exc_type:
            await self.client.roll_back_to(self.name)
        await self.client.release(self.name)
