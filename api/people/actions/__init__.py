"""What an HRMS or an admin may do to people. Each call is one unit of work; each item of a bulk has its own answer."""

from api.people.actions.employees import let_go, upsert_employees
from api.people.actions.founding import first_employee, found_organisation
from api.people.actions.positions import upsert_positions
from api.people.actions.shifts import upsert_shifts, withdraw_shifts
from api.people.actions.teams import upsert_teams

__all__ = [
    "first_employee", "found_organisation", "let_go", "upsert_employees", "upsert_positions", "upsert_shifts", "upsert_teams",
    "withdraw_shifts",
]
