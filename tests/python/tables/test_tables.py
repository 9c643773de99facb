"""Formatted tables, sparklines and workbooks say what the charts say."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc.plot.sparkline import sparkline
from kvalspc.words import Measure
from kvalspc.words.effect import effect_text


def charts(**options: Any) -> kvalspc.ChartSet:
    rows = [
        {"unit": unit, "month": month, "x": column[k], "n": DENOMINATOR[k]}
        for unit, column in (("<b>A", NUMERATOR), ("B", [NUMERATOR[k % 12] for k in range(24)]))
        for k, month in enumerate(MONTHS)
    ]
    settings: dict[str, Any] = {"kind": "p", "by": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    return kvalspc.charts(pd.DataFrame(rows), **{**settings, "start": 12, "better": "higher", **options})


def cells(page: str) -> list[list[str]]:
    """The rows of a table as plain text."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, flags=re.DOTALL)
    texts = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in texts]


def test_a_formatted_table_has_a_row_a_unit() -> None:
    found = charts()
    page = found.table(language="en", title="Treated in time", names={"B": "North"}).as_raw_html()
    first, second = cells(page)[-2:]
    assert first[0] == "<b>A"
    assert second[0] == "North"
    answer = found.comparison("<b>A")
    levels = [answer.baseline.level, answer.after.level]
    one = Measure("andel", digits=1)  # the other unit needs it, and a column has one rule
    difference = effect_text(answer, "en", one, unit=False).replace(" to ", "\u00a0to\u00a0")  # on one line
    assert first[3:6] == [*(f"{100 * level:.1f}%" for level in levels), difference]
    assert first[1] == "▲ Clear improvement"
    assert "Difference, percentage points (95% CI)" in html.unescape(page)
    assert "<b>A" not in page
    assert page.count("<svg") == 4
    assert page.count('role="img"') == 2
    assert "font-family: Liberation Sans, Arial" in page.replace("&#x27;", "").replace("'", "")
    assert page == found.table(language="en", title="Treated in time", names={"B": "North"}).as_raw_html()


def test_a_table_of_charts_without_a_verdict_has_levels_only() -> None:
    page = charts(kind="ip").table(language="en").as_raw_html()
    assert cells(page)[-1][0] == "B"
    assert "Difference" not in page


def test_the_heading_says_how_sure_the_intervals_are() -> None:
    page = charts(alpha=0.01).table(language="en").as_raw_html()
    assert "(99% CI)" in page
    assert "(95% CI)" not in page


def test_a_table_speaks_norwegian_and_knows_the_measure() -> None:
    page = charts(kind="u").table(measure=Measure("rate", per=1000)).as_raw_html()
    assert "Forskjell, per 1\u202f000 (95\u202f% KI)" in page
    assert re.search(r">\+[\d,]+ \(", page)
    assert "q tar hensyn til" in page


def test_a_table_without_a_start_says_when_and_is_short_in_a_prompt() -> None:
    found = charts(start=None)
    assert found.verdicts["<b>A"] == "shifted"
    table = found.table(language="en")
    first, second = cells(table.as_raw_html())[-2:]
    assert "When (95% CI)" in table.as_raw_html()
    assert any(re.match(r"[A-Z][a-z]+ \d{4}", cell) for cell in first)
    assert not any(re.match(r"[A-Z][a-z]+ \d{4}", cell) for cell in second)
    assert len(repr(table)) < 120
    assert len(repr(table.tab_header("Title"))) < 120


