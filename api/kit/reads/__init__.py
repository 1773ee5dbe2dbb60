"""Reads are declared, not resolved: one declaration gives the GraphQL type and the SQL.

    from api.kit.reads import (reads, part, extends, column, localized, embedded, one, many, sql_field, told,
                               Connection, connection, single, only, Arg, Rows, Who, query, mutation, subscription,
                               row, rows, ANYONE_SIGNED_IN, ADMIN, MANAGER)

    ATTEMPTS = Rows(whole={Role.admin, Role.analyst, Role.api_client},      # every row of the organisation
                    branch=(IN_MY_BRANCH, {Role.manager, Role.coach}),      # SQL over {t}
                    own=("{t}.employee_id = :me", {Role.learner}))          # a branch includes one's own

    @reads(models.Attempt, rows=ATTEMPTS, who=Who(ANYONE_SIGNED_IN, scope="learning:read"))
    class QuizAttempt:
        \"\"\"One finished run of a micro-unit.\"\"\"                            # the GraphQL description
        id: strawberry.ID                                                   # a bare annotation is a column
        score: float = column(description="Share of all points, 0 to 1.")
        learner: Employee = one(by="employee_id", trusted=True)             # never null, so trusted
        assignment: Assignment | None = one(by="assignment_id")             # null when not theirs to see
        stuck: bool = sql_field("{t}.open_since < :now_minus_48h")
        email: str | None = column(who=Who(ADMIN, scope="people:read"))     # withheld: FORBIDDEN, with the path

    @part(models.Assignment)                   # an object over the same row:  progress: Progress = embedded(Progress)
    class Progress: ...

    @extends(Employee)                         # an edge that points up belongs to the higher floor
    class EmployeeLearning:
        assignments: Connection[Assignment] = many(by="employee_id", order="due_at", trusted=True, args={...})

    @strawberry.type
    class LearningQuery:                       # api/schema.py inherits Query from every domain's
        quiz_attempts: Connection[QuizAttempt] = connection(QuizAttempt, who=..., args={
            "updated_since": Arg(datetime, "{t}.received_at >= {v}", "Received since.", order="received_at")})
        quiz_attempt: QuizAttempt | None = single(QuizAttempt, who=...)

    @strawberry.type
    class LearningMutation:
        @mutation(who=Who(LEARNER))
        async def record_quiz_attempts(self, info: strawberry.Info, input: RecordQuizAttemptsInput) -> list[RecordQuizAttemptResult]:
            \"\"\"Record finished attempts.\"\"\"
            return [row(QuizAttempt, id) or refusal ...]     # `info.context.viewer` asks; the planner fills rows in

Every table of every level is limited to `organisation_id = :organisation` and to the viewer's lens. `trusted` edges
skip the lens, never the organisation. Binds of any SQL text: :organisation :me :my_team :branch (the teams they lead:
`x IN :branch`) :now :today :locale, and :now_minus_48h, :today_plus_7d (any number of m, h or d). A subselect names
`organisation_id = :organisation` (or `= {t}.organisation_id`) once for each table it reads, or the schema does not
build (guard.py). A list's `order` is a column, `-` for descending; nulls come last; the key breaks ties; cursors stand
on both. Give each such order its index: organisation, the edge's `by`, the column, the key.
Column types come from the model and the annotation: enum columns show their members' names in UPPER_CASE, moments
ISO UTC with milliseconds, JSON columns `JSON`, Decimal a string without zeros at its end. A plain `@strawberry.type` as
the annotation of a JSON column or of a `sql_field` that gives JSON is cut down to what is selected; keys are its
GraphQL field names. A never-null bool whose SQL gives null is false; any other such null breaks the answer, with a fault.
Where SQLite and PostgreSQL differ: `postgres="…"`.

How it runs: documents.py parses, judges and keeps a document; operations.py plans it, once for the same roles and the
same presence of variables; plan.py, pages.py, projection.py and leaves.py write the SQL; execute.py admits, prices and
answers; computed.py runs resolvers and fills in their rows.
"""

from api.kit.reads.connection import Connection, Edge, PageInfo
from api.kit.reads.declare import (
    Arg,
    column,
    connection,
    embedded,
    extends,
    localized,
    many,
    one,
    only,
    part,
    reads,
    single,
    sql_field,
    told,
)
from api.kit.reads.lens import EVERYONE, Rows
from api.kit.reads.roots import Row, mutation, query, row, rows, subscription
from api.kit.reads.scalars import Locale
from api.kit.reads.schema import Schema
from api.kit.reads.who import (
    ADMIN,
    ANALYST,
    ANY_SCOPE,
    ANYONE_SIGNED_IN,
    AUTHOR,
    COACH,
    LEARNER,
    MANAGER,
    Who,
)

__all__ = [
    "ADMIN", "ANALYST", "ANY_SCOPE", "ANYONE_SIGNED_IN", "AUTHOR", "COACH", "EVERYONE", "LEARNER", "MANAGER",
    "Arg", "Connection", "Edge", "Locale", "PageInfo", "Row", "Rows", "Schema", "Who",
    "column", "connection", "embedded", "extends", "localized", "many", "mutation", "one", "only", "part",
    "query", "reads", "row", "rows", "single", "sql_field", "subscription", "told",
]
