"""The demo's evaluations come out as they should, through the actions of real use."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest_asyncio

from api.catalogue.actions import import_course
from api.impact import models, seeding
from api.impact.actions import replayed
from api.kit import clock
from api.kit.viewer import Role
from api.learning import actions as learning
from tests.learning.classroom import course

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def chain(house):
    """36 shops in three regions with two people each, three courses, and a little learning between the two halves."""
    with clock.at(NOW):
        organisation = await house.organisation()
        company = await house.team(organisation, kind="company", name="晴川")
        shops, people = [], []
        for r in range(3):
            region = await house.team(organisation, company, kind="region", name=f"區{r}")
            shops += [await house.team(organisation, region, name=f"店{r}-{i}", external_id=f"R{r}-{i:02}") for i in range(12)]
        for shop in shops:
            people += [await house.employee(shop, name=f"人{n}") for n in range(2)]
        for slug in ("food-hygiene", "product-knowledge", "customer-objections"):
            await import_course(organisation.id, course(slug, units=(f"{slug}-1", f"{slug}-2")), NOW - timedelta(days=100))
        wave = await seeding.before_learning(organisation.id, NOW)
        await _learn(house, organisation, people)
        await seeding.after_learning(organisation.id, NOW)
        yield organisation, wave


async def _learn(house, organisation, people):
    from api.catalogue.models import Course, Unit, UnitVersion
    from api.kit.ids import new_id
    from api.learning.models import Assignment
    from api.learning.rules import Sent

    admin = house.viewer(people[0], Role.admin)
    for each in await Course.filter(organisation_id=organisation.id):
        await learning.assign_units(admin, course_id=each.id, employee_ids=[p.id for p in people[:12]])
    versions = {u.id: u.version_id for u in await Unit.filter(organisation_id=organisation.id)}
    assert await UnitVersion.exists(organisation_id=organisation.id)
    for person in people[:6]:
        runs = [
            Sent(
                id=new_id(), assignment_id=a.id, version_id=versions[a.unit_id], answers={"q1": "a", "q2": "a"},
                started_at=NOW - timedelta(minutes=9), finished_at=NOW - timedelta(minutes=5), duration_s=240, offline=False,
            )
            for a in await Assignment.filter(employee_id=person.id)
        ]
        await learning.record_quiz_attempts(house.viewer(person), runs)


async def one(organisation, name: str) -> models.Evaluation:
    return next(e for e in await models.Evaluation.filter(organisation_id=organisation.id) if e.name["zh-Hant"].startswith(name))


async def test_four_evaluations_stand_where_they_should(chain):
    organisation, wave = chain

    states = {e.name["en"]: e.state.value for e in await models.Evaluation.filter(organisation_id=organisation.id)}
    claim = await one(organisation, "廠商")
    projections = {p.kind.value: p for p in await models.RoiProjection.filter(evaluation_id=claim.id)}
    running = await one(organisation, "客訴")
    waste = await one(organisation, "熟食")
    studies = {s.evaluation_id: s for s in await models.Study.filter(organisation_id=organisation.id)}
    final = await models.RoiProjection.get(evaluation_id=waste.id, kind="final", current=True)
    add_on = await models.RoiProjection.get(evaluation_id=(await one(organisation, "商品")).id, kind="final", current=True)

    assert sorted(states.values()) == ["audited", "concluded", "concluded", "running"]
    assert projections["claimed"].roi == D("18.2")
    assert round(projections["restated"].roi, 4) == D("8.3867")
    assert {f["code"] for f in projections["claimed"].flags} >= {"NET_BENEFIT_AS_GROSS", "COST_CATEGORY_MISSING", "CONFIDENCE_MISSING"}
    assert projections["restated"].flags == []
    assert len(wave) == running.draw["treated"] == running.draw["waiting"] == 12
    assert final.distinguishable and final.roi > 0 and final.grade == "A"
    assert add_on.distinguishable is False and add_on.grade == "D"
    assert all(replayed(study) for study in studies.values()) and len(studies) == 2
    now = await models.RoiProjection.get(evaluation_id=running.id, kind="interim", current=True)
    assert now.roi is not None and now.flags == []
    assert await models.RoiProjection.exists(evaluation_id=running.id, kind="forecast")
    assert (await seeding.waiting_for_hygiene(organisation.id)).isdisjoint(
        {t.team_id for t in await models.EvaluationTeam.filter(evaluation_id=waste.id, arm=models.Arm.TREATED)}
    )
    assert running.starts_on == date(2026, 10, 25)
    print({k: (str(p.roi_low), str(p.roi), str(p.roi_high)) for k, p in {"waste": final, "add_on": add_on, "objections": now}.items()})
