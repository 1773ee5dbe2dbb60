"""SQLite's planner is told what a large organisation looks like, whatever this one looks like."""

import sqlite3

from api.kit.statistics import settle


def plan(db: sqlite3.Connection) -> str:
    below = "SELECT * FROM standing s JOIN tree t ON t.below = s.team_id AND t.organisation_id = 'o' AND t.above = 'a' WHERE s.organisation_id = 'o'"
    return " | ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {below}"))


def test_a_subtree_is_looked_up_first_and_its_people_by_team():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript("""
        CREATE TABLE tree (id INTEGER PRIMARY KEY, organisation_id, above, below, UNIQUE (organisation_id, above, below));
        CREATE TABLE standing (id PRIMARY KEY, organisation_id, team_id);
        CREATE INDEX by_team ON standing (organisation_id, team_id, id);
    """)
    untold = plan(db)

    settle(db)

    assert "by_team (organisation_id=?)" in untold  # every row of the company
    assert "by_team (organisation_id=? AND team_id=?)" in plan(db)


def test_settling_again_writes_nothing():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE team (id PRIMARY KEY, organisation_id, code, UNIQUE (organisation_id, code))")
    settle(db)
    before = db.total_changes

    settle(db)

    assert db.total_changes == before
    assert dict(db.execute("SELECT idx, stat FROM sqlite_stat1")) == {
        "sqlite_autoindex_team_1": "10000 1", "sqlite_autoindex_team_2": "10000 10000 1",
    }
