"""Units beside each other in the job: which periods are compared, and what stands in units.parquet and network.json."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import kvalspc
from kvalspc.job.units_changed import changes_of_units
from kvalspc.periods import Period

MONTHLY = '[report]\nperiod = "month"\n'
MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]


def register(bench: Any) -> str:
    """Twelve units of 20 patients a month; A gains from July 2022 on, L stands out all the time."""
    content = str(bench.header)
    for k in range(12):
        name = chr(ord("A") + k)
        for at, month in enumerate(MONTHS):
            hits = 6 + (at * (k + 2)) % 5 + (7 if name == "L" else 0) + (5 if name == "A" and at >= 6 else 0)
            content += bench.rows(name, [month], hits, 20)
    return content


@pytest.fixture
def found(bench: Any) -> Any:
    return bench.job(
        register(bench), indicator='better = "higher"', rest='[[unit]]\nid = "A"\nstart = 2022-07-01\n' + MONTHLY,
        out=bench.folder / "out",
    )  # fmt: skip


def test_levels_are_compared_in_the_last_year(found: Any) -> None:
    network = found.results.indicators[0].network
    assert (network.first.isoformat(), network.last.isoformat()) == ("2023-01-01", "2024-01-01")
    assert network.funnel.units["denominator"].tolist() == [240] * 12
    last_year = {unit.unit: sum(unit.points.numerator[12:]) for unit in found.results.indicators[0].units}
    assert network.funnel.units["numerator"].tolist() == list(last_year.values())
    assert network.variation.units["numerator"].tolist() == list(last_year.values())
    assert network.over_time["period"].tolist() == ["2022", "2023"]
    assert network.total.points["reporting"].tolist() == [12] * 24


def test_a_unit_stands_beside_those_that_have_not_begun(found: Any) -> None:
    network = found.results.indicators[0].network
    assert list(network.against) == ["A"]
    assert network.against["A"].verdict == "improved"
    assert network.against["A"].others == 11


def test_the_files_hold_what_was_found(bench: Any, found: Any) -> None:
    network = found.results.indicators[0].network
    rows = {row["unit"]: row for row in pq.read_table(bench.folder / "out" / "units.parquet").to_pylist()}
    assert list(rows) == [chr(ord("A") + k) for k in range(12)]
    assert rows["L"]["unusual"]
    assert rows["L"]["direction"] == "above"
    assert rows["L"]["upper_998"] == network.funnel.units["upper_99.8"][11]
    assert rows["L"]["shrunk"] == network.variation.units["shrunk"][11]
    assert rows["L"]["against_verdict"] is None
    assert rows["A"]["against_difference"] == network.against["A"].contrast.difference
    assert rows["A"]["against_text_nb"] == network.against["A"].text("nb")
    document = json.loads((bench.folder / "out" / "network.json").read_text(encoding="utf-8"))
    (entry,) = document["indicators"]
    assert entry["variation"]["tau"] == network.variation.tau
    assert entry["variation"]["over_time"]["period"] == ["2022", "2023"]
    assert entry["funnel"]["limits"]["upper_95"] == network.funnel.limits["upper_95"].tolist()
    assert entry["total"]["points"]["reporting"] == [12] * 24
    assert entry["pooled"]["contrast"]["p"] == found.results.indicators[0].total.pooled.contrast.p


def test_a_screened_indicator_is_scored_as_the_others_and_compared_in_the_last_year_only(
    bench: Any, found: Any
) -> None:
    out = bench.folder / "screened"
    rest = '[[unit]]\nid = "A"\nstart = 2022-07-01\n' + MONTHLY
    screened = bench.job(register(bench), indicator='better = "higher"\nrole = "screening"', rest=rest, out=out)
    network, shown = screened.results.indicators[0].network, found.results.indicators[0].network
    assert network.funnel.units["p_value"].tolist() == shown.funnel.units["p_value"].tolist()
    assert network.variation.tau == shown.variation.tau
    assert (network.over_time, network.against, network.total) == (None, None, None)
    assert screened.results.indicators[0].total.reason == "staggered"

    def rows(folder: Path, name: str) -> list[dict[str, Any]]:
        return [row for row in pq.read_table(folder / f"{name}.parquet").to_pylist() if row["unit"] != "total"]

    for name in ("scores", "signals"):
        assert rows(out, name) == rows(bench.folder / "out", name)
    assert (out / "points.parquet").read_bytes() == (bench.folder / "out" / "points.parquet").read_bytes()
    document = json.loads((out / "network.json").read_text(encoding="utf-8"))["indicators"][0]
    assert document["variation"]["over_time"] is None
    assert not {"total", "pooled"} & set(document)


def test_one_unit_has_nobody_beside_it(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A"), rest=MONTHLY, out=bench.folder / "out")
    network = outcome.results.indicators[0].network
    assert (network.funnel, network.variation, network.against, network.total) == (None, None, None, None)
    assert pq.read_table(bench.folder / "out" / "units.parquet").num_rows == 0


def test_values_have_no_funnel(bench: Any) -> None:
    content = bench.header + bench.rows("A", None, 6, 20) + bench.rows("B", None, 7, 20)
    outcome = bench.job(content, type="gjennomsnitt", rest=MONTHLY)
    assert outcome.results.indicators[0].network.funnel is None


def test_the_funnel_is_that_of_the_library(found: Any) -> None:
    network = found.results.indicators[0].network
    units = network.funnel.units
    alone = kvalspc.funnel(units["numerator"], units["denominator"], kind="p", unit=units["unit"], better="higher")
    assert alone.units["p_value"].tolist() == units["p_value"].tolist()


@pytest.mark.usefixtures("found")
def test_lists_say_how_many_false_alarms_to_expect(bench: Any) -> None:
    document = json.loads((bench.folder / "out" / "network.json").read_text(encoding="utf-8"))
    lists = {one["name"]: one for one in document["indicators"][0]["lists"]}
    assert list(lists) == ["against", "funnel", "outlier"]  # too few months for a verdict, no target for evidence
    for one in lists.values():
        assert (one["method"], one["level"]) == ("bh", 0.05)
        assert one["expected_false"] == pytest.approx(0.05 * len(one["units"]))
        assert str(one["tested"]) in one["text_en"]
    assert lists["against"]["units"] == [{"unit": "A", "direction": "up"}]
    assert {"unit": "L", "direction": "up"} in lists["funnel"]["units"]
    assert lists["funnel"]["tested"] == 12


def test_evidence_against_the_target_makes_a_list_for_every_night(bench: Any) -> None:
    outcome = bench.job(
        register(bench), indicator='better = "higher"\ntarget = 0.55', rest='[[unit]]\nid = "A"\nstart = 2023-01-01\n'
        + MONTHLY, out=bench.folder / "out",
    )  # fmt: skip
    evidence = outcome.results.indicators[0].network.evidence
    assert len(evidence) == 12
    assert evidence["A"].first.isoformat() == "2023-01-01"  # from its start on
    assert evidence["B"].first.isoformat() == "2022-01-01"
    unit = outcome.results.indicators[0].units[1].points
    alone = kvalspc.monitor(unit.numerator, unit.denominator, kind="p", method="e_process", level=0.55)
    assert evidence["B"].log_e == alone.points["log_e"][-1]
    rows = pq.read_table(bench.folder / "out" / "units.parquet").to_pylist()
    q = kvalspc.q_values([math.exp(row["log_e"]) for row in rows], method="e-bh")
    assert [row["e_q_value"] for row in rows] == pytest.approx(q.tolist())
    (entry,) = json.loads((bench.folder / "out" / "network.json").read_text(encoding="utf-8"))["indicators"]
    assert [one["name"] for one in entry["lists"]] == ["verdict", "against", "funnel", "outlier", "evidence"]
    listed = entry["lists"][-1]
    assert (listed["method"], listed["tested"]) == ("e-bh", 12)
    clear = {row["unit"]: row["evidence_direction"] for row in rows if row["e_q_value"] <= 0.05}
    assert clear
    assert {one["unit"]: one["direction"] for one in listed["units"]} == clear
    assert clear["L"] == "up"
    assert clear["B"] == "down"


def test_values_and_extreme_targets_have_no_evidence(bench: Any) -> None:
    content = bench.header + bench.rows("A", None, 6, 20) + bench.rows("B", None, 7, 20)
    for more in ({"type": "gjennomsnitt", "indicator": "target = 5"}, {"indicator": "target = 1"}):
        assert bench.job(content, rest=MONTHLY, **more).results.indicators[0].network.evidence == {}


@pytest.mark.parametrize("units", [2, 3])
def test_starts_of_two_units_can_only_be_swapped_which_tells_nothing(bench: Any, units: int) -> None:
    """The library's p-value is 1 whatever happened; beside "improved" it would look like an answer."""
    rows, starts = str(bench.header), ""
    for k, name in enumerate("ABC"[:units]):
        begins = 6 * (k + 1)
        starts += f'[[unit]]\nid = "{name}"\nstart = {MONTHS[begins]}-01\n'
        for at, month in enumerate(MONTHS):
            rows += bench.rows(name, [month], 12 + (at * (k + 2)) % 5 + (14 if at >= begins else 0), 40)
    bench.job(rows, indicator='better = "higher"', rest=starts + MONTHLY, out=bench.folder / "out")
    scores = pq.read_table(bench.folder / "out" / "scores.parquet").to_pylist()
    (total,) = (row for row in scores if row["unit"] == "total")
    network = json.loads((bench.folder / "out" / "network.json").read_text(encoding="utf-8"))
    pooled = network["indicators"][0]["pooled"]
    assert (total["verdict"], total["strength"]) == ("improved", "moderate")
    assert total["p_value"] < 0.001
    if units == 2:
        assert (total["exact_p"], pooled["reassigned_p"]) == (None, 1.0)
    else:
        assert total["exact_p"] == pooled["reassigned_p"] == pytest.approx(1 / 6)


