"""What resolvers return: rows filled by plan, refusals, faults, nulls that may not be."""

import asyncio
import logging
from dataclasses import replace

import orjson
import pytest
import pytest_asyncio

from api.kit.ids import new_id
from api.kit.reads import rows as rows_of
from api.kit.reads.execute import Answer, Ask, Context, Engine
from api.kit.reads.roots import row
from api.kit.viewer import Role
from tests.kit.reads import domain
from tests.kit.reads.asking import ask, refusal

TOUCH = """mutation($input: TouchInput!) { touch(input: $input) {
  __typename ... on Employee { id name } ... on Team { id people(first: 5) { nodes { name } } } ... on Refusal { code message path } } }"""
HEARD = "subscription($team: ID!, $after: Int) { heard(teamId: $team, after: $after) { seq team { id name } people { id badge { number } } } }"


class Counting:
    """Readers that count their statements."""

    def __init__(self, readers):
        self.readers, self.dialect, self.asked = readers, readers.dialect, []

    def __getattr__(self, name):
        read = getattr(self.readers, name)

        async def counted(sql, binds):
            self.asked.append(sql)
            return await read(sql, binds)

        return counted


@pytest_asyncio.fixture
async def shop(house):
    organisation = await house.organisation()
    team = await house.team(organisation, external_id="T1")
    people = [await house.employee(team, name=name) for name in ("安娜", "阿班", "小陳")]
    elsewhere = await house.employee(await house.team(await house.organisation("hailan")), name="別人")
    readers = Counting(house.readers)
    return Engine(domain.build(), readers), readers, team, people, elsewhere, house.viewer(people[0], Role.admin)


async def test_rows_of_a_type_are_filled_by_one_statement(shop):
    engine, readers, team, people, _, admin = shop
    ids = [str(people[0].id), "n/a", str(team.id), str(people[1].id), "n/a", str(team.id), str(people[2].id)]

    told = await ask(engine, admin, TOUCH, {"input": {"ids": ids, "note": "nein"}})

    anna, no, shown, ben, _, _, chen = told["data"]["touch"]
    assert [anna["name"], ben["name"], chen["name"]] == ["安娜", "阿班", "小陳"]
    assert no == {"__typename": "Refusal", "code": "NO", "message": "nein", "path": ["1"]}
    assert {each["name"] for each in shown["people"]["nodes"]} == {"安娜", "阿班", "小陳"}
    assert len(readers.asked) == 2


async def test_a_row_that_is_not_the_askers_is_null(shop):
    engine, _, _, people, elsewhere, admin = shop

    told = await ask(engine, admin, TOUCH, {"input": {"ids": [str(elsewhere.id), "n/a", str(new_id()), str(people[0].id)]}})

    first, _, third, fourth = told["data"]["touch"]
    assert (first, third) == (None, None)
    assert fourth["name"] == "安娜"
    assert "errors" not in told


async def test_a_learner_is_filled_in_only_what_they_see(shop):
    engine, _, _, people, _, admin = shop
    learner = replace(admin, roles=frozenset({Role.learner}))

    told = await ask(engine, learner, TOUCH, {"input": {"ids": [str(people[0].id), "n/a", "n/a", str(people[1].id)]}})

    assert [told["data"]["touch"][0]["name"], told["data"]["touch"][3]] == ["安娜", None]


async def test_nothing_runs_when_a_field_below_is_withheld(shop):
    engine, readers, _, people, _, admin = shop
    manager = replace(admin, roles=frozenset({Role.manager}))

    told = await ask(engine, manager, "mutation($input: TouchInput!) { touch(input: $input) { ... on Employee { email } } }", {"input": {"ids": []}})

    assert refusal(told) == (403, "FORBIDDEN")
    assert told["errors"][0]["path"] == ["touch", "email"]
    assert readers.asked == []


async def test_a_refusal_that_is_raised_becomes_what_the_union_names(shop):
    engine, _, _, _, _, admin = shop

    told = await ask(engine, admin, 'mutation { refuse(code: "taken") { ... on Refusal { code message path } } }')

    assert told["data"]["refuse"] == {"code": "CONFLICT", "message": "taken", "path": ["input", "0"]}


async def test_a_fault_is_masked_and_the_log_knows_it(shop, caplog):
    engine, _, _, _, _, admin = shop

    with caplog.at_level(logging.ERROR):
        told = await ask(engine, admin, 'mutation { refuse(code: "FAULT") { __typename } }')

    error = told["errors"][0]
    assert told["data"] is None and error["path"] == ["refuse"]
    assert error["extensions"]["code"] == "FAULT" and "secret" not in orjson.dumps(told).decode()
    assert error["extensions"]["faultId"] in caplog.text and "secret" in caplog.text