@pytest.mark.parametrize(("rare", "decimals"), [(100, 1), (1, 2)])
def test_a_column_has_one_rule_for_decimals_and_says_when_the_change_began(rare: int, decimals: int) -> None:
    rows = [
        {"unit": unit, "month": month, "x": x, "n": n}
        for unit, before, after, n in (("A", 40, 60, 100), ("B", 9, 12, 900), ("C", rare, 3 * rare, 10_000))
        for k, month in enumerate(MONTHS)
        for x in [(after if k >= 12 else before) + k % 2]
    ]
    names: dict[str, Any] = {"kind": "p", "by": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    found = kvalspc.charts(pd.DataFrame(rows), **names, start=MONTHS[12], better="higher")
    page = found.table(language="nb").as_raw_html()
    assert "Tiltak fra" in page
    assert page.count("januar 2023") == 3
    assert "<\u202f0,001" in html.unescape(page)
    assert "< 0,001" not in html.unescape(page)
    for column in (3, 4, 5):
        said = [number for row in cells(page)[-3:] for number in re.findall(r"[\d,]+", row[column])]
        assert said
        assert {len(number.partition(",")[2]) for number in said} == {decimals}


def test_an_effect_without_an_interval_is_empty() -> None:
    assert effect_text(kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p")) == ""


def test_a_sparkline_is_cut_at_gaps_and_phases() -> None:
    whole = sparkline(kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS))
    broken = sparkline(
        kvalspc.chart("p", [*NUMERATOR[:5], None, *NUMERATOR[6:]], DENOMINATOR, period=MONTHS, breaks=12), start=12
    )
    assert whole.count("<polyline") == 2
    assert broken.count("<polyline") == 4
    assert "<rect" in broken
    assert 'aria-hidden="true"' in whole
    assert "nan" not in whole + broken


def test_a_sparkline_marks_points_beyond_their_limits() -> None:
    chart = kvalspc.chart("p", [*NUMERATOR[:20], 30, *NUMERATOR[21:]], DENOMINATOR, limits="sigma")
    beyond = np.flatnonzero(chart.points["beyond"])
    assert sparkline(chart).count("<path") == len(beyond) > 0


def test_a_workbook_has_what_the_frames_have(tmp_path: Any) -> None:
    found = charts()
    path = tmp_path / "charts.xlsx"
    found.to_excel(path, language="en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Overview", "Units", "Phases", "Points", "Signals"]
    for name, frame in (
        ("Units", found.to_frame("pandas")),
        ("Phases", found.summary("pandas")),
        ("Points", found.points("pandas")),
        ("Signals", found.signals("pandas")),
    ):
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head)[: len(frame.columns)] == list(frame.columns)
        assert len(rows) == len(frame)
        for row, wanted in zip(rows, frame.to_numpy(dtype=object).tolist(), strict=True):
            for got, want in zip(row, wanted, strict=False):
                if isinstance(want, float):  # a workbook keeps 16 digits
                    assert got is None if np.isnan(want) else got == pytest.approx(want, rel=1e-14)
                elif got is None and want == -1:
                    assert name == "Units"
                elif isinstance(got, datetime):
                    assert f"{got:%Y-%m}" == want
                else:
                    assert got == want
    assert book["Units"].cell(2, book["Units"].max_column).value == found.text("<b>A", "en")


def test_the_first_sheet_is_the_table_as_numbers(tmp_path: Any) -> None:
    found = charts()
    found.to_excel(tmp_path / "charts.xlsx", language="nb")
    sheet = openpyxl.load_workbook(tmp_path / "charts.xlsx")["Oversikt"]
    head, first = list(sheet.iter_rows())[:2]
    row = {name.value: cell for name, cell in zip(head, first, strict=True)}
    answer = found.comparison("<b>A")
    assert (row["Enhet"].value, row["Svar"].value) == ("<b>A", "▲ Tydelig forbedring")
    assert row["Før"].value == pytest.approx(answer.baseline.level)
    assert row["Før"].number_format in {"0 %", "0.0 %"}
    assert row["KI fra"].value == pytest.approx(100 * answer.effect_lower)
    assert row["p"].value == pytest.approx(answer.p_value)
    one = Measure("andel", digits=1)  # as in the columns: the other unit needs it
    assert row["Setning"].value == answer.text("nb", measure=one)
    assert row["Når (95\u202f% KI)"].value == "Tiltak, januar 2023"
    assert row["Setning"].alignment.wrap_text


