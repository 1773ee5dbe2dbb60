"""Which rows of people a viewer sees, as SQL over `{t}`; higher floors lean on the same terms."""

from api.kit.reads import Rows
from api.kit.viewer import Role

# Over a table with a team: the team lies in the subtree of one that the viewer leads.
IN_MY_BRANCH = (
    "{t}.team_id IN (SELECT descendant_id FROM team_tree"
    " WHERE team_tree.organisation_id = :organisation AND team_tree.ancestor_id IN :branch)"
)
# Over `team` itself.
TEAM_IN_MY_BRANCH = IN_MY_BRANCH.replace("{t}.team_id", "{t}.id", 1)
# Over a table with an `employee_id`: the person's team lies there.
PERSON_IN_MY_BRANCH = (
    "{t}.employee_id IN (SELECT employee.id FROM employee WHERE employee.organisation_id = :organisation AND "
    + IN_MY_BRANCH.replace("{t}", "employee")
    + ")"
)
# An argument `teamId`: the team and all below it.
BELOW = (
    "{t}.team_id IN (SELECT descendant_id FROM team_tree"
    " WHERE team_tree.organisation_id = :organisation AND team_tree.ancestor_id = {v})"
)


def containing(text: str) -> str:
    """The pattern of a LIKE … ESCAPE '!' that finds `text` anywhere, whatever signs it has."""
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


WHOLE = frozenset({Role.admin, Role.analyst, Role.api_client})
LEADERS = frozenset({Role.coach, Role.manager})
THEMSELVES = frozenset({Role.learner, Role.author})

EMPLOYEES = Rows(whole=WHOLE, branch=(IN_MY_BRANCH, LEADERS), own=("{t}.id = :me", THEMSELVES))

# Names go upward: everyone sees where their team hangs, a leader also above what they lead.
_ABOVE_MINE = (
    "{t}.id IN (SELECT ancestor_id FROM team_tree"
    " WHERE team_tree.organisation_id = :organisation AND team_tree.descendant_id = :my_team)"
)
_AROUND_MY_BRANCH = (
    f"{TEAM_IN_MY_BRANCH} OR {{t}}.id IN (SELECT ancestor_id FROM team_tree"
    " WHERE team_tree.organisation_id = :organisation AND team_tree.descendant_id IN :branch)"
)
TEAMS = Rows(whole=WHOLE, branch=(_AROUND_MY_BRANCH, LEADERS), own=(_ABOVE_MINE, THEMSELVES))

SHIFTS = Rows(whole=WHOLE, branch=(IN_MY_BRANCH, LEADERS), own=("{t}.employee_id = :me", THEMSELVES))

# Where someone worked is theirs, and of those who lead them now.
PLACEMENTS = Rows(whole=WHOLE, branch=(PERSON_IN_MY_BRANCH, LEADERS), own=("{t}.employee_id = :me", THEMSELVES))