async def test_a_fault_of_the_database_is_masked(shop, monkeypatch):
    engine, readers, _, _, _, admin = shop

    async def broken(*_):
        raise OSError("/srv/secret.db")

    readers.point = broken
    told = await ask(engine, admin, "{ viewer { slug } }")

    assert refusal(told) == (500, "FAULT") and "secret" not in orjson.dumps(told).decode()


async def test_a_row_that_must_be_there_and_is_not_breaks_the_answer(house, shop):
    engine, _, _, people, _, admin = shop
    from api.learning.models import Assignment

    moment = people[0].created_at
    lost = Assignment(
        organisation_id=admin.organisation_id, employee_id=people[0].id, unit_id=new_id(), course_id=new_id(), source="api",
        assigned_at=moment, updated_at=moment,
    )
    await house.do(lambda: lost.save(force_create=True))

    told = await ask(engine, admin, "query($id: ID!) { employee(id: $id) { assignments(first: 1) { nodes { unit { id } } } } }", {"id": str(people[0].id)})

    assert told["data"] is None and told["errors"][0]["extensions"]["code"] == "FAULT"


async def test_plain_objects_hold_rows_and_computed_values(shop):
    engine, _, _, people, _, admin = shop

    told = await ask(engine, admin, """query($ids: [ID!]!) { s: summary(ids: $ids) { count thrice: twice(times: 3) when
      first { ... on Employee { name } } inner { count first { __typename } inner { count } } } viewer { slug } none: summary(ids: []) { count } }""", {"ids": [str(people[1].id)]})

    assert told["data"] == {
        "s": {"count": 1, "thrice": 3, "when": "2026-01-02T03:04:05.006Z", "first": {"name": "阿班"},
              "inner": {"count": 1, "first": {"__typename": "Refusal"}, "inner": None}},
        "viewer": {"slug": "qingchuan"}, "none": None,
    }


async def test_a_subscription_is_listened_to_and_its_events_are_filled(shop):
    engine, _, team, people, elsewhere, admin = shop

    listening = await engine.listen(Ask(HEARD, {"team": str(team.id), "after": 7}), Context(admin))
    event = domain.Event(seq=8, team=row(domain.Team, team.id), people=rows_of(domain.Employee, [people[1].id, elsewhere.id]))
    told = orjson.loads(await engine.render(listening, event, admin))

    assert listening.args == {"team_id": str(team.id), "after": 7}
    assert told == {"data": {"heard": {
        "seq": 8, "team": {"id": str(team.id), "name": "信義店"}, "people": [{"id": str(people[1].id), "badge": {"number": people[1].employee_number}}, None],
    }}}


async def test_listeners_who_see_the_same_share_a_rendering(shop):
    engine, _, team, people, _, admin = shop
    another = replace(admin, employee_id=people[1].id, session_id=new_id())
    english = replace(admin, locale="en")
    learner, other_learner = (replace(each, roles=frozenset({Role.learner})) for each in (admin, another))

    one = await engine.listen(Ask(HEARD, {"team": str(team.id), "after": 7}), Context(admin))
    two = await engine.listen(Ask(HEARD, {"after": None, "team": str(team.id)}), Context(another))
    three = await engine.listen(Ask(HEARD, {"team": str(new_id())}), Context(another))

    assert one.key == two.key != three.key
    assert one.shares(admin) == two.shares(another)  # an admin sees all: who they are does not matter
    assert one.shares(admin) != one.shares(english)  # the team's name is told in their language
    mine, theirs = [await engine.listen(Ask(HEARD, {"team": str(team.id)}), Context(each)) for each in (learner, other_learner)]
    assert mine.shares(learner) != theirs.shares(other_learner)


async def test_who_may_not_listen_is_told_so(shop):
    engine, _, team, _, _, admin = shop

    nobody = await engine.listen(Ask(HEARD, {"team": str(team.id)}), Context(None))
    not_heard = await engine.listen(Ask("{ viewer { slug } }"), Context(admin))
    posted = await ask(engine, admin, HEARD, {"team": str(team.id)})

    assert isinstance(nobody, Answer) and nobody.status == 401
    assert not_heard is None
    assert refusal(posted) == (400, "BAD_USER_INPUT")


async def test_a_reader_sees_what_was_acknowledged(house, shop):
    engine, _, team, _, _, admin = shop

    for name in ("一", "二", "三"):
        made = await house.employee(team, name=name)
        told = await ask(engine, admin, "query($id: ID!) { employee(id: $id) { name } }", {"id": str(made.id)})
        assert told["data"]["employee"]["name"] == name


async def test_readers_cannot_write(house):
    with pytest.raises(Exception, match="readonly|read-only"):
        await house.readers.rows("DELETE FROM employee", [])


async def test_many_ask_at_once(shop):
    engine, _, _, people, _, admin = shop
    page = "{ employees(first: 500) { nodes { name } } }"

    told = await asyncio.gather(*(ask(engine, admin, page if n % 2 else "{ viewer { slug } }") for n in range(40)))

    assert all(each["status"] == 200 for each in told)
