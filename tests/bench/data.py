"""The peer's database: its own tables, filled from ours."""

import sqlite3
from pathlib import Path

TABLES = """
CREATE TABLE team (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE employee (id TEXT PRIMARY KEY, name TEXT, number TEXT, status TEXT, team_id TEXT) WITHOUT ROWID;
CREATE TABLE unit (id TEXT PRIMARY KEY, title TEXT, duration_s INT) WITHOUT ROWID;
CREATE TABLE course (id TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID;
CREATE TABLE assignment (id TEXT PRIMARY KEY, employee_id TEXT, unit_id TEXT, course_id TEXT, due_at TEXT, attempts INT, best_score REAL,
  started_at TEXT, completed_at TEXT, passed_at TEXT);
CREATE TABLE milestone (id TEXT PRIMARY KEY, employee_id TEXT, name TEXT, due_on TEXT, reached_at TEXT);
CREATE TABLE standing (employee_id TEXT PRIMARY KEY, team_id TEXT, assigned INT, completed INT, passed INT, open_unit_id TEXT, open_since TEXT,
  open_failures INT, next_milestone_due_on TEXT);
CREATE TABLE attempt (id TEXT PRIMARY KEY, assignment_id TEXT, employee_id TEXT, unit_id TEXT, answers TEXT, score REAL, passed INT,
  started_at TEXT, finished_at TEXT, received_at TEXT, duration_s INT);
"""
INDEXES = """
CREATE INDEX assignment_due ON assignment (employee_id, due_at, id);
CREATE INDEX milestone_due ON milestone (employee_id, due_on, id);
CREATE INDEX standing_team ON standing (team_id, employee_id);
CREATE INDEX attempt_assignment ON attempt (assignment_id);
"""
COPIES = """
INSERT INTO team SELECT id, json_extract(name, '$."zh-Hant"') FROM ours.team WHERE organisation_id = :it;
INSERT INTO employee SELECT id, name, employee_number, status, team_id FROM ours.employee WHERE organisation_id = :it;
INSERT INTO unit SELECT u.id, json_extract(u.title, '$."zh-Hant"'), v.duration_s FROM ours.unit u JOIN ours.unit_version v ON v.id = u.version_id
  WHERE u.organisation_id = :it;
INSERT INTO course SELECT id, json_extract(title, '$."zh-Hant"') FROM ours.course WHERE organisation_id = :it;
INSERT INTO assignment SELECT id, employee_id, unit_id, course_id, due_at, attempts, best_score, started_at, completed_at, passed_at
  FROM ours.assignment WHERE organisation_id = :it;
INSERT INTO milestone SELECT m.id, m.employee_id, json_extract(s.name, '$."zh-Hant"'), m.due_on, m.reached_at
  FROM ours.milestone m JOIN ours.milestone_step s ON s.id = m.step_id WHERE m.organisation_id = :it;
INSERT INTO standing SELECT employee_id, team_id, assigned, completed, passed, open_unit_id, open_since, open_failures, next_milestone_due_on
  FROM ours.standing WHERE organisation_id = :it;
"""


def peer_database(ours: Path, organisation: str, theirs: Path) -> None:
    """Copy one organisation into the peer's own shape."""
    theirs.unlink(missing_ok=True)
    with sqlite3.connect(theirs, isolation_level=None) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(f"ATTACH '{ours}' AS ours")
        db.executescript(TABLES)
        db.execute("BEGIN")
        for statement in COPIES.split(";\n"):
            if statement.strip():
                db.execute(statement, {"it": organisation})
        db.execute("COMMIT")
        db.executescript(INDEXES)
        db.execute("ANALYZE")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
