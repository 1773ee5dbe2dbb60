"""Who may ask about impact, and which evaluations they see."""

from api.kit.reads import ADMIN, ANALYST, ANYONE_SIGNED_IN, MANAGER, Rows, Who
from api.kit.viewer import Role
from api.people.rows import IN_MY_BRANCH, PERSON_IN_MY_BRANCH

MAY_READ = Who(ANALYST, ADMIN, MANAGER, scope="impact:read")
MAY_WRITE = Who(ANALYST, ADMIN, scope="impact:write")
MAY_REPORT = Who(ANALYST, ADMIN, MANAGER, scope="impact:write")  # of their own people
MAY_REACT = Who(ANYONE_SIGNED_IN)
WHOLE = {Role.analyst, Role.admin, Role.api_client}


def _taking_part(evaluation: str) -> str:
    """A manager sees the evaluations in which a team of theirs, or below, takes part."""
    return (
        "EXISTS (SELECT 1 FROM evaluation_team part JOIN team_tree tree"
        " ON tree.organisation_id = :organisation AND tree.descendant_id = part.team_id"
        f" WHERE part.organisation_id = :organisation AND part.evaluation_id = {evaluation}"
        " AND tree.ancestor_id IN :branch)"
    )


EVALUATIONS = Rows(whole=WHOLE, branch=(_taking_part("{t}.id"), {Role.manager}))
EVALUATIONS_OF = Rows(whole=WHOLE, branch=(_taking_part("{t}.evaluation_id"), {Role.manager}))

# An evaluation may span many shops; of its people, and of each shop's figures, a manager sees their own.
PEOPLE_OF = Rows(whole=WHOLE, branch=(PERSON_IN_MY_BRANCH, {Role.manager}))
FIGURES_OF = Rows(whole=WHOLE, branch=(f"{_taking_part('{t}.evaluation_id')} AND ({{t}}.team_id IS NULL OR {IN_MY_BRANCH})", {Role.manager}))
