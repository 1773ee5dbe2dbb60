"""Figures come by mutation and by file; sent again they change nothing, restated they count up."""

from datetime import timedelta
from decimal import Decimal as D
from uuid import UUID

from api.impact import models
from api.impact.rules.figures_csv import read_figures
from tests.impact.conftest import START

WANT = "id measures { baseline { fromOn toOn mean n periods } }"


async def test_the_same_figures_again_change_nothing_and_another_value_restates(desk):
    id = await desk.planned()
    measure = await desk.measured(id)
    values = desk.values(range(-4, 0))
    changed = [{**values[0], "value": "9.5"}, *values[1:]]

    first = await desk.must("recordKpi", {"measureId": measure, "observations": values}, WANT)
    rung = len(desk.house.rung)
    again = await desk.must("recordKpi", {"measureId": measure, "observations": values[::-1]}, WANT)
    quiet = len(desk.house.rung) == rung
    third = await desk.must("recordKpi", {"measureId": measure, "observations": changed}, WANT)
    row = await models.Observation.get(measure_id=UUID(measure), unit=values[0]["teamId"], period_on=values[0]["periodOn"])

    assert [(t["recorded"], t["restated"], t["unchanged"]) for t in (first, again, third)] == [(32, 0, 0), (0, 0, 32), (0, 1, 31)]
    assert quiet
    assert (row.value, row.revision) == (D("9.5"), 2)
    assert first["evaluation"]["measures"][0]["baseline"]["n"] == 32


async def test_the_baseline_is_folded_exactly(desk):
    id = await desk.planned()
    measure = await desk.measured(id, grain="WHOLE")
    values = [("0.1", -3), ("0.2", -2), ("0.6", -1)]

    told = await desk.must(
        "recordBaseline",
        {"measureId": measure, "observations": [{"periodOn": (START + timedelta(weeks=w)).isoformat(), "value": v} for v, w in values]}, WANT,
    )  # fmt: skip

    assert told["evaluation"]["measures"][0]["baseline"] == {
        "fromOn": "2026-02-09", "toOn": "2026-02-23", "mean": "0.3", "n": 3, "periods": 3,
    }  # fmt: skip


async def test_a_file_is_imported_by_its_headings_and_each_bad_line_is_told(desk):
    id = await desk.planned()
    measure = await desk.measured(id)
    lines = [
        "\ufeff門市;週;報廢率;件數", "S0;2026-02-02;5.25;120", "店1;2026/2/2;4.9;", "S2;2026-02-02;5,1%;1", "S9;2026-02-02;5;1", "S3;2026-13-01;5;1",
        "S4;2026-02-02;five;1", "", "S5;2026-02;5.5;9", "S0;2026-02-02;6;1", "S6;2026-02-09;;1", ";2026-02-09;5;1", "S7;2026-02-09;5;many",
    ]  # fmt: skip
    file = {"measureId": measure, "csv": "\r\n".join(lines), "columns": {"team": "門市", "period": "週", "value": "報廢率", "n": "件數"}, "source": "二月.csv"}

    told = await desk.must("importKpi", file, WANT)
    again = await desk.must("importKpi", file, WANT)

    assert (told["recorded"], told["restated"]) == (3, 0)
    assert [(r["code"], ".".join(r["path"])) for r in told["refusals"]] == [
        ("PP_VS_PERCENT", "csv.4.value"), ("NOT_FOUND", "csv.5.team"), ("DATA_MISSING", "csv.6.period"), ("NOT_DECIMAL", "csv.7.value"),
        ("DUPLICATE_PERIOD", "csv.10.periodOn"), ("DATA_MISSING", "csv.11.value"), ("DATA_MISSING", "csv.12.team"), ("DATA_MISSING", "csv.13.n"),
    ]  # fmt: skip
    assert (again["recorded"], again["unchanged"]) == (0, 3)
    assert {(o.unit == str(desk.shops[0].id), str(o.period_on)) for o in await models.Observation.filter(measure_id=UUID(measure))} >= {
        (True, "2026-02-02"), (False, "2026-02-01")
    }  # fmt: skip


def test_the_delimiter_is_seen_and_quotes_are_read():
    rows = read_figures('week\tnote\tvalue\n2026-01-05\t"a\tb"\t"1,234.5"\n', "week", "value")

    assert [(r.line, str(r.period_on), r.value, r.fault) for r in rows] == [(2, "2026-01-05", D("1234.5"), None)]


async def test_costs_in_other_currencies_need_the_studys_one_table(desk):
    id = await desk.planned()
    fx = {"rates": [{"currency": "USD", "rate": "31.25"}], "ratedOn": "2026-02-27", "source": "央行"}
    costs = [{"label": "trainer", "category": "DIRECT", "amount": "100.10", "currency": "USD"}, {"label": "room", "category": "DIRECT", "amount": "0.01"}]

    told = await desk.must("enterCosts", {"evaluationId": id, "costs": costs, "fx": fx}, "costTotal { amount currency } costs { label money { amount currency } }")

    assert told["costTotal"] == {"amount": "3128.135", "currency": "TWD"}
    assert told["costs"][0]["money"] == {"amount": "100.1", "currency": "USD"}


async def test_the_same_cost_again_replaces_and_a_withdrawn_one_is_gone(desk):
    id = await desk.planned()
    one = {"label": "講師", "category": "DIRECT", "amount": "100"}
    want = "costs { id label kind money { amount } } costTotal { amount } budget { category budget { amount } actual { amount } counted { amount } }"

    await desk.must("enterCosts", {"evaluationId": id, "costs": [one, {**one, "label": "場地", "amount": "50"}]}, want)
    replaced = await desk.must("enterCosts", {"evaluationId": id, "costs": [{**one, "amount": "120"}, {**one, "kind": "BUDGET", "amount": "90"}]}, want)
    actual = await desk.must("enterCosts", {"evaluationId": id, "costs": [{**one, "kind": "ACTUAL", "amount": "130"}]}, want)
    room = next(c["id"] for c in actual["costs"] if c["label"] == "場地")
    gone = await desk.must("enterCosts", {"evaluationId": id, "withdrawnIds": [room]}, want)

    assert replaced["costTotal"]["amount"] == "170"
    assert actual["costTotal"]["amount"] == "180"  # what was booked stands in the place of what was estimated
    assert actual["budget"][0] == {"category": "DIRECT", "budget": {"amount": "90"}, "actual": {"amount": "130"}, "counted": {"amount": "180"}}
    assert gone["costTotal"]["amount"] == "130"