def test_a_workbook_speaks_the_reader_s_language_and_shows_each_column_in_one_form(tmp_path: Any) -> None:
    found = charts(start=MONTHS[12])
    found.to_excel(tmp_path / "charts.xlsx", language="nn")
    book = openpyxl.load_workbook(tmp_path / "charts.xlsx")
    assert book.sheetnames == ["Oversyn", "Einingar", "Fasar", "Punkt", "Signal"]
    for sheet in book:
        for column in sheet.iter_cols(min_row=2):
            assert len({cell.number_format for cell in column if isinstance(cell.value, (int, float))}) <= 2
    assert all(cell.value != -1 for row in book["Einingar"].iter_rows() for cell in row)
    head = {cell.value: k for k, cell in enumerate(book["Oversyn"][1])}
    assert book["Oversyn"].cell(2, head["Tiltak frå"] + 1).value.isoformat() == "2023-01-01T00:00:00"
    small = book["Oversyn"].cell(2, head["p"] + 1)
    assert small.value == pytest.approx(found.comparison("<b>A").p_value, abs=1e-15)
    assert small.number_format == '[<0.001]"< 0,001";[<0.1]0.000;0.00'


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_sheet_of_a_norwegian_workbook_is_headed_in_english(tmp_path: Any, language: str) -> None:
    found = charts(rules="nelson", target=0.5)
    found.to_excel(tmp_path / "charts.xlsx", language=language)
    book = openpyxl.load_workbook(tmp_path / "charts.xlsx")
    english = {*found.to_frame("pandas"), *found.summary("pandas"), *found.points("pandas"), *found.signals("pandas")}
    for sheet in book:
        heads = [cell.value for cell in sheet[1]]
        assert len(set(heads)) == len(heads), sheet.title
        assert set(heads) & english <= {"unit", "p", "q"}  # "unit" is the caller's own name
    values = {cell.value for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row}
    assert not values & {"improved", "no_evidence", "strong", "common_cause", "limit", "up", "improvement"}
    assert "unit" in [cell.value for cell in book.worksheets[1][1]]


def test_a_table_says_when_for_units_with_and_without_a_start() -> None:
    both = charts(start={"B": 12}).table(language="nb").as_raw_html()
    assert "Når (95\u202f% KI)" in html.unescape(both)
    first, second = cells(both)[-2:]
    assert any(re.match(r"(januar|februar|desember) \d{4}", cell) for cell in first)
    assert "Tiltak, januar 2023" in second
    alone = charts().table(language="nb").as_raw_html()
    assert "Tiltak fra" in alone
    assert "Når" not in alone


def test_a_column_of_a_workbook_shows_rates_however_small(tmp_path: Any) -> None:
    rows = [{"unit": "A", "month": month, "x": 3 + k % 2, "days": 14_000} for k, month in enumerate(MONTHS)]
    found = kvalspc.charts(
        pd.DataFrame(rows), kind="u", by="unit", period="month", numerator="x", denominator="days", per=10_000
    )
    found.to_excel(tmp_path / "rates.xlsx", language="en")
    book = openpyxl.load_workbook(tmp_path / "rates.xlsx")
    heads = [cell.value for cell in book["Points"][1]]
    assert book["Points"].cell(2, heads.index("value") + 1).number_format == "0.0000000"
    assert book["Points"].cell(2, heads.index("denominator") + 1).number_format == "0"


def test_a_title_stands_over_the_first_sheet(tmp_path: Any) -> None:
    found = charts()
    found.to_excel(tmp_path / "plain.xlsx", "en")
    found.to_excel(tmp_path / "titled.xlsx", "en", title="Treated in time")
    plain, titled = (openpyxl.load_workbook(tmp_path / f"{name}.xlsx") for name in ("plain", "titled"))
    (first, *_), *below = titled["Overview"].iter_rows(values_only=True)
    assert first == "Treated in time"
    assert below == list(plain["Overview"].iter_rows(values_only=True))
    assert titled["Overview"].freeze_panes == "B3"
    assert titled["Overview"].auto_filter.ref.startswith("A2:")
    assert titled["Overview"].auto_filter.ref.endswith(str(len(below) + 1))
    assert titled.properties.title == "Treated in time"
    assert list(titled["Units"].iter_rows(values_only=True)) == list(plain["Units"].iter_rows(values_only=True))


