"""What a team's page sums up over the team and all below it. Reads standings and day sums only, so that neither history nor
other teams cost anything."""

from api.insight.standing import FAILED_OFTEN

STUCK = f"({{s}}.open_failures > {FAILED_OFTEN} OR ({{s}}.open_since IS NOT NULL AND {{s}}.open_since < :now_minus_48h))"
BEHIND = "({s}.next_milestone_due_on IS NOT NULL AND {s}.next_milestone_due_on < :today)"
OVERDUE = "({s}.next_due_at IS NOT NULL AND {s}.next_due_at < :now)"
ACTIVE = "({s}.active_unit_id IS NOT NULL AND {s}.active_at >= :now_minus_5m)"


def over(condition: str, alias: str) -> str:
    return condition.replace("{s}", alias)


def _times(condition: str) -> str:
    return f"coalesce(sum(CASE WHEN {over(condition, 's')} THEN 1 ELSE 0 END), 0)"


_MEMBERS = """standing s JOIN team_tree below ON below.descendant_id = s.team_id AND below.organisation_id = :organisation
  AND below.ancestor_id = {t}.id WHERE s.organisation_id = :organisation"""

_WEEK = """(SELECT coalesce(sum(d.learning_s), 0) FROM team_day d JOIN team_tree part ON part.descendant_id = d.team_id
  AND part.organisation_id = :organisation AND part.ancestor_id = {t}.id
  WHERE d.organisation_id = :organisation AND d.day > :today_minus_7d AND d.day <= :today)"""

_PARTS = {
    "people": "count(*)",
    "assigned": "coalesce(sum(s.assigned), 0)",
    "completed": "coalesce(sum(s.completed), 0)",
    "passed": "coalesce(sum(s.passed), 0)",
    "stuck": _times(STUCK),
    "behind": _times(BEHIND),
    "overdue": _times(OVERDUE),
    "needed": _times(f"({STUCK} OR {BEHIND} OR {OVERDUE})"),
    "activeNow": _times(ACTIVE),
    "learningS7d": _WEEK,
    "completionShare": "CASE WHEN sum(s.assigned) > 0 THEN CAST(sum(s.completed) AS {real}) / sum(s.assigned) END",
    "masteryShare": "CASE WHEN sum(s.assigned) > 0 THEN CAST(sum(s.passed) AS {real}) / sum(s.assigned) END",
}


def _summary(build: str, real: str) -> str:
    parts = ", ".join(f"'{name}', {value}" for name, value in _PARTS.items()).replace("{real}", real)
    return f"(SELECT {build}({parts}) FROM {_MEMBERS})"


SUMMARY = _summary("json_object", "REAL")
SUMMARY_POSTGRES = _summary("json_build_object", "double precision")


_DAY_SUMS = """SELECT d.day AS day, sum(d.attempts) AS attempts, sum(d.passes) AS passes, sum(d.learning_s) AS learning_s, sum(d.score_sum) AS score_sum
  FROM team_day d JOIN team_tree part ON part.descendant_id = d.team_id AND part.organisation_id = :organisation AND part.ancestor_id = {t}.id
  WHERE d.organisation_id = :organisation AND d.day >= :from_day AND d.day <= :to_day GROUP BY d.day ORDER BY d.day"""

_OWN_DAY_SUMS = """SELECT d.day AS day, d.attempts, d.passes, d.learning_s, d.score_sum FROM person_day d
  WHERE d.organisation_id = :organisation AND d.employee_id = {t}.id AND d.day >= :from_day AND d.day <= :to_day ORDER BY d.day"""

_DAY = "'day', x.day, 'attempts', x.attempts, 'passes', x.passes, 'learningS', x.learning_s, 'meanScore', x.score_sum / nullif(x.attempts, 0)"


def _days(sums: str) -> str:
    return f"coalesce((SELECT json_group_array(json_object({_DAY})) FROM ({sums}) x), '[]')"


def _days_postgres(sums: str) -> str:
    return f"coalesce((SELECT json_agg(json_build_object({_DAY}) ORDER BY x.day) FROM ({sums}) x), '[]'::json)"


TEAM_DAYS, TEAM_DAYS_POSTGRES = _days(_DAY_SUMS), _days_postgres(_DAY_SUMS)
PERSON_DAYS, PERSON_DAYS_POSTGRES = _days(_OWN_DAY_SUMS), _days_postgres(_OWN_DAY_SUMS)
