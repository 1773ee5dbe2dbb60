"""The matrix as a file that people read and git compares."""

from __future__ import annotations

from pathlib import Path

from tests.matrix.asking import COLUMNS, Cell, by_type

FILE = Path(__file__).with_name("matrix.md")

HEAD = """# Who sees what

Written by `python -m tests.matrix`, compared by the tests with what the engine answers on both databases.

Columns: nobody; people by role, all at work in the shop xinyi, `region` being the manager of the region north above it;
API clients by their one scope, `writes` having every write scope and no other.

Cells: `-` may not ask (FORBIDDEN, UNAUTHENTICATED) · `.` may ask, finds nothing · letters: finds what belongs to
`s` oneself · `t` a colleague, or the own team · `r` another shop of the region · `o` another region · `a` the teams above ·
`c` the company · `+` may ask (where no row is named). What belongs to another organisation would be `x`; there is none.
A field of an object that is no row (a page, a payload, a figure) is for whoever may ask the field above it.
"""


def text(table: dict[str, Cell]) -> str:
    parts = [HEAD]
    for kind, fields in by_type(table).items():
        widths = [
            max(30, *(len(name) for name in [kind, *fields]))
        ] + [  # as wide for all, so that a new line changes no other
            max(len(column), *(len(cells[column]) for cells in fields.values())) for column in COLUMNS
        ]
        lines = [
            [kind, *COLUMNS],
            ["-" * width for width in widths],
            *([name, *(cells[c] for c in COLUMNS)] for name, cells in fields.items()),
        ]
        parts.append(
            "\n".join(
                "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
                for line in lines
            )
        )
    return "\n\n".join(part.strip() for part in parts) + "\n"


def read() -> dict[str, Cell]:
    """The committed expectation."""
    table: dict[str, Cell] = {}
    kind = ""
    for line in FILE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells or set(cells[0]) <= {"-"}:
            continue
        if tuple(cells[1:]) == COLUMNS:
            kind = cells[0]
        else:
            table[f"{kind}.{cells[0]}"] = dict(zip(COLUMNS, cells[1:], strict=True))
    return table
