"""From rows to verdicts: sums, sides, phases, types of indicator, all units together. Figures worked out by hand."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

MONTHLY = '[report]\nperiod = "month"\n'


def events(*rows: tuple[str, str, object]) -> str:
    return "date;resh;var\n" + "".join(f"{day};{unit};{value}\n" for day, unit, value in rows)


def month_of_events(month: str, unit: str, hits: int, n: int) -> list[tuple[str, str, object]]:
    return [(f"{month}-{k + 1:02d}", unit, int(k < hits)) for k in range(n)]


def two_years(unit: str, before: int, after: int, n: int = 20) -> list[tuple[str, str, object]]:
    """Twenty events a month on the first twenty days; hits change in 2023. The last month ends on the 28th."""
    found = []
    for year, hits in ((2022, before), (2023, after)):
        for month in range(1, 13):
            found += month_of_events(f"{year}-{month:02d}", unit, hits, n)
    return [*found, ("2023-12-28", unit, 0)]


def test_events_are_counted_by_month(bench: Any) -> None:
    outcome = bench.job(events(*two_years("A", 5, 15)), kind="events", units="start = 2023-01-01", rest=MONTHLY)
    assert outcome.status == 0
    unit = bench.unit(outcome, "A")
    assert unit.points.numerator.tolist() == [5] * 12 + [15] * 12
    assert unit.points.denominator.tolist() == [20] * 23 + [21]
    assert unit.points.phase.tolist() == [0] * 12 + [1] * 12
    assert unit.chart.kind == "p"
    found = unit.comparison
    assert (found.baseline.numerator, found.baseline.denominator) == (60, 240)
    assert (found.after.numerator, found.after.denominator) == (180, 241)
    assert unit.verdict == "changed"  # nobody said which way is better
    assert unit.phases[0].position == 12
    assert set(unit.text) >= {"nb", "en"}


def test_better_tells_an_improvement_from_a_deterioration(bench: Any) -> None:
    for better, verdict in (("higher", "improved"), ("lower", "worsened")):
        outcome = bench.job(
            events(*two_years("A", 5, 15)),
            kind="events",
            indicator=f'better = "{better}"',
            units="start = 2023-01-01",
        )
        assert bench.unit(outcome, "A").verdict == verdict


def test_without_a_start_a_series_is_stable_or_shifted(bench: Any) -> None:
    content = events(*two_years("A", 5, 15), *two_years("B", 8, 8))
    outcome = bench.job(content, kind="events", rest=MONTHLY)
    shifted, stable = bench.unit(outcome, "A"), bench.unit(outcome, "B")
    assert (shifted.verdict, shifted.change_at, shifted.change_period) == ("shifted", 12, "2023-01")
    assert stable.verdict == "stable"
    assert shifted.phases == ()


def test_events_of_the_month_of_the_start_count_on_their_own_side(bench: Any) -> None:
    content = events(*two_years("A", 5, 15))
    outcome = bench.job(content, kind="events", units="start = 2023-01-11", rest=MONTHLY)
    unit = bench.unit(outcome, "A")
    # January 2023: the first ten events (all hits) lie before the 11th, of the other ten five are hits
    assert (unit.comparison.baseline.numerator, unit.comparison.baseline.denominator) == (70, 250)
    assert (unit.comparison.after.numerator, unit.comparison.after.denominator) == (170, 231)
    assert unit.points.included.tolist() == [True] * 12 + [False] + [True] * 11
    assert unit.points.numerator[12] == 15  # still shown whole
    assert unit.phases[0].position == 13  # the first period that begins on or after it
    assert unit.chart.phases[0]["centre"] == pytest.approx(60 / 240)


def test_aggregated_rows_on_both_sides_of_the_start_are_left_out(bench: Any) -> None:
    months = [f"{y}-{m:02d}" for y in (2022, 2023) for m in range(1, 13)]
    content = bench.header + bench.rows("A", months[:12], 5, 20) + bench.rows("A", months[12:], 15, 20)
    unit = bench.unit(bench.job(content, units="start = 2023-01-11", rest=MONTHLY), "A")
    assert (unit.comparison.baseline.numerator, unit.comparison.baseline.denominator) == (60, 240)
    assert (unit.comparison.after.numerator, unit.comparison.after.denominator) == (165, 220)
    assert not unit.points.included[12]
    assert unit.points.numerator[12] == 15


def test_auto_widens_and_counts_from_the_start(bench: Any) -> None:
    rows = [r for month in range(36) for r in month_of_events(f"{2021 + month // 12}-{month % 12 + 1:02d}", "A", 2, 5)]
    outcome = bench.job(events(*rows, ("2023-12-30", "A", 0)), kind="events", units="start = 2023-02-01")
    unit = bench.unit(outcome, "A")
    assert unit.period_type == "quarter"  # two events and three others a month: in three months 6 and 9
    assert unit.points.period[:2] == ("2020-11", "2021-02")
    assert unit.points.period[unit.phases[0].position] == "2023-02"
    assert unit.points.denominator[1] == 15
    assert not unit.points.included[-1]  # the quarter from November is not over


def test_widened_counts_are_compared_in_their_months(bench: Any) -> None:
    rows = [r for month in range(36) for r in month_of_events(f"{2021 + month // 12}-{month % 12 + 1:02d}", "A", 2, 5)]
    outcome = bench.job(events(*rows, ("2023-12-30", "A", 0)), kind="events", units="start = 2023-02-01")
    comparison = bench.unit(outcome, "A").comparison
    assert (comparison.baseline.n, comparison.baseline.denominator) == (25, 25 * 5)
    # November and December 2023 are over, though the quarter that they lie in is not; the last event is the odd one
    assert (comparison.after.n, comparison.after.denominator) == (11, 11 * 5 + 1)
    assert comparison.period[comparison.start] == "2023-02"


def test_testing_belongs_to_neither_side_unless_it_is_declared_to(bench: Any) -> None:
    months = [f"{y}-{m:02d}" for y in (2022, 2023) for m in range(1, 13)]
    content = bench.header + bench.rows("A", months[:12], 5, 20) + bench.rows("A", months[12:], 15, 20)
    phases = (
        '[[unit]]\nid = "A"\nphases = [{ name = "baseline", from = 2022-01-01 }, '
        '{ name = "testing", from = 2022-11-01%s }, { name = "intervention", from = 2023-01-01 }]\n'
    )
    for said, before, after in (
        ("", 200, 240),
        (', counts_as = "baseline"', 240, 240),
        (', counts_as = "intervention"', 200, 280),
    ):
        unit = bench.unit(bench.job(content, rest=phases % said + MONTHLY), "A")
        assert unit.comparison.baseline.denominator == before
        assert unit.comparison.after.denominator == after
        assert unit.points.phase.tolist() == [0] * 10 + [1] * 2 + [2] * 12
        assert unit.start == date(2023, 1, 1)


def test_means_medians_and_rates_of_events_come_from_the_core(bench: Any) -> None:
    values = {"2022-01": [1.5, 2.5, 8.0], "2022-02": [4.0, 6.0], "2022-03": [7.25]}
    content = events(
        *[(f"{m}-{k + 1:02d}", "A", v) for m, vs in values.items() for k, v in enumerate(vs)], ("2022-03-29", "A", 7.25)
    )
    mean = bench.unit(bench.job(content, kind="events", type="gjennomsnitt", rest=MONTHLY), "A")
    assert mean.points.value.tolist() == [4.0, 5.0, 7.25]
    assert mean.points.denominator.tolist() == [3, 2, 2]  # how many measurements
    assert mean.chart.kind == "i"
    median = bench.unit(bench.job(content, kind="events", type="median", rest=MONTHLY), "A")
    assert median.points.value.tolist() == [2.5, 5.0, 7.25]
    assert median.chart.kind == "run"
    rate = "date;resh;var;denominator\n2022-01-05;A;2;10.5\n2022-01-30;A;1;4.25\n"
    unit = bench.unit(bench.job(rate, kind="events", type="rate", rest=MONTHLY), "A")
    assert (unit.points.numerator[0], unit.points.denominator[0]) == (3, 14.75)
    assert unit.chart.kind == "u"


def test_plain_counts_have_one_period_as_denominator_and_zeros_between(bench: Any) -> None:
    content = "date;resh\n2022-01-05;A\n2022-01-06;A\n2022-03-31;A\n"
    unit = bench.unit(bench.job(content, kind="events", type="antall", rest=MONTHLY), "A")
    assert unit.points.numerator.tolist() == [2, 0, 1]
    assert unit.points.denominator.tolist() == [1, 1, 1]
    cut = bench.unit(bench.job(content, kind="events", type="antall", units="start = 2022-02-15", rest=MONTHLY), "A")
    assert cut.comparison.baseline.denominator == pytest.approx(1 + 14 / 28)
    assert cut.comparison.after.denominator == pytest.approx(1 + 14 / 28)


def test_a_month_without_events_is_a_month_without_patients(bench: Any) -> None:
    rows = [r for r in two_years("A", 5, 5) if not r[0].startswith("2022-06")]
    unit = bench.unit(bench.job(events(*rows), kind="events", rest=MONTHLY), "A")
    assert unit.points.period[5] == "2022-06"
    assert (unit.points.numerator[5], unit.points.denominator[5]) == (0, 0)
    assert math.isnan(unit.points.value[5])


def test_aggregated_months_are_joined_into_what_is_asked_for(bench: Any) -> None:
    content = bench.header + bench.rows("A")
    for period, n, first in (
        ("quarter", 8, "2022-Q1"),
        ("tertial", 6, "2022-T1"),
        ("half-year", 4, "2022-H1"),
        ("year", 2, "2022"),
    ):
        unit = bench.unit(bench.job(content, rest=f'[report]\nperiod = "{period}"\n'), "A")
        assert (len(unit.points), unit.points.period[0], unit.period_type) == (n, first, period)
        assert unit.points.numerator.tolist() == [24 * 6 / n] * n


def test_ready_made_means_are_weighted_and_medians_are_not_joined(bench: Any) -> None:
    content = bench.header + "2022-01;A;10;1\n2022-02;A;20;3\n2022-03;A;30;6\n"
    quarterly = '[report]\nperiod = "quarter"\n'
    mean = bench.unit(bench.job(content, type="gjennomsnitt", rest=quarterly), "A")
    assert mean.points.value[0] == pytest.approx((10 + 60 + 180) / 10)
    refused = bench.job(content, type="median", rest=quarterly)
    assert refused.status == 3
    assert "cannot be joined" in bench.told(refused, "period_values")[0]
    bare = content.replace(";denominator", "").replace(";1\n", "\n").replace(";3\n", "\n").replace(";6\n", "\n")
    assert bench.job(bare, type="gjennomsnitt", rest=quarterly).status == 3
    assert bench.job(bare, type="gjennomsnitt").status == 0


def test_a_period_finer_than_the_rows_is_refused(bench: Any) -> None:
    outcome = bench.job(bench.header + "2022;A;1;2\n", rest=MONTHLY)
    assert outcome.status == 3
    assert 'report.period is "month" but the rows are by year; need "year"' in bench.told(outcome, "period_finer")[0]


def test_all_units_together(bench: Any) -> None:
    content = events(*two_years("A", 5, 15), *two_years("B", 7, 9))
    shared = bench.unit(bench.job(content, kind="events", units="start = 2023-01-01", rest=MONTHLY), "total")
    assert shared.points.numerator.tolist() == [12] * 12 + [24] * 12
    assert shared.comparison.baseline.denominator == 480
    own = '[[unit]]\nid = "B"\nstart = 2023-03-01\n'
    staggered = bench.unit(bench.job(content, kind="events", units="start = 2023-01-01", rest=own + MONTHLY), "total")
    # Two months in which one unit had begun and the other had not: pooled, and honestly too little.
    assert (staggered.verdict, staggered.reason) == ("too_few_data", "power")
    assert staggered.comparison is None
    assert staggered.pooled.started == 2
    assert staggered.text["en"].startswith("Too few measurements to say anything about the units together")
    assert staggered.points.numerator.sum() == shared.points.numerator.sum()  # the chart is there all the same
    assert staggered.points.phase.max() == 0


def test_total_uses_the_finest_period_of_its_units(bench: Any) -> None:
    content = events(*two_years("large", 8, 8), *two_years("small", 2, 2, n=4))
    outcome = bench.job(content, kind="events")
    assert bench.unit(outcome, "small").period_type == "quarter"
    assert bench.unit(outcome, "large").period_type == "month"
    assert bench.unit(outcome, "total").period_type == "month"


def test_total_leaves_out_rejected_units_and_says_so(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A") + bench.rows("B", value=30))
    assert outcome.status == 11
    assert bench.unit(outcome, "total").points.denominator.sum() == 24 * 20
    assert bench.told(outcome, "total_without") == ['"x": all units together leaves out "B" (rejected)']


def test_a_unit_that_raises_is_rejected_and_the_rest_go_on(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kvalspc.job import pipeline

    def score(series: Any, *rest: Any) -> Any:
        if series.plan.unit == "B":
            raise ZeroDivisionError("a defect")
        return real(series, *rest)

    real = pipeline.score
    monkeypatch.setattr(pipeline, "score", score)
    outcome = bench.job(bench.header + bench.rows("A") + bench.rows("B"))
    assert outcome.status == 11
    assert (bench.unit(outcome, "B").status, bench.unit(outcome, "B").reason) == ("rejected", "failed")
    assert "ZeroDivisionError: a defect" in bench.told(outcome, "unit_failed")[0]
    assert bench.unit(outcome, "A").status != "rejected"


def test_participants_without_rows_and_rows_of_others(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A") + bench.rows("C", value=99), units='participate = ["A", "B"]')
    assert outcome.status == 0  # the bad rows of C are nobody's concern
    assert bench.told(outcome, "unit_no_rows") == ['no rows with a value for unit "B"']
    assert (bench.unit(outcome, "B").verdict, bench.unit(outcome, "B").reason) == ("not_assessable", "no_data")
    assert [u.unit for u in outcome.results] == ["A", "B", "total"]


def test_ids_that_only_the_data_or_only_the_table_of_units_has_are_named(bench: Any) -> None:
    (bench.folder / "units.csv").write_text(
        "resh;name;start\nA;Avdeling A;01.03.2023\nB;Avdeling B;\n", encoding="utf-8"
    )
    content = bench.header + bench.rows("A") + bench.rows("C")
    outcome = bench.job(content, units='table = "units.csv"')
    assert outcome.status == 0
    assert bench.unit(outcome, "A").start == date(2023, 3, 1)
    assert bench.told(outcome, "units_not_in_table") == [
        'units.csv: units in the data that the table of units does not have: "C"'
    ]
    assert bench.told(outcome, "units_only_in_table") == ['units.csv: units of the table without rows in the data: "B"']
    listed = bench.codes(bench.job(content, units='table = "units.csv"\nparticipate = ["A"]'))
    assert listed.isdisjoint({"units_not_in_table", "units_only_in_table"})


def test_a_start_outside_the_data(bench: Any) -> None:
    for start in ("2021-01-01", "2022-01-01", "2025-01-01"):
        outcome = bench.job(bench.header + bench.rows("A"), units=f"start = {start}", rest=MONTHLY)
        assert outcome.status == 0
        assert bench.unit(outcome, "A").verdict == "too_few_data"
        assert bench.unit(outcome, "A").reason
        assert f"start {start} lies" in bench.told(outcome, "start_outside")[0]


def test_what_is_not_over_is_shown_and_left_out(bench: Any) -> None:
    content = events(*two_years("A", 5, 5)[:-1])  # ends on 20 December
    unit = bench.unit(outcome := bench.job(content, kind="events", rest=MONTHLY), "A")
    assert unit.points.included.tolist() == [True] * 23 + [False]
    assert "2023-12 is not over on 2023-12-20" in bench.told(outcome, "last_incomplete")[0]
    over = bench.job(content, kind="events", rest=MONTHLY, as_of=date(2023, 12, 31))
    assert bench.unit(over, "A").points.included.all()
    complete = bench.job(content, kind="events", data="complete_until = 2023-12-31", rest=MONTHLY)
    assert bench.unit(complete, "A").points.included.all()


@pytest.mark.parametrize("start", ["start = 2023-01-01", ""])
def test_a_widened_period_that_is_not_over_has_its_months_in_the_verdict(bench: Any, start: str) -> None:
    """20 events in 12 months are too few for months; the quarter's months that are over count, start or none."""
    days = [f"{y}-{m:02d}-0{d};A;{int(d < 4)}\n" for y in (2021, 2022, 2023) for m in range(1, 12) for d in range(1, 8)]
    outcome = bench.job("date;resh;var\n" + "".join(days), kind="events", units=start, as_of=date(2023, 11, 30))
    unit = bench.unit(outcome, "A")
    assert unit.period_type == "quarter"
    assert not unit.points.included[-1]
    (told,) = [p for p in outcome.problems if "incomplete" in p.code]
    assert told.said("nb").endswith("månedene som er over, er med i svaret): 1")
    assert unit.comparison.after.n == (11 if start else unit.comparison.after.n)


