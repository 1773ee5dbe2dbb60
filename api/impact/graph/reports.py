"""What people reported, and gains that are not priced."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from api.impact import models
from api.impact.graph.access import EVALUATIONS_OF, MAY_READ, PEOPLE_OF
from api.kit.reads import column, one, reads
from api.people.graph import Employee


@reads(models.Reaction, rows=PEOPLE_OF, who=MAY_READ)
class Reaction:
    """Level 1: marks from 1 to 5, right after the course. Without a name: who said it stays with them."""

    id: strawberry.ID
    satisfaction: int = column(description="1 to 5.")
    usefulness: int = column(description="1 to 5.")
    teaching: int | None = column(description="1 to 5, in a full survey.")
    note: str = column(description="In their words.")
    source: str = column(description="The app, or an imported survey.")
    answered_at: datetime = column(description="When.")


@reads(models.ActionPlan, rows=PEOPLE_OF, who=MAY_READ)
class ActionPlan:
    """What a learner will do differently, where, and what it shall bring."""

    id: strawberry.ID
    employee: Employee = one(by="employee_id", trusted=True, description="Whose.")
    behaviour: str = column(description="What they will do.")
    situation: str = column(description="Where and when.")
    intended: str = column(description="What it shall bring.")
    approved_by: Employee | None = one(by="approved_by_id", description="The manager who approved it.")
    approved_at: datetime | None = column(description="When; null: not yet.")
    updated_at: datetime = column(description="When it last changed.")


@reads(models.CheckIn, rows=PEOPLE_OF, who=MAY_READ)
class CheckIn:
    """Level 3: a fortnightly look at one person."""

    id: strawberry.ID
    employee: Employee = one(by="employee_id", trusted=True, description="Who was watched.")
    reporter: Employee | None = one(by="reporter_id", description="Who watched.")
    checked_on: date = column(description="On which day.")
    frequency: int = column(description="Times the new behaviour was seen in the fortnight.")
    proficiency: int = column(description="How well it went, 1 to 5.")
    note: str = column(description="What was seen.")
    recorded_at: datetime = column(description="When it was recorded.")


@reads(models.Intangible, rows=EVALUATIONS_OF, who=MAY_READ)
class Intangible:
    """A gain told and not priced. No field here holds money, so none can enter an ROI."""

    id: strawberry.ID
    indicator: str = column(description="What.")
    unit: str = column(description="As counted.")
    before: Decimal | None = column(description="Before the training.")
    after: Decimal | None = column(description="After it.")
    note: str = column(description="In words.")


@reads(models.RivalCause, rows=EVALUATIONS_OF, who=MAY_READ)
class RivalCause:
    """What else happened at the time."""

    id: strawberry.ID
    happened_on: date = column(description="When.")
    name: str = column(description="What.")
    note: str = column(description="More of it.")
