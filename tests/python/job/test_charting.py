"""How the project file says what chart is drawn, and what is tied to dates; against kvalspc.chart and by hand."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest

import kvalspc
from kvalspc.plot import specification

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
HITS = [6, 9, 4, 7, 5, 8, 6, 7, 9, 5, 6, 8, 12, 14, 11, 13, 15, 12, 13, 11, 14, 12, 13, 15]
BASE = "units = { start = 2023-01-01 }\n"


def rows(unit: str = "A", hits: list[int] = HITS) -> str:
    return "".join(f"{month};{unit};{k};20\n" for month, k in zip(MONTHS, hits, strict=True))


def drawn(bench: Any, indicator: str = "", rest: str = "", unit: str = "A", **more: Any) -> Any:
    outcome = bench.job(bench.header + rows("A") + rows("B"), indicator=indicator, rest=rest, **more)
    return bench.unit(outcome, unit)


def same(ours: Any, theirs: Any) -> None:
    for name in ("value", "centre", "lower_raw", "upper_raw", "included", "beyond", "phase"):
        np.testing.assert_array_equal(ours.points[name], theirs.points[name], err_msg=name)
    assert ours.signals == theirs.signals


@pytest.mark.parametrize("kind", ["p", "pp", "np", "ip", "i", "mr", "run"])
def test_the_chart_that_is_asked_for_is_drawn(bench: Any, kind: str) -> None:
    unit = drawn(bench, f'chart = "{kind}"', units="start = 2023-01-01")
    same(unit.chart, kvalspc.chart(kind, HITS, [20] * 24, period=MONTHS, breaks=12))
    assert unit.comparison.kind == "p"  # the verdict is on shares, whatever is drawn


def test_settings_of_the_chart(bench: Any) -> None:
    keys = 'limits = "sigma"\nrules = "nelson"\ncentre = 0.4\nlower = 0.1\n'
    same(
        drawn(bench, keys).chart,
        kvalspc.chart("p", HITS, [20] * 24, period=MONTHS, limits="sigma", rules="nelson", centre=0.4, lower=0.1),
    )
    assert not any(s["source"] == "rule" for s in drawn(bench, 'rules = "none"').chart.signals)
    screened = 'chart = "i"\nscreen = true\nspread = "median"\nprofile = "qicharts2-0.8.1"'
    same(
        drawn(bench, screened).chart,
        kvalspc.chart("i", HITS, [20] * 24, period=MONTHS, screen=True, spread="median", profile="qicharts2-0.8.1"),
    )


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('chart = "c"', 'got "c" for type "andel"; need one of p, pp, np, ip, i, mr, run, g'),
        ('chart = "np"\nlimits = "weibull"', '.limits: got "weibull" for chart "np"'),
        ('constants = "printed"', 'constants: got "printed"; need "field" or "exact"'),
        ('rules = "nelsen"', '"nelsen"'),
        ('chart = "i"\nlimits = "exact"', 'got "exact" for chart "i"; need "sigma" or "auto"'),
        ('profile = "qcc"', '"qcc"'),
        ("centre = 1.5", "1.5"),
        ("lower = 0.6\nupper = 0.4", "0.6"),
    ],
)
def test_what_no_series_could_be_charted_with_is_told_before_the_data_are_read(
    bench: Any, keys: str, told: str
) -> None:
    outcome = bench.job("", indicator=keys)
    assert outcome.status == 3
    assert any(told in line for line in bench.told(outcome, "project_value")), bench.told(outcome, "project_value")


def test_marks_break_freeze_exclude_and_note(bench: Any) -> None:
    marks = (
        '[[mark]]\ndate = 2022-07-01\nkind = "break"\n'
        '[[mark]]\ndate = 2023-07-01\nkind = "freeze"\n'
        '[[mark]]\ndate = 2022-03-01\nuntil = 2022-04-10\nkind = "exclude"\ntext = "Strike"\n'
        '[[mark]]\ndate = 2022-05-20\nkind = "note"\ntext = "New routine"\n'
    )
    chart = drawn(bench, rest=marks).chart
    asked = kvalspc.chart("p", HITS, [20] * 24, period=MONTHS, breaks=6, freeze=18, exclude={2: "Strike", 3: "Strike"})
    same(chart, asked)
    assert chart.exclusions == {2: "Strike", 3: "Strike"}
    assert chart.notes == {4: "New routine"}


def test_a_mark_may_concern_one_unit_or_one_indicator(bench: Any) -> None:
    rest = '[[mark]]\ndate = 2022-07-01\nkind = "break"\nunit = "A"\n'
    assert len(drawn(bench, rest=rest).chart.phases) == 2
    assert len(drawn(bench, rest=rest, unit="B").chart.phases) == 1
    assert len(drawn(bench, rest=rest, unit="total").chart.phases) == 1
    assert len(drawn(bench, rest=rest.replace("unit", "indicator").replace('"A"', '"x"'), unit="B").chart.phases) == 2
    outcome = bench.job("", rest=rest.replace("unit", "indicator"))
    assert any('got "A"; need one of x' in line for line in bench.told(outcome, "project_value"))


def test_a_mark_inside_a_period_leaves_that_period_out(bench: Any) -> None:
    chart = drawn(bench, rest='[[mark]]\ndate = 2022-07-15\nkind = "break"\n').chart
    assert chart.points["included"].tolist() == [k != 6 for k in range(24)]
    assert chart.phases[1]["first"] == 7


def test_what_is_left_out_enters_no_verdict(bench: Any) -> None:
    rest = '[[mark]]\ndate = 2022-02-01\nkind = "exclude"\ntext = "Strike"\n'
    found = drawn(bench, rest=rest, units="start = 2023-01-01").comparison
    assert (found.baseline.numerator, found.baseline.n) == (sum(HITS[:12]) - HITS[1], 11)
    by_hand = kvalspc.compare(HITS, [20] * 24, kind="p", start=12, exclude=[1])
    assert found.exact.p == by_hand.exact.p


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ('kind = "note"', "text: missing"),
        ('kind = "exclude"', "text: missing"),
        ('kind = "break"\nuntil = 2022-05-01', 'only "exclude" lasts'),
        ('kind = "exclude"\ntext = "x"\nuntil = 2021-05-01', "before 2022-03-01"),
    ],
)
def test_a_mark_that_contradicts_itself(bench: Any, mark: str, told: str) -> None:
    outcome = bench.job("", rest=f"[[mark]]\ndate = 2022-03-01\n{mark}\n")
    assert any(told in line for line in bench.told(outcome, "project_value")), bench.told(outcome, "project_value")


def test_targets_that_change_and_of_one_unit(bench: Any) -> None:
    keys = (
        "target = 0.3\n[[indicator.targets]]\nvalue = 0.5\nfrom = 2023-01-01\n"
        '[[indicator.targets]]\nvalue = 0.7\nunit = "B"\n'
    )
    changing = drawn(bench, keys).chart
    assert changing.points["target"].tolist() == [0.3] * 12 + [0.5] * 12
    assert changing.target == 0.5
    assert drawn(bench, keys, unit="B").chart.points["target"].tolist() == [0.7] * 24


def test_plain_counts_on_a_chart_of_counts(bench: Any) -> None:
    content = "period;resh;var\n" + "".join(f"{m};A;{k}\n" for m, k in zip(MONTHS, HITS, strict=True))
    for kind in ("c", "cp"):
        outcome = bench.job(content, type="antall", indicator=f'chart = "{kind}"')
        same(bench.unit(outcome, "A").chart, kvalspc.chart(kind, HITS, period=MONTHS))


def test_signs_of_the_latest_point_and_what_was_asked_for_stand_in_the_scores(bench: Any, tmp_path: Path) -> None:
    keys = 'better = "higher"\ntarget = 0.1\nfalse_alarms = true\nsuggest_phases = true'
    bench.job(bench.header + rows(), indicator=keys, out=tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    chart = kvalspc.chart("p", HITS, [20] * 24, period=MONTHS, better="higher", target=0.1)
    found = kvalspc.rephase("p", HITS, [20] * 24, period=MONTHS)
    assert table[0]["variation"] == chart.variation == "neither"  # too few crossings have no side
    assert table[0]["assurance"] == chart.assurance
    assert table[0]["false_alarm_rate"] == chart.false_alarm_rate
    assert 0.01 < chart.false_alarm_rate < 0.2
    assert table[0]["suggested_phases"] == " ".join(MONTHS[k] for k in found.breaks)
    page = html.unescape((tmp_path / "out" / "report" / "index.html").read_text("utf-8"))
    assert chart.false_alarms().text("nb") in page
    assert all(line in page for line in (found.text("nb"), *found.log("nb")))
    assert found.text("nb").startswith("Forslag fra dataene")
    bench.job(bench.header + rows(), indicator="false_alarms = false", out=tmp_path / "plain")
    plain_page = html.unescape((tmp_path / "plain" / "report" / "index.html").read_text("utf-8"))
    assert chart.false_alarms().text("nb") not in plain_page
    assert found.text("nb") not in plain_page
    plain = pq.read_table(tmp_path / "plain" / "scores.parquet").to_pylist()[0]
    assert (plain["false_alarm_rate"], plain["suggested_phases"]) == (None, None)


def test_suggested_phases_are_told_and_not_drawn(bench: Any) -> None:
    counts = [level + [0, 2, -1, 3, -2, 1, -3][k % 7] for k, level in enumerate([14] * 24 + [24] * 24)]
    months = [f"{2020 + k // 12}-{k % 12 + 1:02d}" for k in range(48)]
    content = "period;resh;var\n" + "".join(f"{m};A;{k}\n" for m, k in zip(months, counts, strict=True))
    unit = bench.unit(bench.job(content, type="antall", indicator='chart = "c"\nsuggest_phases = true'), "A")
    assert unit.suggested.breaks == kvalspc.rephase("c", counts, period=months).breaks == [24]
    assert len(unit.chart.phases) == 1


@pytest.mark.parametrize("kind", ["xbar", "s", "r"])
def test_subgroups_of_events(bench: Any, kind: str) -> None:
    random = np.random.default_rng(4)
    days = [(f"{month}-{day:02d}", round(random.normal(30, 4), 2)) for month in MONTHS for day in (2, 9, 16, 23, 28)]
    days = [one for one in days if not one[0].startswith("2022-06")]  # a month without events
    content = "date;resh;var\n" + "".join(f"{day};A;{value}\n" for day, value in days)
    outcome = bench.job(
        content, kind="events", type="gjennomsnitt", indicator=f'chart = "{kind}"', rest='[report]\nperiod = "month"\n'
    )
    unit = bench.unit(outcome, "A")
    rows = [*days, ("2022-06-01", float("nan"))]
    same(unit.chart, kvalspc.chart(kind, [value for _, value in rows], period=[day[:7] for day, _ in rows]))
    assert unit.comparison is not None
    assert len(unit.points) == 24
    refused = bench.job("", type="gjennomsnitt", indicator=f'chart = "{kind}"')
    assert any("need data.events" in line for line in bench.told(refused, "project_value"))


def test_a_set_of_rules_of_ones_own(bench: Any) -> None:
    rules = (
        '[indicator.rules]\nname = "ward"\nruns = "exact"\n'
        'rule = [{ type = "shift", length = 6, name = "six" },\n'
        '        { type = "zone", needed = 2, window = 3, width = 1.5 }]\n'
    )
    own = kvalspc.rules.RuleSet(
        "ward", (kvalspc.rules.Shift(6, name="six"), kvalspc.rules.Zone(2, 3, 1.5)), runs="exact"
    )
    found = drawn(bench, rules).chart
    same(found, kvalspc.chart("p", HITS, [20] * 24, period=MONTHS, rules=own))
    assert {signal["rule"] for signal in found.signals} >= {"six", "zone"}


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ('name = "ward"\nrule = [{ type = "run" }]', "rules"),
        (
            'name = "ward"\nrule = [{ type = "shift", window = 3 }]',
            'got window for a rule of type "shift"; need length',
        ),
        ('name = "ward"\nrule = [{ type = "shift", length = 0 }]', "0"),
        ('name = "ward"\nruns = "nelson"', "runs"),
        ('rule = [{ type = "shift" }]', "name"),
    ],
)
def test_a_set_of_rules_that_is_none(bench: Any, rules: str, told: str) -> None:
    outcome = bench.job("", indicator=f"[indicator.rules]\n{rules}\n")
    lines = [str(problem) for problem in outcome.problems]
    assert outcome.status == 3
    assert any(told in line for line in lines), lines
    assert all("indicator[1] (x)" in line for line in lines), lines
    assert not any("OwnRules" in line or "text in quotes" in line for line in lines), lines


FALLS = ["2022-01-03", "2022-01-20", "2022-02-11", "2022-02-11", "2022-03-30", "2022-05-02", "2022-07-19", "2022-12-30"]


def falls(days: list[str]) -> str:
    return "date;resh;var\n" + "".join(f"{day};A;1\n" for day in days)


def test_days_between_events(bench: Any) -> None:
    ask = {"kind": "events", "type": "antall", "rest": '[report]\nperiod = "month"\n'}
    unit = bench.unit(bench.job(falls(FALLS), indicator='chart = "t"\nbetter = "lower"', **ask), "A")
    days = [17.0, 21.75, 0.5, 46.75, 33.0, 78.0, 164.0]  # two events on a day: at a quarter and three quarters of it
    same(unit.chart, kvalspc.chart("t", days))
    assert list(unit.points.period) == FALLS[1:]
    assert unit.chart.better == "higher"  # few falls are long gaps
    assert unit.comparison.kind == "u"
    shuffled = bench.unit(bench.job(falls(FALLS[::-1]), indicator='chart = "t"', **ask), "A")
    same(shuffled.chart, unit.chart)
    weibull = bench.unit(bench.job(falls(FALLS), indicator='chart = "t"\nlimits = "weibull"', **ask), "A")
    same(weibull.chart, kvalspc.chart("t", days, limits="weibull"))


def test_patients_between_events(bench: Any) -> None:
    seen = [0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1]
    days = [f"2022-{k // 4 + 1:02d}-{7 * (k % 4) + 1:02d}" for k in range(len(seen))]
    lines = [f"{day};A;{k}\n" for day, k in zip(days, seen, strict=True)]
    ask = {"kind": "events", "indicator": 'chart = "g"', "rest": '[report]\nperiod = "month"\n'}
    unit = bench.unit(bench.job("date;resh;var\n" + "".join(lines), **ask), "A")
    same(unit.chart, kvalspc.chart("g", [3, 0, 1, 5]))
    same_day = [line.replace("-08;", "-01;") for line in lines]
    first = bench.unit(bench.job("date;resh;var\n" + "".join(same_day), **ask), "A")
    turned = bench.unit(bench.job("date;resh;var\n" + "".join(same_day[::-1]), **ask), "A")
    same(first.chart, turned.chart)  # the order of rows does not matter


def test_the_start_and_marks_on_a_chart_of_rare_events(bench: Any) -> None:
    marks = (
        '[report]\nperiod = "month"\n[[mark]]\ndate = 2022-02-01\nkind = "note"\ntext = "Ward moved"\n'
        '[[mark]]\ndate = 2022-07-01\nkind = "exclude"\ntext = "Holiday"\n'
    )
    unit = bench.unit(
        bench.job(
            falls(FALLS), kind="events", type="antall", indicator='chart = "t"', units="start = 2022-04-01", rest=marks
        ),
        "A",
    )
    # The gap that the start falls inside of (30 March to 2 May) belongs to neither side; that of July is left out.
    assert unit.points.included.tolist() == [True, True, True, True, False, False, True]
    assert unit.points.phase.tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert unit.phases[0].position == 5
    assert unit.chart.notes == {1: "Ward moved"}
    assert unit.chart.exclusions == {5: "Holiday"}
    drawn = json.dumps(specification(unit.chart, start=unit.phases[0].position, language="en"))
    assert '"Change"' in drawn  # the first event after it, 19 July, is not when it began
    assert "Change, " not in drawn


@pytest.mark.parametrize("days", [[], ["2022-02-11"]])
def test_a_unit_without_two_events_has_no_point_between_them(bench: Any, days: list[str], tmp_path: Path) -> None:
    content = falls(FALLS) + "".join(f"{day};B;1\n" for day in days or ["2022-02-11"]).replace(
        "B;1", "B;0" if not days else "B;1"
    )
    outcome = bench.job(content, kind="events", type="antall", indicator='chart = "t"', out=tmp_path / "out")
    assert outcome.status == 0
    assert len(bench.unit(outcome, "B").points) == 0


def test_charts_of_rare_events_need_events_and_stay_inside(bench: Any) -> None:
    sums = bench.job("", type="antall", indicator='chart = "t"')
    assert any("need data.events" in line for line in bench.told(sums, "project_value"))
    public = bench.job("", kind="events", type="antall", indicator='chart = "t"', rest="[report]\npublic = true\n")
    assert any("each point is a single event" in line for line in bench.told(public, "project_value"))


@pytest.mark.parametrize("kind", ["np", "mr"])
def test_targets_and_wishes_for_the_level_are_not_drawn_on_other_scales(bench: Any, kind: str) -> None:
    chart = drawn(bench, f'chart = "{kind}"\ntarget = 0.5\nbetter = "higher"').chart
    assert chart.target is None
    assert chart.better == ("higher" if kind == "np" else None)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("", "(Anhøjs regler)"),
        ('rules = "nelson"', "Regelsettet «nelson»"),
        ('profile = "mdc-2023"', "Regelsettet «mdc-2023»"),
        ('rules = "none"', "Ingen regler, bare grenser."),
        ('[indicator.rules]\nname = "ward"\nrule = [{ type = "shift", length = 6 }]', "Regelsettet «ward»"),
    ],
)
def test_the_report_names_the_rules(bench: Any, keys: str, told: str, tmp_path: Path) -> None:
    bench.job(bench.header + rows(), indicator=keys, out=tmp_path / "out")
    assert told in html.unescape((tmp_path / "out" / "report" / "index.html").read_text("utf-8"))


def test_runs_that_cannot_be_judged_are_told_so(bench: Any, tmp_path: Path) -> None:
    few = [0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    content = bench.header + "".join(f"{month};A;{k};5\n" for month, k in zip(MONTHS, few, strict=True))
    unit = bench.unit(
        bench.job(content, indicator='chart = "run"', rest='[report]\nperiod = "month"\n', out=tmp_path / "out"),
        "A",
    )
    assert not unit.chart.phases[0]["runs_judgeable"]
    page = html.unescape((tmp_path / "out" / "report" / "index.html").read_text("utf-8"))
    assert "for få målinger på hver side av senterlinjen til at rekker av målinger kan vurderes" in page
    assert "Too few measurements lie on either side of the centre line" in unit.chart.text("en")
    assert "Only common-cause variation" not in unit.chart.text("en")


def test_standards_by_phase(bench: Any) -> None:
    keys = "centre = { baseline = 0.33, sustained = 0.7 }\nlower = { intervention = 0.4 }\nupper = 0.95\n"
    given: dict[str, Any] = {"period": MONTHS, "upper": 0.95}
    started = kvalspc.chart("p", HITS, [20] * 24, breaks=12, centre={0: 0.33}, lower={1: 0.4}, **given)
    same(drawn(bench, keys, units="start = 2023-01-01").chart, started)
    assert set(started.points["centre"][:12]) == {0.33}
    untouched = kvalspc.chart("p", HITS, [20] * 24, centre=0.33, **given)  # no start: all of it is baseline
    same(drawn(bench, keys).chart, untouched)
    # A break cuts a phase in two, which have the same standard.
    marked = drawn(bench, keys, rest='[[mark]]\ndate = 2023-07-01\nkind = "break"\n', units="start = 2023-01-01").chart
    same(
        marked,
        kvalspc.chart("p", HITS, [20] * 24, breaks=[12, 18], centre={0: 0.33}, lower={1: 0.4, 2: 0.4}, **given),
    )


def test_standards_are_those_of_each_units_own_phases(bench: Any) -> None:
    keys = 'limits = "sigma"\nchart = "i"\nsigma = { testing = 0.05, sustained = 0.02 }\n'
    phases = {"baseline": "2022-01", "testing": "2022-07", "intervention": "2022-10", "sustained": "2023-07"}
    listed = ", ".join(f'{{ name = "{name}", from = {month}-01 }}' for name, month in phases.items())
    rest = f'[[unit]]\nid = "A"\nphases = [{listed}]\n[[unit]]\nid = "B"\nstart = 2023-01-01\n'
    given: dict[str, Any] = {"period": MONTHS, "limits": "sigma"}
    same(
        drawn(bench, keys, rest=rest).chart,
        kvalspc.chart("i", HITS, [20] * 24, breaks=[6, 9, 18], sigma={1: 0.05, 3: 0.02}, **given),
    )
    same(drawn(bench, keys, rest=rest, unit="B").chart, kvalspc.chart("i", HITS, [20] * 24, breaks=12, **given))
    # All together are in no phase where their starts differ.
    both = drawn(bench, keys.replace("testing", "baseline"), rest=rest, unit="total").chart
    same(both, kvalspc.chart("i", [2 * n for n in HITS], [40] * 24, **given))


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("centre = { baseline = 1.5 }", "indicator[1] (x).centre: got 1.5; need a proportion from 0 to 1"),
        ("centre = { sustained = 1.5 }", "is 0.50) (in phase sustained)"),
        (
            "lower = 0.6\nupper = { intervention = 0.4, baseline = 0.7 }",
            "lower: got 0.6; need less than 0.4 (upper) (in phase interv",
        ),
        ("sigma = { intervention = -1 }", "sigma: got -1; need a number above 0 (in phase intervention)"),
        ("centre = {}", "indicator[1] (x).centre: got an empty table; need a number for one of baseline, testing"),
        ('centre = { baseline = "median" }', 'indicator[1] (x).centre.baseline: got "median"; need a number without'),
        ('lower = "0.2"', 'indicator[1] (x).lower: got "0.2"; need a number without quotes, such as 0.50'),
        (
            'centre = "mean"',
            'indicator[1] (x).centre: got "mean"; need a number without quotes, such as 0.50 or "median"',
        ),
    ],
)
def test_what_is_wrong_with_standards_by_phase(bench: Any, keys: str, told: str) -> None:
    lines = bench.told(bench.job("", indicator=keys), "project_value")
    assert len(lines) == 1
    assert told in lines[0]


def test_a_phase_that_is_not_there_is_told_with_the_one_that_was_meant(bench: Any) -> None:
    (line,) = bench.told(bench.job("", indicator="upper = { basline = 0.4 }"), "project_unknown_key")
    assert "indicator[1] (x).upper.basline" in line
    assert 'did you mean "baseline"' in line