def test_a_widened_period_of_values_enters_whole_or_not_at_all(bench: Any) -> None:
    days = [f"{y}-{m:02d}-03;A;{m + y % 7}\n" for y in (2021, 2022, 2023) for m in range(1, 12)]
    content = "date;resh;var\n" + "".join(days)
    outcome = bench.job(
        content, kind="events", type="gjennomsnitt", units="start = 2023-01-01", as_of=date(2023, 11, 30)
    )
    (told,) = [p for p in outcome.problems if "incomplete" in p.code]
    assert "shown, but left out of limits and verdict" in told.said("en")


def test_as_of_leaves_out_what_came_later(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A"), rest=MONTHLY, as_of=date(2023, 6, 15))
    unit = bench.unit(outcome, "A")
    assert unit.points.period[-1] == "2023-06"
    assert not unit.points.included[-1]
    assert bench.told(outcome, "future") == ["data.csv: rows after 2023-06-15, left out: 6"]


def test_provisional_points(bench: Any) -> None:
    unit = bench.unit(bench.job(bench.header + bench.rows("A"), data="complete_until = 2023-10-31", rest=MONTHLY), "A")
    assert unit.points.provisional.tolist() == [False] * 22 + [True] * 2
    assert unit.points.included.all()


def test_delivery(bench: Any) -> None:
    head = "context;year;orgnr;ind_id;var;denominator\n"
    content = head + "".join(f"caregiver;{y};974;x;{y - 2000};50\n" for y in range(2015, 2024))
    outcome = bench.job(content, kind="delivery")
    assert outcome.status == 0
    unit = bench.unit(outcome, "974")
    assert unit.period_type == "year"
    assert unit.points.numerator.tolist() == list(range(15, 24))
    both = bench.job(content + "resident;2015;974;x;1;50\n", kind="delivery")
    assert both.status == 3
    assert 'need data.context = "caregiver" or "resident"' in bench.told(both, "contexts")[0]
    asked = bench.job(content + "resident;2015;974;x;1;50\n", kind="delivery", data='context = "resident"')
    assert bench.unit(asked, "974").points.numerator.tolist() == [1]
    rows = head.replace(";denominator", "") + "caregiver;2020;974;x;1\ncaregiver;2020;974;x;0\ncaregiver;2021;974;x;1\n"
    single = bench.unit(bench.job(rows, kind="delivery"), "974")  # one row an event
    assert single.points.denominator.tolist() == [2, 1]
    assert (
        "a year such as 2024"
        in bench.told(bench.job(content + "caregiver;20;974;x;1;2\n", kind="delivery"), "period_bad")[0]
    )


def test_several_indicators_in_one_file(bench: Any) -> None:
    content = "period;resh;var;denominator;ind_id\n" + "".join(
        f"2022-{m:02d};A;6;20;x\n2022-{m:02d};A;{m}.5;20;y\n2022-{m:02d};B;7;20;x\n2022-{m:02d};B;1;2;z\n"
        for m in range(1, 13)
    )
    more = '[[indicator]]\nid = "y"\ntype = "gjennomsnitt"\n[[indicator]]\nid = "w"\ntype = "andel"\n'
    outcome = bench.job(content, rest=more + MONTHLY)
    assert outcome.status == 0
    assert bench.told(outcome, "indicators_ignored") == [
        'data.csv: column "ind_id": rows of indicators that the project does not have: "z"'
    ]
    assert bench.told(outcome, "indicator_no_rows") == ['data.csv: no rows for indicator "w"']
    assert [(u.indicator, u.unit) for u in outcome.results] == [
        ("x", "A"), ("x", "B"), ("x", "total"), ("y", "A"), ("y", "total"), ("w", "total")
    ]  # fmt: skip
    assert bench.unit(outcome, "A", "y").points.value.tolist() == [m + 0.5 for m in range(1, 13)]


def test_weeks_and_days(bench: Any) -> None:
    weeks = bench.header + "2024-W01;A;1;2\n2024-W05;A;1;2\n2024-W09;A;1;2\n"  # Thursdays 4 January, 1 and 29 February
    outcome = bench.job(weeks, rest=MONTHLY)
    assert bench.unit(outcome, "A").points.denominator.tolist() == [2, 4]
    assert bench.told(outcome, "weeks_to_months")
    days = bench.header + "2024-01-03;A;1;2\n2024-01-04;A;1;2\n2024-02-27;A;1;2\n"
    assert bench.unit(bench.job(days, rest=MONTHLY), "A").points.denominator.tolist() == [4, 2]
    firsts = bench.header + "2024-01-01;A;1;2\n2024-04-01;A;1;2\n"
    assert len(bench.unit(bench.job(firsts, rest=MONTHLY), "A").points) == 4  # months, with a gap
    quarters = bench.job(firsts, data='granularity = "quarter"', rest='[report]\nperiod = "quarter"\n')
    assert bench.unit(quarters, "A").points.period == ("2024-Q1", "2024-Q2")


def test_table_of_units(bench: Any) -> None:
    (bench.folder / "units.csv").write_text(
        "resh;name;start;hf\nA;Avdeling Å;2023-01-01;HF 1\nB;Avdeling B;;HF 2\n", encoding="utf-8"
    )
    content = events(*two_years("A", 5, 15), *two_years("B", 5, 15))
    outcome = bench.job(content, kind="events", units='table = "units.csv"', rest=MONTHLY)
    unit = bench.unit(outcome, "A")
    assert (unit.name, unit.start, dict(unit.group)) == ("Avdeling Å", date(2023, 1, 1), {"hf": "HF 1"})
    assert bench.unit(outcome, "B").start is None
    assert (
        bench.unit(outcome, "total").pooled.controls == 1
    )  # a unit without a start is what the other is compared with
    assert [i.name for i in outcome.results.inputs] == ["data.csv", "units.csv"]
    wrong = 'need an id that is not empty, not "total", and stands once'
    for table, told in (
        ("x;y\n", 'units.csv: columns "x", "y"; need one named unit, resh, id or orgnr'),
        ("unit;name\ntotal;x\n", f'units.csv: unit "total"; {wrong}'),
        ("unit;name\nA;x\nA;y\n", f'units.csv: unit "A"; {wrong}'),
        ("unit;name\n ;x\n", f'units.csv: unit " "; {wrong}'),
        ("unit;start\nA;1/1/2023\n", 'got "1/1/2023"; need the form 2023-09-01 or 01.09.2023'),
        ("unit;start\nA;31.02.2023\n", 'got "31.02.2023"; need the form 2023-09-01 or 01.09.2023'),
        ("unit;name\nA\n", "line 2: 1 field; need 2"),
        ("", "0 bytes"),
    ):
        (bench.folder / "units.csv").write_text(table, encoding="utf-8")
        refused = bench.job(content, kind="events", units='table = "units.csv"')
        assert refused.status == 3
        assert told in bench.told(refused, "unit_table_bad")[0]
    (bench.folder / "units.csv").write_text("unit;name;start\nA;x;\ntotal;y;\nB;z;1/1/2023\nA;u;\n", encoding="utf-8")
    refused = bench.job(content, kind="events", units='table = "units.csv"')
    starts = ['units.csv: unit "total"', 'units.csv: start of "B"', 'units.csv: unit "A"']
    assert [m[: len(s)] for m, s in zip(bench.told(refused, "unit_table_bad"), starts, strict=True)] == starts


def test_large_file_in_many_blocks(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, line numbers and fields are followed across the edges of blocks."""
    from kvalspc.job import read_bytes

    monkeypatch.setattr(read_bytes, "BLOCK", 7)
    content = bench.header + bench.rows('"A\n;""x"""') + "2022-01;bad;1\n" + bench.rows("B", ["2022-01"], value="x")
    outcome = bench.job(content)
    assert bench.told(outcome, "row_fields")[0].startswith("data.csv:50: 3 fields")
    assert bench.told(outcome, "count_bad")[0].startswith("data.csv:51: ")
    assert bench.unit(outcome, 'A\n;"x"').points.numerator.sum() == 24 * 6
    assert np.isfinite(bench.unit(outcome, "total").points.value).all()


def test_a_unit_keeps_its_id_and_look_alikes_are_told(bench: Any) -> None:
    ids = ["a", "A", " a", "\u00c5", "A\u030a", "=1+1", "../x", "<b>"]
    outcome = bench.job(bench.header + "".join(bench.rows(i) for i in ids))
    assert outcome.status == 0
    assert {u.unit for u in outcome.results} == {*ids, "total"}
    assert [u.unit for u in outcome.results][:-1] == sorted(ids, key=lambda i: i.encode())
    assert len(bench.told(outcome, "units_confusable")) == 2


def test_ten_units_share_their_dispersion_and_the_total_does_not(bench: Any) -> None:
    rows = [row for k in range(10) for row in two_years(chr(ord("A") + k), 8 + k % 3, 9 + k % 2)]
    outcome = bench.job(events(*rows), kind="events", units="start = 2023-01-01", rest=MONTHLY)
    units = [bench.unit(outcome, chr(ord("A") + k)).comparison for k in range(10)]
    assert any(unit.dispersion_used != unit.dispersion for unit in units)
    total = bench.unit(outcome, "total").comparison
    assert total.dispersion_used == total.dispersion


def test_nine_units_do_not_share_their_dispersion(bench: Any) -> None:
    rows = [row for k in range(9) for row in two_years(chr(ord("A") + k), 8 + k % 3, 9 + k % 2)]
    outcome = bench.job(events(*rows), kind="events", units="start = 2023-01-01", rest=MONTHLY)
    for k in range(9):
        unit = bench.unit(outcome, chr(ord("A") + k)).comparison
        assert unit.dispersion_used == unit.dispersion


def stepped(unit: str, start: int, before: int, after: int) -> list[tuple[str, str, object]]:
    """36 months of twenty events; the hits swing around `before`, and `after` from a month on."""
    found = []
    for k in range(36):
        hits = (after if k >= start else before) + (k * (start + 3)) % 5 - 2
        found += month_of_events(f"{2021 + k // 12}-{k % 12 + 1:02d}", unit, hits, 20)
    return [*found, ("2023-12-28", unit, 0)]


def test_staggered_units_are_pooled(bench: Any) -> None:
    starts = {"A": 9, "B": 15, "C": 21, "D": 27}
    content = events(*(row for unit, at in starts.items() for row in stepped(unit, at, 6, 12)))
    own = "".join(
        f'[[unit]]\nid = "{unit}"\nstart = {2021 + at // 12}-{at % 12 + 1:02d}-01\n' for unit, at in starts.items()
    )
    out = bench.folder / "out"
    outcome = bench.job(content, kind="events", indicator='better = "higher"', rest=own + MONTHLY, out=out)
    total = bench.unit(outcome, "total")
    assert (total.verdict, total.pooled.started, total.pooled.left_out) == ("improved", 4, 0)
    assert total.pooled.contrast.difference == pytest.approx(0.3, abs=0.06)
    row = next(r for r in pq.read_table(out / "scores.parquet").to_pylist() if r["unit"] == "total")
    assert row["effect"] == total.pooled.contrast.difference
    assert row["p_value"] == total.pooled.contrast.p
    assert row["exact_p"] == total.pooled.reassigned_p
    assert row["expected_level"] == total.pooled.contrast.expected
    assert row["text_en"] == total.text["en"]
    assert "to be expected from units that had not begun" in total.text["en"]


def test_staggered_units_whose_days_are_not_the_same_stay_staggered(bench: Any) -> None:
    content = events(
        *two_years("A", 5, 15),
        *[(d.replace("2022", "2019").replace("2023", "2020"), u, v) for d, u, v in two_years("B", 5, 15)],
    )
    own = '[[unit]]\nid = "B"\nstart = 2020-01-01\n'
    outcome = bench.job(content, kind="events", units="start = 2023-01-01", rest=own + MONTHLY)
    total = bench.unit(outcome, "total")
    assert (total.verdict, total.reason, total.pooled) == ("not_assessable", "staggered", None)