def events(starts: dict[str, str]) -> str:
    """Patients every fourth day, every third of them with the event, of units that begin at several times."""
    first = date(2022, 1, 1)
    days = [first + timedelta(days=4 * k) for k in range(274)]
    return "date;resh;var\n" + "".join(
        f"{day};{unit};{int(k % 3 == u % 3)}\n" for k, day in enumerate(days) for u, unit in enumerate(starts)
    )


def test_a_start_inside_a_month_puts_a_unit_beside_the_others_all_the_same(bench: Any) -> None:
    """Quarters that count from the fifteenth have no month in common with those that count from the first."""
    starts = {"A": "2023-09-01", "B": "2023-09-15", "C": "2023-11-01", "D": "2023-10-20"}
    units = "".join(f'[[unit]]\nid = "{unit}"\nstart = {start}\n' for unit, start in starts.items())
    outcome = bench.job(events(starts), kind="events", indicator='better = "higher"', rest=units)
    results = outcome.results
    assert {unit.period_type for unit in results.indicators[0].units} == {"quarter"}
    assert {unit.points.first_day[0].day for unit in results.indicators[0].units} == {1, 15, 20}
    network = results.indicators[0].network
    periods = [str(month) for month in months_of(2022, 2024)]
    assert list(network.total.points["period"])[-36:] == periods
    reporting = dict(zip(network.total.points["period"], network.total.points["reporting"].tolist(), strict=True))
    assert reporting == {month: 4 if month in periods else 0 for month in reporting}
    assert [str(change.period) for change in changes_of_units(results)] == ["2022-01"]  # the first of all
    assert {"A", "B"} <= set(network.against)  # C and D had not begun