def test_a_table_becomes_a_page(tmp_path: Any) -> None:
    charts().to_html(tmp_path / "table.html", language="en", title="Treated in time")
    page = (tmp_path / "table.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "Treated in time" in page
    assert "&lt;b&gt;A" in page


def test_the_same_charts_give_the_same_workbook(tmp_path: Any) -> None:
    for name in ("one", "two"):
        charts().to_excel(tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Any) -> None:
    rows = [{"unit": "=1+1", "month": month, "x": 3, "n": 9} for month in MONTHS]
    found = kvalspc.charts(pd.DataFrame(rows), kind="p", by="unit", period="month", numerator="x", denominator="n")
    found.to_excel(tmp_path / "formula.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "formula.xlsx")["Enheter"].cell(2, 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(("module", "call"), [("great_tables", "table"), ("xlsxwriter", "to_excel")])
def test_a_missing_library_is_said(module: str, call: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(ImportError, match=r"pip install 'kvalspc\[tables\]'"):
        getattr(charts(), call)(*([tmp_path / "x.xlsx"] if call == "to_excel" else []))


def values(rows: dict[str, list[float]], kind: str) -> kvalspc.ChartSet:
    """Charts of two units' measurements, a year before and a year after."""
    listed = [{"unit": u, "month": m, "x": x} for u, xs in rows.items() for m, x in zip(MONTHS, xs, strict=True)]
    settings: dict[str, Any] = {"by": "unit", "period": "month", "numerator": "x", "start": 12, "better": "lower"}
    return kvalspc.charts(pd.DataFrame(listed), kind=kind, **settings)


BEFORE = [39.0, 45, 40, 44, 38, 46, 41, 43, 42, 37, 47, 48]
FALLEN = [*BEFORE, 30, 31, 18, 32, 29, 20, 31, 21, 32, 31, 19, 15]  # medians 42.5 and 29.5; the median of pairs is -16
SHIFTED = [*BEFORE, *(x - 12 for x in BEFORE)]  # every difference between the sides' centres is 12


def sheet(charts_: kvalspc.ChartSet, folder: Any, language: str, name: str) -> tuple[list[Any], list[Any]]:
    """Head and first row of a sheet."""
    charts_.to_excel(folder / "x.xlsx", language=language)
    rows = list(openpyxl.load_workbook(folder / "x.xlsx")[name].iter_rows())
    return rows[0], rows[1]


@pytest.mark.parametrize(
    ("language", "head", "overview", "units"),
    [("nb", "Typisk forskjell", "Oversikt", "Enheter"), ("nn", "Typisk skilnad", "Oversyn", "Einingar")],
)
def test_the_difference_of_medians_is_headed_as_what_it_is(
    tmp_path: Any, language: str, head: str, overview: str, units: str
) -> None:
    found = values({"A": FALLEN, "B": FALLEN}, "run")
    answer = found.comparison("A")
    assert (answer.baseline.level, answer.after.level, answer.effect) == (42.5, 29.5, -16)
    page = html.unescape(found.table(language=language).as_raw_html())
    percent = "95\u202f%"
    assert f"{head} ({percent} KI)" in page
    assert kvalspc.words.label("table.typical_note", language) in page
    assert f"{head} ({percent} KI)" in [cell.value for cell in sheet(found, tmp_path, language, overview)[0]]
    heads = [cell.value for cell in sheet(found, tmp_path, language, units)[0]]
    assert [str(one).partition(", ")[0] for one in heads].count(head) == 3  # and the two ends of the interval
    assert kvalspc.words.label("column.effect", language) not in heads


def test_of_means_each_difference_is_marked_as_what_it_is(tmp_path: Any) -> None:
    """By ranks in one unit, by means in the other: the cells say which."""
    found = values({"A": FALLEN, "B": SHIFTED}, "i")
    by = {
        u: found.comparison(u).effect == found.comparison(u).after.level - found.comparison(u).baseline.level
        for u in found
    }
    assert set(by.values()) == {True, False}, by
    page = found.table(language="nb").as_raw_html()
    told = {row[0]: row[5].startswith("typisk ") for row in cells(page)[-2:]}
    assert told == {unit: not levels for unit, levels in by.items()}
    head, _ = sheet(found, tmp_path, "nb", "Oversikt")
    at = next(i for i, cell in enumerate(head) if str(cell.value).startswith("Forskjell"))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")["Oversikt"]
    forms = {row[0].value: row[at].number_format for row in book.iter_rows(min_row=2)}
    assert {unit: form.startswith('"typisk "+') for unit, form in forms.items()} == told
    heads = [cell.value for cell in sheet(found, tmp_path, "nb", "Enheter")[0]]
    assert [one for one in heads if str(one).startswith("Forskjell")] == [
        "Forskjell (i nivå eller typisk)",
        "Forskjell (i nivå eller typisk), KI fra",
        "Forskjell (i nivå eller typisk), KI til",
    ]


def test_shares_have_no_typical_difference(tmp_path: Any) -> None:
    page = html.unescape(charts().table(language="nb").as_raw_html())
    assert "ypisk" not in page
    assert not any("ypisk" in str(cell.value) for cell in sheet(charts(), tmp_path, "nb", "Enheter")[0])
