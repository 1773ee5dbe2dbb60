"""What SQLite's planner is told about the tables.

Told nothing, it takes `organisation_id = ?` for a narrow condition, though every row has it; told by ANALYZE of a young
house, it plans for a young house and keeps to that. So each index says what it means in a company of ten thousand:
plans are the same on every machine and do not change overnight.
"""

import sqlite3

ROWS = 10_000
WIDE, NARROW = 200, 10  # how much the first and the next column of an index narrow its rows down


def settle(connection: sqlite3.Connection) -> None:
    """Write them anew, after every migration and before other connections open. Nothing happens when they are right."""
    told = set(_told(connection))
    if not told or set(_known(connection)) == told:
        return
    table, _, _ = min(told)
    connection.execute(f'ANALYZE "{table}"')  # makes the table sqlite_stat1, if there is none
    connection.execute("DELETE FROM sqlite_stat1")
    connection.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", sorted(told))
    connection.execute("ANALYZE sqlite_master")  # reads them


def _known(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    try:
        return [tuple(row) for row in connection.execute("SELECT tbl, idx, stat FROM sqlite_stat1")]
    except sqlite3.OperationalError:
        return []


def _told(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """A line for every index: all its rows, and how many share its first column, its first two, and so on."""
    lines = []
    nullable = connection.execute(
        'SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = \'table\' AND NOT c."notnull"'
    )
    open_moments = {(table, name) for table, name in nullable if name.endswith("_at")}
    for table, index in connection.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'").fetchall():
        columns = [name for (name,) in connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", [index])]
        ((unique,),) = connection.execute('SELECT "unique" FROM pragma_index_list(?) WHERE name = ?', [table, index])
        if table.startswith("sqlite_"):
            continue
        counts, left, first = [ROWS], ROWS, True
        for number, name in enumerate(columns, 1):
            if name == "id" or (unique and number == len(columns)):
                left = 1
            elif (table, name) in open_moments:
                left //= 2  # asked for while it is still null (not reached, not passed), as half of the rows are
            elif name != "organisation_id":
                left, first = max(1, left // (WIDE if first else NARROW)), False
            counts.append(left)
        lines.append((table, index, " ".join(map(str, counts))))
    return lines