def months_of(first: int, last: int) -> Any:
    """All months of these years."""
    return Period.range(Period.parse(f"{first}-01"), Period.parse(f"{last}-12"))


def test_the_last_year_is_twelve_months_of_a_leap_year_too(bench: Any) -> None:
    content = str(bench.header) + "".join(
        bench.rows(unit, [str(month) for month in months_of(2022, 2024)], 6, 20) for unit in "AB"
    )
    network = bench.job(content, rest=MONTHLY).results.indicators[0].network
    assert (network.first.isoformat(), network.last.isoformat()) == ("2024-01-01", "2025-01-01")
    assert network.funnel.units["denominator"].tolist() == [240, 240]


def test_plain_counts_are_beside_each_other_per_the_same_period(bench: Any) -> None:
    """Units with months, with quarters and with years: each has an event as often as ever, before and after."""
    every = {
        "A": (2, "2023-01-01"),
        "B": (9, "2023-04-01"),
        "C": (40, "2023-09-01"),
        "D": (2, "2023-12-01"),
        "E": (9, ""),
    }
    first = date(2021, 1, 1)
    content = "date;resh;var\n" + "".join(
        f"{first + timedelta(days=k)};{unit};1\n" for k in range(1461) for unit, (n, _) in every.items() if k % n == 0
    )
    starts = "".join(f'[[unit]]\nid = "{unit}"\nstart = {start}\n' for unit, (_, start) in every.items() if start)
    results = bench.job(content, kind="events", type="antall", indicator='better = "lower"', rest=starts).results
    found = results.indicators[0]
    assert {unit.period_type for unit in found.units} == {"month", "quarter", "year"}
    contrast = found.total.pooled.contrast
    assert contrast.after == pytest.approx(contrast.expected, rel=0.1)
    quarterly = next(unit for unit in found.units if unit.period_type == "quarter")
    assert quarterly.comparison.after.level == pytest.approx(91 / 9, rel=0.1)
    assert "3,4 per kvartal" in quarterly.text["nb"]
    assert "months" not in quarterly.text["en"].partition("per quarter")[0]


def test_plain_counts_begin_when_the_data_do(bench: Any) -> None:
    """A year that counts from a start begins before the file does: of these months nobody knows anything."""
    days = [date(2022, 1, 5) + timedelta(days=60 * k) for k in range(18)]
    content = "date;resh;var\n" + "".join(f"{day};A;1\n" for day in days)
    unit = bench.unit(bench.job(content, kind="events", type="antall", units="start = 2023-09-01"), "A")
    assert unit.period_type == "year"
    assert unit.points.first_day[0] == date(2021, 9, 1)
    assert unit.points.denominator[:2].tolist() == pytest.approx([243 / 365, 1.0])  # January to August 2022
    before = unit.comparison.baseline
    assert (before.n, before.numerator) == (20, sum(day < date(2023, 9, 1) for day in days))
    assert before.level == pytest.approx(before.numerator / (243 / 365 + 1))
