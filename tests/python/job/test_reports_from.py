"""Since when a unit reports, and until when: periods without an event are zeros from then on, and not before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kvalspc.job.run import run
from kvalspc.periods import Period
from kvalspc.report.method import method_of
from kvalspc.words import Measure

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.run import Outcome

MONTHLY = '[report]\nperiod = "month"\n'
START = "start = 2023-01-01\n"

RARE = ["2022-04-10", "2022-09-02", "2023-02-14", "2023-08-30", "2023-11-05"]
"""Falls with a fracture in a ward that has reported since 2021: the first comes after fifteen months."""


def months(first: str, last: str) -> list[str]:
    return [str(month) for month in Period.range(Period.parse(first), Period.parse(last))]


def events(days: dict[str, list[str]]) -> str:
    return "date;resh\n" + "".join(f"{day};{unit}\n" for unit, listed in days.items() for day in listed)


def ward(bench: Any, units: str = "", rest: str = "", *, months: bool = True, **more: Any) -> Outcome:
    """A rare unit, and one with an event a week that has reported all the time."""
    first = date(2021, 1, 4)
    busy = [str(first + timedelta(days=7 * k)) for k in range(156)]
    return bench.job(
        events({"rare": RARE, "busy": busy}),
        kind="events",
        type="antall",
        indicator='better = "lower"',
        units=START + units,
        rest=rest + (MONTHLY if months else ""),
        **more,
    )


def before(outcome: Outcome, bench: Any, unit: str = "rare") -> tuple[float, float]:
    """Events and months before the start."""
    side = bench.unit(outcome, unit).comparison.baseline
    return side.numerator, side.denominator


@pytest.mark.parametrize(
    ("units", "rest"),
    [
        ("reports_from = 2021-01-01", ""),
        ("", '[[unit]]\nid = "rare"\nreports_from = 2021-01-01\n'),
        ("reports_from = 2022-03-01", '[[unit]]\nid = "rare"\nreports_from = 2021-01-01\n'),
        ('table = "units.csv"', ""),
        ('reports_from = 2022-01-01\ntable = "units.csv"', ""),
    ],
)
def test_months_without_an_event_count_from_the_day_that_a_unit_reports(bench: Any, units: str, rest: str) -> None:
    (bench.folder / "units.csv").write_text("unit;reports_from\nrare;01.01.2021\nbusy;\n", encoding="utf-8")
    outcome = ward(bench, units, rest)
    unit = bench.unit(outcome, "rare")
    assert list(unit.points.period) == months("2021-01", "2023-12")
    assert unit.points.numerator[:15].tolist() == [0] * 15
    assert unit.points.numerator[15] == 1
    assert before(outcome, bench) == (2, 24)
    assert unit.comparison.baseline.level == pytest.approx(2 / 24)


def test_without_such_a_day_the_level_before_is_of_fewer_months_and_a_warning_says_so(bench: Any) -> None:
    outcome = ward(bench)
    assert before(outcome, bench) == (2, 9)
    assert bench.told(outcome, "reports_unknown") == [
        (
            'data.csv: "x": 1 unit begins with its first event, later than the data (2021-01): "rare". If it has '
            "reported longer, say so by reports_from; else the time without events does not count"
        )
    ]
    assert "reports_unknown" not in bench.codes(ward(bench, "reports_from = 2021-01-01"))


def test_counts_by_month_with_their_zeros_give_the_same(bench: Any, tmp_path: Path) -> None:
    """The same numbers, whichever way they are delivered; the whole run, to the tables and the page."""
    import pyarrow.parquet as pq

    found = ward(bench, "reports_from = 2021-01-01", out=tmp_path / "events")
    assert found.status in (0, 10), list(found.problems.lines())
    labels = months("2021-01", "2023-12")
    content = "period;resh;var\n"
    for unit in ("rare", "busy"):
        points = bench.unit(found, unit).points
        content += "".join(f"{label};{unit};{int(n)}\n" for label, n in zip(labels, points.numerator, strict=True))
    summed = bench.job(
        content, type="antall", indicator='better = "lower"', units=START, rest=MONTHLY, out=tmp_path / "sums"
    )
    assert summed.status in (0, 10), list(summed.problems.lines())
    both = [tmp_path / name for name in ("events", "sums")]
    for table in ("scores", "points", "signals"):
        first, second = (pq.read_table(folder / f"{table}.parquet").to_pylist() for folder in both)
        assert first == second
    score = next(row for row in pq.read_table(both[0] / "scores.parquet").to_pylist() if row["unit"] == "rare")
    assert (score["baseline_numerator"], score["baseline_denominator"]) == (2, 24)


def test_a_unit_that_begins_inside_of_a_month_has_its_share_of_the_days(bench: Any) -> None:
    rest = '[[unit]]\nid = "rare"\nreports_from = 2022-02-15\n'
    unit = bench.unit(ward(bench, rest=rest), "rare")
    assert unit.points.period[0] == "2022-02"
    assert unit.points.denominator[:2].tolist() == pytest.approx([14 / 28, 1])
    assert unit.comparison.baseline.denominator == pytest.approx(10 + 14 / 28)
    assert unit.points.included[0]
    kept = [
        bench.unit(
            bench.job(
                events({"rare": RARE}),
                kind="events",
                type="antall",
                indicator=f'chart = "{chart}"',
                rest=rest + MONTHLY,
            ),
            "rare",
        ).points.included[0]
        for chart in ("c", "i", "run")
    ]
    assert kept == [False] * 3  # they have no denominator, and would take it for a low month
    sums = "period;resh;var\n2022-02;rare;1\n2022-03;rare;2\n"
    aggregated = bench.unit(bench.job(sums, type="antall", rest=rest + MONTHLY), "rare")
    assert aggregated.points.denominator.tolist() == pytest.approx([14 / 28, 1])


def test_wider_periods_and_their_choice_see_the_zeros_too(bench: Any) -> None:
    """Five events in each of the ten months that had any are five a half-year in five years."""
    days = [f"2020-{month:02d}-10" for month in range(3, 13)]
    content = events({"A": [day for day in days for _ in range(5)], "B": ["2016-01-05", "2021-06-30"]})
    ask = {"kind": "events", "type": "antall"}
    asked = {given: bench.job(content, **ask, units=f"start = 2021-01-01\n{given}") for given in ("", SINCE)}
    units = {given: bench.unit(outcome, "A") for given, outcome in asked.items()}
    assert units[""].period_type == "month"
    assert units[SINCE].period_type == "half-year"
    assert units[""].comparison.baseline.level == 5
    assert units[SINCE].comparison.baseline.level == pytest.approx(50 / 10)  # per half-year


SINCE, SINCE_2021 = "reports_from = 2016-01-01", "reports_from = 2021-01-01\n"


def test_rows_from_before_and_after_are_left_out_and_counted(bench: Any) -> None:
    rest = '[[unit]]\nid = "rare"\nreports_from = 2022-06-01\nreports_until = 2023-09-30\n'
    outcome = ward(bench, rest=rest)
    unit = bench.unit(outcome, "rare")
    assert list(unit.points.period) == months("2022-06", "2023-09")
    assert unit.points.numerator.sum() == 3
    assert before(outcome, bench) == (1, 7)
    assert unit.comparison.after.denominator == 9
    assert bench.told(outcome, "rows_outside") == [
        f'data.csv: unit "rare": 1 row {told}, is left out'
        for told in (
            "before 2022-06-01, the first day that the unit reports (reports_from)",
            "after 2023-09-30, the last day that the unit reports (reports_until)",
        )
    ]
    assert outcome.status == 0


@pytest.mark.parametrize("kind", ["events", "aggregated"])
@pytest.mark.parametrize("type_", ["andel", "rate", "gjennomsnitt", "antall"])
def test_rows_of_all_types_are_left_out(bench: Any, kind: str, type_: str) -> None:
    column = "date" if kind == "events" else "period"
    value = "1" if kind == "events" else "3"
    rows = "".join(f"{m}{'-10' if kind == 'events' else ''};A;{value};10\n" for m in months("2021-01", "2023-12"))
    rest = '[[unit]]\nid = "A"\nreports_from = 2021-07-01\nreports_until = 2023-03-31\n' + MONTHLY
    outcome = bench.job(f"{column};resh;var;denominator\n{rows}", kind=kind, type=type_, rest=rest)
    assert list(bench.unit(outcome, "A").points.period) == months("2021-07", "2023-03")
    assert [told.split("unit ")[1].split(",")[0] for told in bench.told(outcome, "rows_outside")] == [
        '"A": 6 rows before 2021-07-01',
        '"A": 9 rows after 2023-03-31',
    ]


def test_a_unit_that_has_stopped_is_not_a_unit_without_events(bench: Any) -> None:
    """A ward that closes looks as if it had got rid of what is counted."""
    days = [f"{month}-10" for month in months("2021-01", "2023-03") for _ in range(3)]
    content = events({"A": days, "B": [f"{month}-28" for month in months("2021-01", "2024-12")]})
    ask = {"kind": "events", "type": "antall", "indicator": 'better = "lower"', "units": START}
    closed = '[[unit]]\nid = "A"\nreports_until = 2023-03-31\n'
    open_, stopped = (bench.unit(bench.job(content, **ask, rest=rest + MONTHLY), "A") for rest in ("", closed))
    assert (open_.verdict, open_.comparison.after.denominator) == ("improved", 24)
    assert (stopped.comparison.after.level, stopped.comparison.after.denominator) == (3, 3)
    assert stopped.verdict != "improved"


def test_zeros_go_on_for_as_long_as_the_data_are_complete(bench: Any) -> None:
    """The last event of a file is not the end of what is known."""
    content = events({"A": ["2022-01-10", "2022-05-02", "2023-02-01"]})
    ask = {"kind": "events", "type": "antall", "rest": MONTHLY}
    said = bench.job(content, **ask, data="complete_until = 2023-06-30")
    assert list(bench.unit(said, "A").points.period) == months("2022-01", "2023-06")
    asked = bench.job(content, **ask, as_of=date(2023, 6, 30))
    assert list(bench.unit(asked, "A").points.period) == months("2022-01", "2023-06")
    assert list(bench.unit(bench.job(content, **ask), "A").points.period) == months("2022-01", "2023-02")


def test_all_units_together_have_the_months_of_the_first(bench: Any) -> None:
    content = events({"A": ["2021-06-10", "2022-05-02"], "B": ["2021-09-10", "2022-12-30"]})
    ask = {"kind": "events", "type": "antall"}
    rest = '[[unit]]\nid = "B"\nreports_from = 2021-03-01\n'
    outcome = bench.job(content, **ask, units="reports_from = 2021-01-01", rest=rest + MONTHLY)
    total = bench.unit(outcome, "total")
    assert list(total.points.period) == months("2021-01", "2022-12")
    assert total.points.numerator.sum() == 4
    assert bench.unit(outcome, "B").points.period[0] == "2021-03"


def test_gaps_of_other_files_stay_gaps(bench: Any) -> None:
    """Where numbers come by period, one that is missing was not delivered."""
    content = "period;resh;var\n" + "".join(f"{month};A;3\n" for month in months("2022-03", "2023-12"))
    points = bench.unit(bench.job(content, type="antall", units="reports_from = 2021-01-01", rest=MONTHLY), "A").points
    assert list(points.period) == months("2022-03", "2023-12")


def test_times_between_events_stay_as_they_are_and_their_verdict_has_the_zeros(bench: Any) -> None:
    """The time before the first event is not one between two events."""
    ask = {"kind": "events", "type": "antall", "indicator": 'chart = "t"', "units": START}
    plain = bench.unit(bench.job(events({"A": RARE}), **ask, rest=MONTHLY), "A")
    ask["units"] += "reports_from = 2021-01-01"
    told = bench.unit(bench.job(events({"A": RARE}), **ask, rest=MONTHLY), "A")
    assert np.array_equal(plain.points.value, told.points.value)
    assert (plain.comparison.baseline.denominator, told.comparison.baseline.denominator) == (9, 24)


@pytest.mark.parametrize(
    ("units", "rest", "told"),
    [
        (
            "reports_from = 1021-01-01",
            "",
            "project.toml: units.reports_from: got 1021-01-01; need a day in the years 1900 to 2199",
        ),
        (
            'reports_from = "2021-01-01"',
            "",
            'project.toml: units.reports_from: got "2021-01-01"; need a date without quotes, such as 2023-09-01',
        ),
        (
            "",
            '[[unit]]\nid = "A"\nreports_from = 2022-01-01\nreports_until = 2021-12-31\n',
            (
                "project.toml: unit[1] (A).reports_until: got 2021-12-31; need a day on or after 2022-01-01, the first "
                "that the unit reports (reports_from)"
            ),
        ),
        (
            "reports_from = 2022-01-01",
            '[[unit]]\nid = "A"\nreports_until = 2021-12-31\n',
            'unit "A": reports_until is 2021-12-31, before reports_from (2022-01-01); need a day on or after it',
        ),
        (
            'table = "units.csv"',
            "",
            'units.csv: reports_from of "A": got "2021-13-01"; need the form 2023-09-01 or 01.09.2023',
        ),
    ],
)
def test_days_that_cannot_be_are_refused(bench: Any, units: str, rest: str, told: str) -> None:
    (bench.folder / "units.csv").write_text("unit;reports_from\nA;2021-13-01\n", encoding="utf-8")
    outcome = bench.job(events({"A": RARE}), kind="events", type="antall", units=units, rest=rest)
    assert outcome.status == 3
    assert [str(problem) for problem in outcome.problems] == [told]


def test_all_days_of_a_table_that_cannot_be_are_told(bench: Any) -> None:
    table = "unit;reports_from;reports_until\nA;1021-01-01;\nB;;31.12\nC;2022-01-01;2021-01-01\n"
    (bench.folder / "units.csv").write_text(table, encoding="utf-8")
    outcome = bench.job(events({"A": RARE}), kind="events", type="antall", units='table = "units.csv"')
    assert bench.told(outcome, "unit_table_bad") == [
        'units.csv: reports_from of "A": got 1021-01-01; need a day in the years 1900 to 2199',
        'units.csv: reports_until of "B": got "31.12"; need the form 2023-09-01 or 01.09.2023',
    ]
    (bench.folder / "units.csv").write_text(table.replace("1021", "2021").replace("31.12", ""), encoding="utf-8")
    outcome = bench.job(events({"A": RARE}), kind="events", type="antall", units='table = "units.csv"')
    assert (outcome.status, bench.codes(outcome)) == (3, {"unit_reports"})


def test_days_outside_of_the_data_are_told(bench: Any) -> None:
    late = bench.job(
        events({"A": RARE, "B": RARE}),
        kind="events",
        type="antall",
        rest='[[unit]]\nid = "A"\nreports_from = 2032-01-01\n' + MONTHLY,
    )
    assert bench.told(late, "reports_after") == [
        'data.csv: units that report from 2032-01-01 on, after the data end (2023-11-05): "A"'
    ]
    assert bench.unit(late, "A").reason == "no_data"


@pytest.mark.parametrize(("day", "told"), [("2021-11-01", 0), ("2021-10-01", 1), ("2022-04-10", 0)])
def test_a_file_that_begins_later_than_the_units_do_knows_no_zeros(bench: Any, day: str, told: int) -> None:
    """Five months without a row, as in the middle of the file, may be chance; more are told of."""
    content = events({"A": RARE, "B": RARE})
    outcome = bench.job(content, kind="events", type="antall", units=f"reports_from = {day}", rest=MONTHLY)
    text = (
        f"data.csv: reports_from is {day}, but the first row of all is of 2022-04: the months between count as 0 "
        'events, of "A", "B". If the file begins later than the units do, need the day that it begins'
    )
    assert bench.told(outcome, "reports_early") == [text] * told


def test_a_project_that_ends_before_its_units_report_is_refused(bench: Any) -> None:
    project = bench.write(
        '[project]\nid = "p"\nend = 2020-12-31\n[data]\nevents = "data.csv"\n[[indicator]]\nid = "x"\ntype = "antall"\n'
        "[units]\nreports_from = 2021-01-01\n"
    )
    assert [str(problem) for problem in run(project, None).problems] == [
        (
            "project.toml: project.end: got 2020-12-31, before the units report (units.reports_from = 2021-01-01); "
            "need an end when there are data"
        )
    ]


def test_the_last_run_s_period_is_chosen_anew_where_the_file_says_something_else(bench: Any, tmp_path: Path) -> None:
    days = [f"2020-{month:02d}-10" for month in range(3, 13)]
    content = events({"A": [day for day in days for _ in range(5)], "B": ["2016-01-05", "2021-06-30"]})
    ask = {"kind": "events", "type": "antall", "out": tmp_path / "out"}
    first = bench.unit(bench.job(content, **ask, units="start = 2021-01-01"), "A")
    again = bench.unit(bench.job(content, **ask, units=f"start = 2021-01-01\n{SINCE}"), "A")
    assert first.period_type != again.period_type


def test_years_of_levels_are_whole_where_all_of_them_is_counted(bench: Any) -> None:
    (bench.folder / "units.csv").write_text("unit;hospital;reports_from\nA;H;2021-07-01\nB;H;\n", encoding="utf-8")
    days = [f"{month}-10" for month in months("2021-07", "2023-12")]
    outcome = bench.job(
        events({"A": days, "B": ["2021-01-03", *days, "2023-12-31"]}),
        kind="events",
        type="antall",
        units='table = "units.csv"',
        rest=MONTHLY,
    )
    whole = {(row.level, row.name, row.year): row.whole for row in outcome.results.levels}
    assert {key for key, is_whole in whole.items() if not is_whole} == {("unit", "A", 2021), ("hospital", "H", 2021)}


def test_the_details_of_a_unit_say_when_it_reports(bench: Any) -> None:
    rest = '[[unit]]\nid = "busy"\nreports_from = 2021-03-01\nreports_until = 2023-11-30\n'
    outcome = ward(bench, "reports_from = 2021-01-01", rest)
    said = {
        unit: {language: dict(method_of(bench.unit(outcome, unit), Measure("antall"), language)) for language in WHAT}
        for unit in ("rare", "busy", "total")
    }
    assert said["rare"]["nb"]["Rapporterer"] == (
        "Fra 1. januar 2021. Perioder uten hendelser i denne tiden teller som 0."
    )
    assert said["busy"]["en"]["Reports"].startswith("From 1 March 2021 up to and including 30 November 2023. Periods")
    assert not any(WHAT[language] in entries for language, entries in said["total"].items())
    assert "Rapporterer" not in dict(method_of(bench.unit(ward(bench), "rare"), Measure("antall"), "nb"))


WHAT = {"nb": "Rapporterer", "nn": "Rapporterer", "en": "Reports"}


def test_a_month_that_is_reported_for_in_part_is_not_beside_whole_ones(bench: Any) -> None:
    """Units beside each other are compared per whole month: half of one would be half as many events."""
    first, units = date(2021, 1, 1), "ABCD"
    days = {unit: [str(first + timedelta(days=5 * k)) for k in range(219)] for unit in units}
    starts = "".join(
        f'[[unit]]\nid = "{unit}"\nstart = 202{1 + (k + 1) // 2}-0{3 + 2 * k}-01\n' for k, unit in enumerate(units)
    )
    found = {}
    for day in ("2021-02-16", "2021-03-01"):
        rest = starts + f"reports_from = {day}\n" + MONTHLY  # of the last unit
        outcome = bench.job(events(days), kind="events", type="antall", indicator='better = "lower"', rest=rest)
        assert bench.unit(outcome, "D").points.first_day[0] == date.fromisoformat(day).replace(day=1)
        found[day] = bench.unit(outcome, "total").pooled.contrast
    partly, whole = found.values()
    assert partly.expected == pytest.approx(whole.expected, rel=1e-9)


LISTED = 'participate = ["busy", "rare", "never"]\n' + START


def test_a_listed_unit_without_any_event_has_had_none(bench: Any, tmp_path: Path) -> None:
    content = events({"rare": RARE, "busy": [f"{month}-15" for month in months("2021-01", "2023-12")]})
    ask = {"kind": "events", "type": "antall", "indicator": 'better = "lower"', "rest": MONTHLY}
    silent = bench.job(content, **ask, units=LISTED + SINCE_2021, out=tmp_path / "out")
    unit = bench.unit(silent, "never")
    assert list(unit.points.period) == months("2021-01", "2023-12")
    assert unit.points.value.tolist() == [0] * 36
    assert (unit.verdict, unit.reason) == ("not_assessable", "no_variation")
    assert bench.told(silent, "unit_no_rows") == [
        'no rows for unit "never": 0 events from 2021-01-01 on, when it began to report (reports_from)'
    ]
    assert silent.status in (0, 10)
    for units in (LISTED, START + SINCE_2021):  # nobody said since when; nobody said that there is such a unit
        other = bench.job(content, **ask, units=units)
        assert [one.unit for one in other.results if one.unit == "never" and one.reason != "no_data"] == []
        totals = [bench.unit(outcome, "total").points.numerator.tolist() for outcome in (silent, other)]
        assert totals[0] == totals[1]


@pytest.mark.parametrize("chart", ["u", "c", "t"])
@pytest.mark.parametrize("start", [START, ""])
def test_a_unit_that_had_events_and_has_no_rows_now_is_gone_all_the_same(
    bench: Any, tmp_path: Path, start: str, chart: str
) -> None:
    days = {"rare": RARE, "busy": [f"{month}-15" for month in months("2021-01", "2023-12")], "never": []}
    ask = {"kind": "events", "type": "antall", "rest": MONTHLY, "out": tmp_path / "out"}
    ask |= {"indicator": f'chart = "{chart}"', "units": LISTED.removesuffix(START) + start + SINCE_2021}
    assert bench.job(events(days), **ask).status in (0, 10)
    more = {**days, "busy": [*days["busy"], "2023-12-20"]}
    again = bench.job(events(more), **ask)
    assert (again.status in (0, 10), "units_gone" in bench.codes(again)) == (True, False)  # it never had any
    cut = bench.job(events({**more, "rare": []}), **ask)
    assert cut.status == 11
    assert "1 of the 2 units" in bench.told(cut, "units_gone")[0]
    assert "rows_gone" in bench.codes(bench.job("date;resh\n", **ask))


def test_a_unit_that_the_rows_of_one_indicator_lack_has_zeros_there(bench: Any) -> None:
    """A registry with many indicators: each has its own units, and one without any row is no indicator of the file."""
    content = "date;resh;ind_id\n" + "".join(
        f"{month}-10;{unit};{indicator}\n"
        for month in months("2021-01", "2022-12")
        for unit, indicator in (("A", "x"), ("A", "y"), ("B", "y"))
    )
    rest = '[[indicator]]\nid = "y"\ntype = "antall"\n[[indicator]]\nid = "z"\ntype = "antall"\n' + MONTHLY
    units = 'participate = ["A", "B"]\nreports_from = 2021-01-01\n'
    project = bench.write(
        '[project]\nid = "p"\n[data]\nevents = "data.csv"\n[[indicator]]\nid = "x"\ntype = "antall"\n'
        f"{rest}[units]\n{units}"
    )
    (bench.folder / "data.csv").write_text(content, encoding="utf-8")
    outcome = run(project, None)
    assert bench.unit(outcome, "B", "x").points.numerator.tolist() == [0] * 24
    assert bench.unit(outcome, "B", "y").points.numerator.tolist() == [1] * 24
    assert bench.unit(outcome, "B", "z").reason == "no_data"
    assert bench.codes(outcome) == {"indicator_no_rows", "last_incomplete"}


@pytest.mark.parametrize("period", ["auto", "month", "quarter", "year"])
@pytest.mark.parametrize(("seed", "chart"), [(1, "u"), (2, "c"), (3, "i"), (4, "run")])
def test_a_list_of_events_and_counts_with_their_zeros_are_the_same_data(
    bench: Any, seed: int, chart: str, period: str
) -> None:
    """Units that begin and stop at several times, some with a start, one without any event."""
    draws = np.random.default_rng(seed)
    lists = {"events": "date;resh\n", "aggregated": "period;resh;var\n"}
    rest = ""
    for unit, rate in {"A": 0.0, "B": 0.05, "C": 0.4, "D": 3.0}.items():
        since, until = (
            Period.parse(f"2019-{draws.integers(1, 13):02d}"),
            Period.parse(f"2022-{draws.integers(6, 13):02d}"),
        )
        stops = draws.random() < 0.4
        rest += f'[[unit]]\nid = "{unit}"\nreports_from = {since.start}\n'
        rest += f"reports_until = {until.end - timedelta(days=1)}\n" if stops else ""
        rest += f"start = 2021-{draws.integers(1, 13):02d}-01\n" if draws.random() < 0.7 else ""
        for month in Period.range(since, until if stops else Period.parse("2023-12")):
            days = draws.integers(1, 29, draws.poisson(rate))
            lists["events"] += "".join(f"{month}-{day:02d};{unit}\n" for day in days)
            lists["aggregated"] += f"{month};{unit};{len(days)}\n"
    found = []
    for kind, content in lists.items():
        outcome = bench.job(
            content,
            kind=kind,
            type="antall",
            data="complete_until = 2023-12-31",
            indicator=f'better = "lower"\nchart = "{chart}"',
            units='participate = ["A", "B", "C", "D"]',
            rest=f'{rest}[report]\nperiod = "{period}"\n',
        )
        found.append([_numbers(unit) for unit in outcome.results])
    assert len(found[0]) == 5
    assert found[0] == found[1]


def _numbers(unit: Any) -> tuple[Any, ...]:
    points, compared = unit.points, unit.comparison
    columns = [np.round(column, 9).tolist() for column in (points.numerator, points.denominator)]
    drawn = [unit.verdict, unit.period_type, points.period, points.included.tolist(), *columns]
    sides = () if compared is None else (repr(compared.p_value), compared.baseline.denominator)
    return (*map(repr, drawn), *sides)
