"""Identifiers. UUIDv7: they sort by the time they were made, and a phone may make its own."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()
