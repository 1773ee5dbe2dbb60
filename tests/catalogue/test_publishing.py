"""Courses come in whole; units are published when there is something new; what was published never changes."""

import copy

import pytest

from api.catalogue.actions import Draft, import_course, publish_micro_unit
from api.catalogue.models import (
    BehaviourIndicator,
    Course,
    MilestoneStep,
    Skill,
    Unit,
    UnitStatus,
    UnitVersion,
)
from api.content import courses
from api.kit import clock
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from tests.learning.classroom import HOUR, NOON, Classroom, course, question, unit


async def test_a_course_comes_in_with_everything(room):
    made = await Course.get(slug="hygiene")

    units = await Unit.filter(course_id=made.id).order_by("position")
    assert [(one.slug, one.position, one.status) for one in units] == [(slug, n, UnitStatus.published) for n, slug in enumerate(("hands", "fridge", "floor"), 1)]
    steps = await MilestoneStep.filter(course_id=made.id).order_by("position")
    assert [(step.due_day, len(step.unit_ids)) for step in steps] == [(1, 1), (7, 3)]
    assert [entry.kind for entry in room.house.rung] == ["unit.published"] * 3 + ["course.changed"]


async def test_the_same_course_again_changes_nothing(room):
    before = await everything()
    clock.move(HOUR)

    again = await import_course(room.organisation.id, course(), clock.now())

    assert {slug: version.id for slug, (_, version) in again.items()} == {slug: version.id for slug, (_, version) in room.published.items()}
    assert await everything() == before
    assert len(room.house.rung) == 4


async def everything() -> dict:
    return {
        model.__name__: sorted(map(repr, [dict(one) for one in await model.all()]))
        for model in (Course, Unit, UnitVersion, MilestoneStep, Skill, BehaviourIndicator)
    }


async def test_a_new_version_comes_only_with_new_content(room):
    draft = course()
    draft["units"][0] = unit("hands", title={"en": "Clean hands"})
    retitled = await import_course(room.organisation.id, draft, clock.now())
    draft["units"][0]["cards"] = [*draft["units"][0]["cards"], question("q3")]
    renewed = await import_course(room.organisation.id, draft, clock.now())

    assert (retitled["hands"][1].number, renewed["hands"][1].number) == (1, 2)
    first = await UnitVersion.get(id=room.published["hands"][1].id)
    assert len(first.cards) == 3
    assert (await Unit.get(slug="hands")).version_id == renewed["hands"][1].id


async def test_one_fault_keeps_the_whole_course_out(room):
    draft = course("other", ("a1", "a2"))
    draft["units"][1]["cards"][1]["key"] = "z"

    with pytest.raises(Refusal) as refused:
        await import_course(room.organisation.id, draft, clock.now())

    assert (refused.value.code, refused.value.path) == ("KEY_UNKNOWN", ("units", 1, "cards", 1, "key"))
    assert not await Course.filter(slug="other").exists()
    assert not await Unit.filter(slug="a1").exists()


async def test_a_ladder_names_units_of_its_course(room):
    draft = course("other", ("a1", "a2"))
    draft["milestones"][0]["after_units"] = ["hands"]

    with pytest.raises(Refusal) as refused:
        await import_course(room.organisation.id, draft, clock.now())

    assert refused.value.path == ("milestones", 0, "after_units")


async def test_a_units_name_is_taken_once(room):
    with pytest.raises(Refusal, match="CONFLICT"):
        await import_course(room.organisation.id, course("other", ("hands", "a2")), clock.now())


async def test_two_organisations_do_not_share_names(room):
    other = await Classroom.open(room.house, slug="hailan")

    assert other.published["hands"][0] != room.published["hands"][0]


async def test_the_exam_of_a_certifying_course_is_sealed_and_its_units_are_not(house):
    test = [{key: value for key, value in question(f"t{n}").items() if key != "kind"} for n in range(3)]
    room = await Classroom.open(house, course(certifying=True, pre_test=test, post_test=test))

    sealed = {slug: version.certifying for slug, (_, version) in room.published.items()}

    assert sealed == {"hygiene-pre-test": False, "hands": False, "fridge": False, "floor": False, "hygiene-post-test": True}
    exam = room.published["hygiene-post-test"][1]
    assert "key" not in exam.cards[0] and exam.marking["t0"]["key"] == "a"
    titles = {one.kind.value: one.title["en"] for one in await Unit.filter(kind__not="unit")}
    assert titles == {"pre_test": "Pre-test · hygiene", "post_test": "Exam · hygiene"}


@pytest.mark.parametrize("draft", courses(), ids=lambda draft: draft["slug"])
async def test_every_course_of_the_house_comes_in(house, draft):
    organisation = await house.organisation()

    published = await import_course(organisation.id, draft, NOON)

    assert len(published) == len(draft["units"]) + 2
    assert all(180 <= version.duration_s <= 420 for slug, (_, version) in published.items() if not slug.endswith("-test"))
    assert await BehaviourIndicator.all().count() == len(draft["behaviour_indicators"])


# ---- one unit ----


async def test_a_unit_is_made_and_published_by_its_name(room):
    made = await Course.get(slug="hygiene")

    id = await publish_micro_unit(room.admin, Draft(course_id=made.id, slug="new", title={"en": "New"}, cards=unit("new")["cards"]))

    kept = await Unit.get(id=id)
    version = await UnitVersion.get(id=kept.version_id)
    assert (kept.slug, kept.position, kept.status, version.number, version.published_by_id) == ("new", 4, UnitStatus.published, 1, room.admin.employee_id)


async def test_a_unit_is_changed_and_published_by_its_id(room):
    id = room.published["hands"][0]

    await publish_micro_unit(room.admin, Draft(unit_id=id, cards=[*unit("hands")["cards"], question("q3")]))
    await publish_micro_unit(room.admin, Draft(unit_id=id, title={"en": "Cleaner hands"}))

    assert [one.number for one in await UnitVersion.filter(unit_id=id).order_by("number")] == [1, 2]
    assert (await Unit.get(id=id)).title == {"en": "Cleaner hands"}


async def test_refused_it_leaves_everything_as_it_was(room):
    before = await everything()

    with pytest.raises(Refusal) as refused:
        await publish_micro_unit(room.admin, Draft(unit_id=room.published["hands"][0], title={"en": "!"}, cards=[question("q1")]))

    assert (refused.value.code, refused.value.path) == ("UNIT_TOO_SHORT", ("cards",))
    assert await everything() == before


async def test_what_is_not_there_or_not_ones_own_is_not_found(room):
    other = await Classroom.open(room.house, slug="hailan")

    for draft, path in [
        (Draft(unit_id=new_id()), ("unitId",)),
        (Draft(unit_id=other.published["hands"][0]), ("unitId",)),
        (Draft(course_id=(await Course.get(organisation_id=other.organisation.id)).id, slug="x"), ("courseId",)),
    ]:
        with pytest.raises(Refusal) as refused:
            await publish_micro_unit(room.admin, draft)
        assert (refused.value.code, refused.value.path) == ("NOT_FOUND", path)


async def test_a_published_version_is_never_touched_again(room):
    first = copy.deepcopy(dict(await UnitVersion.get(id=room.published["hands"][1].id)))
    draft = course()
    draft["units"][0]["cards"][1]["key"] = "b"

    await import_course(room.organisation.id, draft, clock.now())
    back = await import_course(room.organisation.id, course(), clock.now())

    assert dict(await UnitVersion.get(id=room.published["hands"][1].id)) == first
    assert back["hands"][1].number == 3
