"""Relay connections, as every growing list is shown."""

from typing import Generic, TypeVar

import strawberry

Node = TypeVar("Node")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked with `after`.")
    start_cursor: str | None = strawberry.field(description="Cursor of the page's first row.")
    end_cursor: str | None = strawberry.field(description="Cursor of the page's last row: the next `after`.")


@strawberry.type(description="One row of a list, and its place there.")
class Edge(Generic[Node]):
    """One row of a list, and its place there."""

    cursor: str = strawberry.field(description="The row's place in the list, opaque.")
    node: Node = strawberry.field(description="The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    """A page of a list."""

    edges: list[Edge[Node]] = strawberry.field(description="The rows with their cursors.")
    nodes: list[Node] = strawberry.field(description="The rows alone: the shortcut.")
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    total_count: int = strawberry.field(description="All rows of the list, whatever the page. Counted only when asked.")
