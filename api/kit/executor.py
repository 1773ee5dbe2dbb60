"""Tortoise's migration executor, with two of its traps closed."""

import sqlite3
from collections.abc import Iterator

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor import BaseSchemaEditor, SqliteSchemaEditor


def statements(script: str) -> Iterator[str]:
    """One by one. Tortoise splits at every semicolon, also at those inside a comment or a string."""
    part = ""
    for piece in script.split(";"):
        part += piece + ";"
        if sqlite3.complete_statement(part):
            if part.strip(" \n;"):
                yield part
            part = ""


class SqliteEditor(SqliteSchemaEditor):
    async def _run_sql(self, sql: str) -> None:
        if self.collect_sql:
            await super()._run_sql(sql)
        else:
            for statement in statements(sql):
                await self.client.execute_query(statement)


class Executor(MigrationExecutor):
    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:
        if self.connection.capabilities.dialect == "sqlite":
            return SqliteEditor(self.connection, atomic=atomic, collect_sql=collect_sql)
        return super()._schema_editor(atomic, collect_sql)

    async def prepare(self) -> None:
        """On PostgreSQL, asking for a table that is not there would spoil the transaction."""
        await self.recorder.ensure_schema(self._schema_editor(atomic=False))
