"""Bad inputs 1 to 50 and what each gets. The number of each is in the id of its test.

The others are tested where they belong: 51 to 58 in test_score and test_public, 54 and 59 in test_project_file, 60 to
63 and 66 in test_run and test_kills, 64 in test_public, 65 with the arrays of the core.

`good` is a unit whose rows are right in every file: it must come through whatever stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

CASES: list[tuple[int, Callable[[Any], None]]] = []


def row(number: int) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def keep(case: Callable[[Any], None]) -> Callable[[Any], None]:
        CASES.append((number, case))
        return case

    return keep


def refused(bench: Any, content: str | bytes, code: str, **more: Any) -> str:
    """The file is refused with one message of that code; the exit status is 3; old outputs are untouched."""
    out = bench.folder / "out"
    out.mkdir(exist_ok=True)
    (out / "manifest.json").write_text("{}")
    (out / "scores.parquet").write_text("of the last run")
    old = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    outcome = bench.job(content, out=out, **more)
    assert outcome.status == 3
    told = bench.told(outcome, code)
    assert len(told) == 1, "\n".join(outcome.problems.lines())
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == old
    return told[0]


def rejected(bench: Any, bad: str, code: str, **more: Any) -> str:
    """One unit's row is an error that names line 26; that unit is rejected (11), the good one comes through."""
    content = more.pop("header", bench.header) + bench.rows("good") + bad
    outcome = bench.job(content, **more)
    assert outcome.status == 11, "\n".join(outcome.problems.lines())
    told = bench.told(outcome, code)
    assert len(told) == 1, "\n".join(outcome.problems.lines())
    assert told[0].startswith("data.csv:26: ")
    assert bench.unit(outcome, "bad").status == "rejected"
    assert bench.unit(outcome, "bad").verdict == "not_assessable"
    assert bench.unit(outcome, "good").status != "rejected"
    assert bench.unit(outcome, "total").points.numerator.sum() == 24 * 6
    return told[0]


def number_is(bench: Any, field: str, what: str, **more: Any) -> None:
    """A field that is no count is an error which names the kind of thing it is."""
    told = rejected(bench, f"2022-01;bad;{field};20\n", "count_bad", **more)
    assert f'column "var": {what}' in told
    assert "need a whole number, 0 or more" in told


def page_of(bench: Any, outcome: Any) -> str:
    """The first page of the report, in bokmål."""
    from kvalspc.report import write

    write(outcome.results, bench.folder / "report", languages=["nb"])
    return (bench.folder / "report" / "index.html").read_text(encoding="utf-8")


@row(1)
def empty_file(bench: Any) -> None:
    assert "is empty" in refused(bench, b"", "file_empty")


@row(2)
def header_only(bench: Any) -> None:
    outcome = bench.job(bench.header)
    assert outcome.status == 0
    assert bench.told(outcome, "no_rows") == ["data.csv: no rows below the header"]
    assert [u.unit for u in outcome.results] == ["total"]


@row(3)
def missing_column(bench: Any) -> None:
    told = refused(bench, "period;var;denominator\n2022-01;1;2\n", "column_missing")
    assert 'column "resh" is missing; found "period", "var", "denominator"' in told


@row(4)
def doubled_column(bench: Any) -> None:
    assert '"var" stands twice' in refused(bench, "period;resh;var;var;denominator\n", "column_twice")


@row(5)
def extra_columns(bench: Any) -> None:
    outcome = bench.job("note;period;resh;var;denominator;more\n" + "x;2022-01;A;1;2;y\n" * 1)
    assert outcome.status == 0
    assert bench.told(outcome, "columns_ignored") == ['data.csv:1: columns that are not used: "note", "more"']


@row(6)
def other_separator(bench: Any) -> None:
    comma = (bench.header + bench.rows("good")).replace(";", ",")
    assert bench.job(comma).status == 0
    assert bench.job(comma.replace(",", "\t")).status == 0
    told = refused(bench, comma, "separator_unknown", data='separator = ";"')
    assert "need a semicolon" in told
    assert "semicolons, commas or tabs" in refused(bench, comma.replace(",", "|"), "separator_unknown")


