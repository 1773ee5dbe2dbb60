from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.people.rules import checks, employees, shifts, tree
from api.people.rules.checks import KEEP
from api.people.rules.employees import EmployeeDraft, Person
from api.people.rules.shifts import ShiftDraft
from api.people.rules.tree import TeamDraft

TODAY = date(2026, 7, 8)
AT = ("employees", 3)
TEAM = new_id()
MEI = Person("hr-1", "1001", "王美惠", None, "zh-Hant", TEAM, None, "active", date(2024, 1, 1), None)


def path_of(refusal) -> tuple:
    return refusal.value.path


@pytest.mark.parametrize("text", ["王\0美惠", "王\n美惠", "a\u202eb", "\ud800", "\u2028", " ", ""])
def test_text_that_cannot_be_a_name_is_refused_with_its_place(text):
    with pytest.raises(Refusal) as no:
        checks.plain(text, (*AT, "name"))

    assert no.value.code == "INVALID"
    assert path_of(no) == (*AT, "name")


def test_text_is_trimmed_and_composed():
    assert checks.plain("  Nguye\u0302\u0303n ", AT) == "Nguyễn"


@given(some.text(max_size=300))
def test_whatever_text_comes_is_kept_clean_or_refused(text):
    try:
        kept = checks.plain(text, ("name",))
    except Refusal as no:
        assert no.code == "INVALID"
    else:
        assert "\0" not in kept and 0 < len(kept) <= 200
        kept.encode()


@pytest.mark.parametrize("mail", ["a@b", "a b@c.de", "@c.de", "a@@c.de", "a@c..de"])
def test_what_is_no_address_is_refused(mail):
    with pytest.raises(Refusal):
        checks.mail(mail, ("email",))


def test_someone_new_needs_number_name_day_and_team():
    missing = [("employee_number", "employeeNumber"), ("name", "name"), ("hired_on", "hiredOn")]
    whole = {"employee_number": "1", "name": "A", "hired_on": TODAY}

    for name, shown in missing:
        draft = EmployeeDraft("hr-9", **{key: value for key, value in whole.items() if key != name})
        with pytest.raises(Refusal) as no:
            employees.merged(None, draft, TEAM, None, TODAY, AT)
        assert path_of(no) == (*AT, shown)
    with pytest.raises(Refusal) as no:
        employees.merged(None, EmployeeDraft("hr-9", **whole), None, None, TODAY, AT)
    assert path_of(no) == (*AT, "teamExternalId")


def test_what_is_left_out_stays_and_null_empties():
    known = employees.merged(MEI, EmployeeDraft("hr-1", email="m@x.tw"), None, None, TODAY, AT)

    assert employees.changed(MEI, known) == ["email"]
    assert employees.merged(known, EmployeeDraft("hr-1"), None, None, TODAY, AT) == known
    assert employees.merged(known, EmployeeDraft("hr-1", email=None), None, None, TODAY, AT) == MEI


def test_null_where_a_value_is_needed_is_refused():
    with pytest.raises(Refusal) as no:
        employees.checked(EmployeeDraft("hr-1", name=None), AT)

    assert path_of(no) == (*AT, "name")


def test_who_leaves_without_a_day_leaves_today_and_who_comes_back_has_no_last_day():
    left = employees.merged(MEI, EmployeeDraft("hr-1", status="left"), None, None, TODAY, AT)
    back = employees.merged(left, EmployeeDraft("hr-1", status="active"), None, None, TODAY, AT)

    assert (left.status, left.left_on) == ("left", TODAY)
    assert back == MEI


@pytest.mark.parametrize(
    "draft",
    [
        EmployeeDraft("hr-1", left_on=date(2023, 12, 31), status="left"),
        EmployeeDraft("hr-1", left_on=TODAY - timedelta(days=1)),
        EmployeeDraft("hr-1", status="left", left_on=None),
    ],
    ids=["before hired", "past but active", "left without a day"],
)
def test_days_that_contradict_each_other_are_refused(draft):
    with pytest.raises(Refusal) as no:
        employees.merged(MEI, draft, None, None, TODAY, AT)

    assert path_of(no) == (*AT, "leftOn")


def test_a_team_named_twice_is_refused():
    with pytest.raises(Refusal) as no:
        employees.checked(EmployeeDraft("hr-1", team_id=TEAM, team_external_id="xinyi"), AT)

    assert path_of(no) == (*AT, "teamId")


# ---- the tree ----


def teams(count: int) -> list[UUID]:
    return [new_id() for _ in range(count)]


def test_every_team_is_its_own_ancestor_and_a_child_of_all_above():
    company, region, shop = teams(3)

    assert tree.closure({company: None, region: company, shop: region}) == {
        (company, company, 0), (region, region, 0), (shop, shop, 0),
        (company, region, 1), (region, shop, 1), (company, shop, 2),
    }  # fmt: skip


def test_no_team_may_lie_below_itself():
    company, region, shop = teams(3)
    parents = {company: None, region: company, shop: region}

    with pytest.raises(Refusal):
        tree.fits(company, {**parents, company: shop}, ("teams", 0))
    with pytest.raises(Refusal):
        tree.fits(shop, {**parents, shop: shop}, ("teams", 0))


def test_a_tree_too_deep_is_refused_also_when_a_branch_moves_down():
    chain = teams(tree.DEEPEST)
    parents = dict(zip(chain, [None, *chain], strict=False))
    tree.fits(chain[-1], parents, ())
    above = new_id()

    with pytest.raises(Refusal):
        tree.fits(chain[0], {**parents, above: None, chain[0]: above}, ())


@given(some.lists(some.integers(min_value=-1, max_value=30), min_size=1, max_size=25))
def test_the_closure_is_what_walking_up_finds(shape):
    ids = [UUID(int=n + 1) for n in range(len(shape))]
    parents = {ids[n]: ids[above] if 0 <= above < n else None for n, above in enumerate(shape)}

    links = tree.closure(parents)

    walked = set()
    for team in ids:
        at, depth = team, 0
        while at is not None:
            walked.add((at, team, depth))
            at, depth = parents[at], depth + 1
    assert links == walked


def test_a_parent_named_twice_is_refused():
    with pytest.raises(Refusal):
        tree.checked(TeamDraft("a", parent_id=TEAM, parent_external_id="b"), ("teams", 0))


# ---- shifts ----

EIGHT = datetime(2026, 7, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize("hours", [0, -1, 49])
def test_a_shift_ends_after_it_starts_and_within_two_days(hours):
    with pytest.raises(Refusal) as no:
        shifts.checked(ShiftDraft("s1", EIGHT, EIGHT + timedelta(hours=hours), employee_external_id="hr-1"), ("shifts", 0))

    assert path_of(no) == ("shifts", 0, "endsAt")


def test_a_shift_belongs_to_one_person_named_once():
    for named in ({}, {"employee_id": TEAM, "employee_external_id": "hr-1"}):
        with pytest.raises(Refusal):
            shifts.checked(ShiftDraft("s1", EIGHT, EIGHT + timedelta(hours=8), **named), ("shifts", 0))
    assert shifts.checked(ShiftDraft("s1", EIGHT, EIGHT + timedelta(hours=8), employee_id=TEAM), ()).employee_external_id is KEEP
