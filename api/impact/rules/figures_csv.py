"""Figures from a CSV file: which column is what, and what is wrong with which line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .codes import Code, Flag, Refused, flag, refuse
from .money import decimal

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. With a `fault` nothing else of it counts; its path is `team`, `period`, `value` or `n`."""

    line: int
    team: str | None = None
    period_on: date | None = None
    value: Decimal | None = None
    n: int | None = None
    fault: Flag | None = None


def read_figures(text: str, period: str, value: str, team: str | None = None, n: str | None = None) -> tuple[Row, ...]:
    """Rows in their order, blank lines left out. A missing column refuses the whole file."""
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    if not first.strip():
        raise refuse(Code.DATA_MISSING, "csv", "the file is empty")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    heading = [name.strip() for name in next(reader)]
    columns = {"period": period, "value": value, "team": team, "n": n}
    at: dict[str, int] = {}
    for what, name in columns.items():
        if name is None:
            continue
        if name not in heading:
            raise refuse(Code.DATA_MISSING, f"columns.{what}", f"no column is headed “{name}”")
        at[what] = heading.index(name)
    return tuple(_rows(reader, at))


def _rows(reader: Iterator[list[str]], at: dict[str, int]) -> Iterator[Row]:
    for line, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        told = {what: cells[i].strip() if i < len(cells) else "" for what, i in at.items()}
        try:
            yield Row(line, _team(told), _day(told["period"]), _value(told["value"]), _count(told.get("n")))
        except Refused as no:
            yield Row(line, fault=no.flags[0])


def _team(told: dict[str, str]) -> str | None:
    if "team" not in told:
        return None
    if not told["team"]:
        raise refuse(Code.DATA_MISSING, "team", "no team is named")
    return told["team"]


def _day(text: str) -> date:
    """2026-03-01, 2026/3/1, or a month, 2026-03, for its first day."""
    parts = text.replace("/", "-").split("-")
    try:
        year, month, *day = (int(part) for part in parts)
        return date(year, month, day[0] if day else 1)
    except ValueError:
        raise Refused(flag(Code.DATA_MISSING, "period", f"“{text}” is no day or month")) from None


def _value(text: str) -> Decimal:
    """A percent sign is refused: is it a point or a share? The measure's unit says, the file must agree."""
    if text.endswith(("%", "％")):
        raise refuse(Code.PP_VS_PERCENT, "value", f"“{text}”: leave the sign out, in the unit of the measure")
    if not text:
        raise refuse(Code.DATA_MISSING, "value", "no value")
    return decimal(text.replace(",", ""), "value")


def _count(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise refuse(Code.DATA_MISSING, "n", f"“{text}” is no number of cases")
    return int(text)