@row(7)
def decimal_comma(bench: Any) -> None:
    rate = {"type": "rate"}
    semicolons = bench.header + bench.rows("good", of="20,5")
    assert bench.unit(bench.job(semicolons, **rate), "good").points.denominator[0] == 20.5
    told = rejected(bench, "2022-01;bad;6;0,5\n", "weight_bad", data='decimal = "."', **rate)
    assert "a decimal comma in a file with decimal points" in told
    outcome = bench.job('period,resh,var,denominator\n2022-01,A,1,"0,5"\n', **rate)
    assert "a decimal comma" in bench.told(outcome, "weight_bad")[0]
    mixed = bench.job(semicolons + "2022-01;bad;1;0.5\n", **rate)
    assert "a decimal point in a file with decimal commas" in bench.told(mixed, "weight_bad")[0]


@row(8)
def byte_order_mark(bench: Any) -> None:
    plain = bench.job(bench.header + bench.rows("good"))
    marked = bench.job(b"\xef\xbb\xbf" + (bench.header + bench.rows("good")).encode())
    assert marked.status == 0
    assert not marked.problems.found
    assert (bench.unit(marked, "good").points.value == bench.unit(plain, "good").points.value).all()
    quoted = bench.job(b"\xef\xbb\xbf" + ('"period";resh;var;denominator\n' + bench.rows("good")).encode())
    assert quoted.status == 0


@row(9)
def utf16(bench: Any) -> None:
    assert "UTF-16" in refused(bench, (bench.header + bench.rows()).encode("utf-16"), "encoding_utf16")


@row(10)
def latin1(bench: Any) -> None:
    content = bench.header + bench.rows("Tromsø")
    outcome = bench.job(content.encode("latin-1"))
    assert outcome.status == 0
    assert bench.codes(outcome) == {"encoding_guessed"}  # read, and said so
    assert bench.unit(outcome, "Tromsø").points is not None
    asked = bench.job(content.encode("latin-1"), data='encoding = "latin-1"')
    assert not asked.problems.found
    refused(bench, content.encode("latin-1"), "encoding_invalid", data='encoding = "utf-8"')
    both = (bench.header + bench.rows("Tromsø")).encode() + bench.rows("Bodø").encode("latin-1")
    assert "one encoding" in refused(bench, both, "encoding_mixed")
    windows = (bench.header + bench.rows("Tromsø €")).encode("windows-1252")
    assert "windows-1252" in refused(bench, windows, "encoding_invalid")
    assert bench.unit(bench.job(windows, data='encoding = "windows-1252"'), "Tromsø €").points is not None


@row(11)
def nul_byte(bench: Any) -> None:
    told = refused(bench, bench.header + bench.rows("A") + "2024-01;A\0;1;2\n", "nul_byte")
    assert told.startswith("data.csv:26: ")


@row(12)
def line_ends(bench: Any) -> None:
    content = bench.header + bench.rows("good")
    outcome = bench.job(content.replace("\n", "\r\n"))
    assert outcome.status == 0
    assert len(bench.unit(outcome, "good").points) == 24
    half = content[:200].replace("\n", "\r\n") + content[200:]
    assert len(bench.unit(bench.job(half), "good").points) == 24
    assert refused(bench, content.replace("\n", "\r"), "lone_cr").startswith("data.csv:1: ")


@row(13)
def no_last_newline(bench: Any) -> None:
    outcome = bench.job((bench.header + bench.rows("good")).rstrip("\n"))
    assert outcome.status == 0
    assert bench.unit(outcome, "good").points.numerator[-1] == 6


@row(14)
def truncated(bench: Any) -> None:
    told = refused(bench, bench.header + bench.rows("A") + '2024-01;"A', "quote_open")
    assert told.startswith("data.csv:26: ")
    assert "truncated" in told


@row(15)
def newline_in_name(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows('"Avd\n1 ""øst"""') + "2022-01;bad;x;2\n")
    assert bench.unit(outcome, 'Avd\n1 "øst"').points.numerator.sum() == 24 * 6
    assert bench.told(outcome, "count_bad")[0].startswith("data.csv:50: ")  # 24 rows of two lines
    doubled = bench.job(bench.header + bench.rows('"Avd\n1"') + bench.rows('"Avd\n1"', months=["2022-01"]))
    assert all("\n" not in line for line in doubled.problems.lines())


@row(16)
def wrong_number_of_fields(bench: Any) -> None:
    for bad, fields in (("2022-01;bad;1\n", 3), ("2022-01;bad;1;2;3\n", 5)):
        content = bench.header + bench.rows("good") + bad + bench.rows("bad", months=["2022-02"])
        outcome = bench.job(content)
        assert outcome.status == 11
        assert bench.told(outcome, "row_fields") == [f"data.csv:26: {fields} fields; need 4, as in the header"]
        assert bench.unit(outcome, "bad").status == "rejected"
        assert bench.unit(outcome, "good").status != "rejected"
    blank = bench.job(bench.header + "\n" + bench.rows("good") + "\n\n")
    assert blank.status == 0


@row(17)
def long_line(bench: Any) -> None:
    content = bench.header + bench.rows("A") + "2024-01;" + "A" * 1_100_000 + ";1;2\n"
    assert refused(bench, content, "line_too_long").startswith("data.csv:26: ")


@row(18)
def large_file(bench: Any) -> None:
    content = bench.header + bench.rows("A" * 100, months=["2022-01"]) * 20_000
    assert "data.max_megabytes" in refused(bench, content, "file_too_large", data="max_megabytes = 1")


@row(19)
def above_denominator(bench: Any) -> None:
    told = rejected(bench, "2022-01;bad;5;4\n", "above_denominator")
    assert "(5 of 4)" in told  # aggregated: the values may be named
    events = "date;resh;var;denominator\n2022-01-03;bad;5;4\n2022-01-03;good;1;4\n"
    outcome = bench.job(events, kind="events")
    assert bench.told(outcome, "above_denominator") == [
        'data.csv:2: column "var": numerator above denominator; need at most the denominator'
    ]
    one = bench.job("date;resh;var\n2022-01-03;bad;7\n2022-01-03;good;1\n", kind="events")
    assert "a number above 1; need 0 or 1" in bench.told(one, "not_zero_or_one")[0]


@row(20)
def nobody(bench: Any) -> None:
    content = bench.header + bench.rows("A").replace("2022-05;A;6;20", "2022-05;A;0;0")
    outcome = bench.job(content)
    assert outcome.status == 0
    assert "no patients): 1" in bench.told(outcome, "no_patients")[0]
    points = bench.unit(outcome, "A").points
    assert points.period[4] == "2022-05"
    assert math.isnan(points.value[4])
    assert not points.beyond[4]
    assert bench.unit(outcome, "A").chart.phases[0]["n"] == 23


@row(21)
def zero_denominator(bench: Any) -> None:
    assert "(1 of 0)" in rejected(bench, "2022-01;bad;1;0\n", "zero_denominator")


@row(22)
def negative(bench: Any) -> None:
    number_is(bench, "-1", 'a negative number ("-1")')
    assert "a negative number" in rejected(bench, "2022-01;bad;1;-2\n", "count_bad")


@row(23)
def minus_zero(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A", value="-0"))
    assert outcome.status == 0
    assert not np.signbit(bench.unit(outcome, "A").points.numerator).any()


@row(24)
def fraction(bench: Any) -> None:
    number_is(bench, "3.5", 'a fraction ("3.5")')
    rate = bench.job(bench.header + bench.rows("A", of="20.5"), type="rate")
    assert bench.unit(rate, "A").points.denominator[0] == 20.5  # an exposure may be a fraction
    assert "a fraction" in bench.told(bench.job(bench.header + bench.rows("A", value=0.5), type="rate"), "count_bad")[0]


@row(25)
def exponent(bench: Any) -> None:
    outcome = bench.job(bench.header + bench.rows("A", value="1e1", of="2.0e1"))
    assert outcome.status == 0
    assert bench.unit(outcome, "A").points.numerator[0] == 10
    number_is(bench, "1e-1", "a fraction")


@row(26)
def out_of_range(bench: Any) -> None:
    for field in ("9007199254740993", "1e30", "99999999999999999999"):
        number_is(bench, field, "a number out of range")


def test_a_denominator_that_is_no_number_of_patients_is_refused(bench: Any) -> None:
    for language, words in (("nb", "flere enn 1000000 pasienter på én rad"), ("en", "more than 1000000 patients")):
        outcome = bench.job(bench.header + bench.rows() + bench.rows("bad") + "2024-01;bad;1;974760673\n")
        (told,) = [one.said(language) for one in outcome.problems if one.code == "denominator_large"]
        assert words in told
    assert bench.unit(outcome, "bad").status == "rejected"


@pytest.mark.parametrize("kind", ["rate", "antall"])
def test_a_count_that_is_none_is_refused(bench: Any, kind: str) -> None:
    """An organisation number is no count of events."""
    content = bench.header + bench.rows() + bench.rows("bad") + "2024-01;bad;974760673;20\n"
    outcome = bench.job(content, type=kind)
    (told,) = bench.told(outcome, "count_large")
    assert told.startswith(
        'data.csv:50: column "var": more than 100000000 on one row; need fewer (is it another column'
    )
    assert bench.unit(outcome, "bad").status == "rejected"
    assert bench.unit(outcome, "A").status != "rejected"


def test_a_period_is_told_in_the_language_of_the_log(bench: Any) -> None:
    labels = ("2024-13", "2021-W53", "2023-02-29", "01/02/2024", "x", "1822-01")
    lines = bench.job(bench.header + bench.rows() + "".join(f"{one};bad;1;2\n" for one in (*labels, "")))
    told = "\n".join(one.said("nb") for one in lines.problems if one.code == "period_bad")
    for words in (
        '«2024-13»; det skal være måned 01 til 12', '«2021-W53»; det skal være uke 01 til 52: 2021 har 52',
        '«2023-02-29»; det skal være en dato som finnes', 'data.date_format, som "%d/%m/%Y"',
        '«x»; det skal være 2024-03, ', '«1822-01»; det skal være år 1900 til 2199',
        "et tomt felt; det skal være en periode",
    ):  # fmt: skip
        assert words in told
    assert "need" not in told
    mixed = bench.job(bench.header + bench.rows() + "2024-W05;bad;1;2\n")
    (one,) = [one.said("nn") for one in mixed.problems if one.code == "period_mixed"]
    assert "«2024-W05» (per veke) står blant periodar per månad; det skal vere periodar av same slag" in one


@row(27)
def sum_out_of_range(bench: Any) -> None:
    huge = "".join(f"2022-01-{d:02d};bad;90000000;1\n" for d in range(1, 4))
    content = bench.header + "".join(f"{m}-01;good;6;20\n{m}-02;good;0;1\n" for m in ("2022-01", "2022-02")) + huge
    with pytest.MonkeyPatch.context() as patch:  # it would take a hundred million rows that are no errors themselves
        patch.setattr("kvalspc.job.aggregate.COUNT_LIMIT", 200_000_000)
        outcome = bench.job(content, type="rate")
    assert outcome.status == 11
    assert "out of range" in bench.told(outcome, "sum_too_large")[0]
    assert bench.unit(outcome, "bad").status == "rejected"
    assert bench.unit(outcome, "good").status != "rejected"


@row(28)
def not_a_number(bench: Any) -> None:
    number_is(bench, "NaN", "not-a-number")
    for field in ("Inf", "-inf"):
        number_is(bench, field, "an infinite number")
    number_is(bench, "nan(0x1)", "not-a-number")
    value = bench.job(bench.header + bench.rows("A", value="NaN"), type="gjennomsnitt")
    assert "not-a-number" in bench.told(value, "number_bad")[0]
    told = bench.job(bench.header + bench.rows("A", value="NaN"), type="gjennomsnitt", data='missing = ["NaN"]')
    assert told.status == 0


@row(29)
def missing_tokens(bench: Any) -> None:
    for token in ("NA", "NULL", "-", "."):
        number_is(bench, token, "text")
        outcome = bench.job(bench.header + bench.rows("A") + f"2024-01;A;{token};20\n", data=f'missing = ["{token}"]')
        assert outcome.status == 0
        assert "left out: 1" in bench.told(outcome, "value_missing")[0]
    empty = bench.job(bench.header + bench.rows("A").replace("2022-05;A;6;20", "2022-05;A;;20"))
    assert bench.codes(empty) == {"value_missing", "gaps"}
    assert math.isnan(bench.unit(empty, "A").points.value[4])


@row(30)
def other_notation(bench: Any) -> None:
    for field in ("0x1p3", "1_000", "1 000", "1'000", "1\u202f000"):
        number_is(bench, field, "a number in another notation")


@row(31)
def other_script(bench: Any) -> None:
    for field in ("\u0663", "\uff13"):
        number_is(bench, field, "digits of another script")


@row(32)
def trailing_text(bench: Any) -> None:
    number_is(bench, "12abc", 'text ("12abc")')
    events = "date;resh;var\n2022-01-03;bad;Kari 12\n2022-01-03;good;1\n"
    told = bench.told(bench.job(events, kind="events"), "count_bad")
    remedy = '(write yes and no as 1 and 0; words for "no value" belong in data.missing, as in ["", "NULL"])'
    assert told == [f'data.csv:2: column "var": text; need a whole number, 0 or more {remedy}']  # never the value


@row(33)
def extreme_values(bench: Any) -> None:
    for field in ("1e-320", "1e308", "-1e308"):
        outcome = bench.job(bench.header + bench.rows("A", value=field) + bench.rows("good"), type="gjennomsnitt")
        assert "a number out of range" in bench.told(outcome, "number_bad")[0]
        assert bench.unit(outcome, "good").status != "rejected"
    months = [f"2022-{m:02d}" for m in range(1, 13)]
    wide = "".join(f"{m};A;{'-' if k % 2 else ''}1e99;1\n" for k, m in enumerate(months))
    outcome = bench.job(bench.header + wide, type="gjennomsnitt")
    points = bench.unit(outcome, "A").points
    assert np.isfinite(points.upper).all()
    assert np.isfinite(bench.unit(outcome, "A").chart.moving_range.points["value"][1:]).all()
    assert "Bare naturlig variasjon" in page_of(bench, outcome)  # hundred digits and all


@row(34)
def no_variation(bench: Any) -> None:
    outcome = bench.job("period;resh;var\n" + "".join(f"2022-{m:02d};A;5\n" for m in range(1, 13)), type="gjennomsnitt")
    unit = bench.unit(outcome, "A")
    assert unit.status == "no_variation"
    assert (unit.points.upper == 5).all()
    assert (unit.points.lower == 5).all()
    assert not unit.chart.signals
    assert (unit.verdict, unit.reason) == ("not_assessable", "no_variation")


@row(35)
def alternating(bench: Any) -> None:
    content = "period;resh;var\n" + "".join(f"{y}-{m:02d};A;{4 + m % 2}\n" for y in (2022, 2023) for m in range(1, 13))
    unit = bench.unit(bench.job(content, type="median"), "A")
    assert unit.chart.phases[0]["crossings"] == 23
    assert not unit.chart.signals


@row(36)
def all_on_the_median(bench: Any) -> None:
    content = "period;resh;var\n" + "".join(f"2022-{m:02d};A;5\n" for m in range(1, 13))
    unit = bench.unit(bench.job(content, type="median"), "A")
    assert unit.chart.phases[0]["useful"] == 0
    assert not unit.chart.signals
    assert unit.verdict == "not_assessable"


@row(37)
def too_few(bench: Any) -> None:
    for months in (["2022-01"], ["2022-01", "2022-02"]):
        unit = bench.unit(bench.job(bench.header + bench.rows("A", months=months)), "A")
        assert unit.verdict == "too_few_data"
    gone = bench.job(bench.header + bench.rows("A", value="", of=""))
    assert bench.unit(gone, "A").verdict in ("too_few_data", "not_assessable")
    assert bench.unit(gone, "A").reason


@row(38)
def proportion_0_or_1(bench: Any) -> None:
    for value, level, said in ((0, 0.0, "Nivået er høyst 0,6\u202f%"), (20, 1.0, "Nivået er minst 99,4\u202f%")):
        outcome = bench.job(bench.header + bench.rows("A", value=value), rest='[report]\nperiod = "month"')
        unit = bench.unit(outcome, "A")
        assert unit.comparison.level_bound == pytest.approx(abs(level - (1 - 0.05 ** (1 / 480))), rel=1e-9)
        assert said in unit.text["nb"]
        assert said in page_of(bench, outcome)
        assert unit.points.centre[0] == level
        assert not unit.points.beyond.any()
        assert not unit.chart.signals
        assert unit.status == "no_variation"


@row(39)
def no_events_before(bench: Any) -> None:
    before = [f"2022-{m:02d}" for m in range(1, 13)]
    after = [f"2023-{m:02d}" for m in range(1, 13)]
    content = bench.header + bench.rows("A", before, 0, 50) + bench.rows("A", after, 5, 50)
    outcome = bench.job(content, units="start = 2023-01-01", rest='[report]\nperiod = "month"')
    found = bench.unit(outcome, "A").comparison
    assert found.baseline.level == 0
    assert found.after.level == pytest.approx(0.1)
    assert 0 < found.exact.p < 0.05
    assert not math.isfinite(found.ratio)
    assert found.effect_lower > 0


@row(40)
def denominators_far_apart(bench: Any) -> None:
    sizes = [1, 100_000, 10, 1_000, 2, 50_000, 7, 300, 1, 80_000, 20, 9]
    content = bench.header + "".join(f"2022-{m:02d};A;{n // 2};{n}\n" for m, n in enumerate(sizes, start=1))
    unit = bench.unit(bench.job(content, rest='[report]\nperiod = "month"'), "A")
    width = unit.points.upper - unit.points.lower
    assert width[1] < width[3] < width[2]  # each point its own limits
    assert unit.verdict in ("stable", "shifted")


@row(41)
def long_series(bench: Any) -> None:
    months = [f"{y}-{m:02d}" for y in range(1900, 2000) for m in range(1, 13)]
    outcome = bench.job(bench.header + bench.rows("A", months))
    assert len(bench.unit(outcome, "A").points) == 1200
    beyond = bench.job(bench.header + bench.rows("bad", ["2200-01"]) + bench.rows("good"))
    assert "need a year from 1900 to 2199" in bench.told(beyond, "period_bad")[0]


@row(42)
def many_units(bench: Any) -> None:
    content = bench.header + "".join(f"2022-01;u{k};1;2\n" for k in range(1500))
    outcome = bench.job(content, rest='[report]\nperiod = "month"')
    assert outcome.status == 0
    assert {u.verdict for u in outcome.results if not u.is_total} == {"too_few_data"}
    assert "data.max_units" in refused(bench, content, "too_many_units", data="max_units = 1000")


@row(43)
def outlier(bench: Any) -> None:
    values = [5 + m % 3 for m in range(23)] + [1e6]
    content = "period;resh;var\n" + "".join(f"{2022 + k // 12}-{k % 12 + 1:02d};A;{v}\n" for k, v in enumerate(values))
    unit = bench.unit(bench.job(content, type="gjennomsnitt"), "A")
    assert unit.points.beyond.tolist() == [False] * 23 + [True]
    assert [s["first"] for s in unit.chart.signals if s["source"] == "limit"] == [23]
    said = "Hopp fra én måling til den neste som er over 3,267 ganger det vanlige, teller ikke med"
    assert said not in page_of(bench, bench.job(content, type="gjennomsnitt"))
    page = page_of(bench, bench.job(content, type="gjennomsnitt", indicator="screen = true\nwidth = 2.5"))
    assert f"2,5 standardavvik på hver side av senterlinjen. {said}" in page


@row(44)
def duplicates(bench: Any) -> None:
    told = bench.header + bench.rows("good") + bench.rows("bad", ["2022-01"]) * 2  # identical rows too
    outcome = bench.job(told)
    assert outcome.status == 11
    assert bench.told(outcome, "duplicate") == [
        'data.csv:27: a second row for the same unit and period; need one (or data.duplicates = "sum")'
    ]
    summed = bench.job(told, data='duplicates = "sum"')
    assert summed.status == 0
    assert "the same unit and period: 1" in bench.told(summed, "duplicates_summed")[0]
    assert bench.unit(summed, "bad").points.denominator[0] == 40
    values = bench.job("period;resh;var\n2022-01;A;5\n2022-01;A;6\n", type="median", data='duplicates = "sum"')
    assert bench.told(values, "duplicate")  # medians cannot be added up


@row(45)
def out_of_order(bench: Any) -> None:
    ordered = bench.rows("A").splitlines(keepends=True)
    straight = bench.job(bench.header + "".join(ordered))
    shuffled = bench.job(bench.header + "".join(ordered[1::2] + ordered[::2]))
    assert bench.codes(shuffled) == {"unsorted"}
    one, two = bench.unit(straight, "A"), bench.unit(shuffled, "A")
    assert one.points.period == two.points.period
    assert one.points.upper.tobytes() == two.points.upper.tobytes()
    assert dict(one.text) == dict(two.text)


@row(46)
def missing_months(bench: Any) -> None:
    months = [f"2022-{m:02d}" for m in range(1, 13) if m not in (5, 6)]
    outcome = bench.job(bench.header + bench.rows("A", months), rest='[report]\nperiod = "month"')
    assert outcome.status == 0
    assert "gaps: 2 (units: 1)" in bench.told(outcome, "gaps")[0]
    points = bench.unit(outcome, "A").points
    assert len(points) == 12
    assert np.isnan(points.value[4:6]).all()


@row(47)
def mixed_granularity(bench: Any) -> None:
    told = rejected(bench, "2022-W05;bad;1;2\n", "period_mixed")
    assert '"2022-W05" is a week among months' in told
    assert "need 2024-03, 2024-Q1" in rejected(bench, "2022Q1;bad;1;2\n", "period_bad")


@row(48)
def invalid_dates(bench: Any) -> None:
    for label in ("2023-02-29", "2024-13", "2024-00", "0000-01", "31.02.2024"):
        rejected(bench, f"{label};bad;1;2\n", "period_bad")
    for day in ("2023-02-29", "31.02.2024", "2024-13-01"):
        outcome = bench.job(f"date;resh;var\n{day};bad;1\n2022-01-03;good;1\n", kind="events")
        assert "a date that does not exist; need 2024-03-17" in bench.told(outcome, "date_bad")[0]


@row(49)
def ambiguous_date(bench: Any) -> None:
    events = "date;resh;var\n01/02/2024;A;1\n03/02/2024;good;0\n"
    outcome = bench.job(events, kind="events")
    assert "a date that can be read two ways" in bench.told(outcome, "date_bad")[0]
    assert "data.date_format" in bench.told(outcome, "date_bad")[0]
    asked = bench.job(events, kind="events", data='date_format = "%d/%m/%Y"', as_of=date(2024, 2, 29))
    assert asked.status == 0
    assert bench.unit(asked, "A").points.period[0] == "2024"  # February: two events need a year
    told = rejected(bench, "01/02/2024;bad;1;2\n", "period_bad")
    assert "data.date_format" in told


@row(50)
def week_53(bench: Any) -> None:
    weeks = "".join(f"2020-W{w:02d};good;6;20\n" for w in range(1, 54))
    outcome = bench.job(bench.header + weeks + "2021-W53;bad;1;2\n")
    assert "2021 has 52" in bench.told(outcome, "period_bad")[0]
    assert bench.unit(outcome, "good").points.numerator.sum() == 53 * 6


@pytest.mark.parametrize("case", [pytest.param(case, id=f"row{number:02d}-{case.__name__}") for number, case in CASES])
def test_bad_input(bench: Any, case: Callable[[Any], None]) -> None:
    case(bench)


def test_every_row_has_its_test() -> None:
    assert [number for number, _ in CASES] == list(range(1, 51))
