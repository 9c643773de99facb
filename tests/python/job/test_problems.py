"""What a run tells of rows, units and periods stands in three languages: English in the log, the report's own there."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from kvalspc.job.problems import CATALOGUE, Severity
from kvalspc.words import catalogue

TOLD_ELSEWHERE = {"period_bad", "period_mixed"}
"""Labels of periods of aggregated files: what is wrong with them is worded where they are read, in English."""


def ids() -> set[str]:
    text = catalogue.catalogue_path("nb").read_text(encoding="utf-8")
    return {found for found in re.findall(r'^msgid "problem\.(\w+)"$', text, flags=re.MULTILINE) if found != "column"}


def test_what_the_run_goes_on_after_stands_in_the_catalogues() -> None:
    for code, (severity, text) in CATALOGUE.items():
        if severity is Severity.REFUSE or code in TOLD_ELSEWHERE:
            assert text is not None, code
        else:
            assert text is None, code
            assert any(found == code or found.startswith(f"{code}_") for found in ids()), code


ROWS = "2023-01;bad;-3;20\n2023-02;bad;9;5\n2023-03;bad;1;0\n"


def test_a_report_tells_them_in_its_own_language(bench: Any) -> None:
    from kvalspc.report import write

    good = "".join(bench.rows(unit) for unit in ("A", "B"))
    header = bench.header.replace("\n", ";extra\n")
    content = header + "".join(f"{row};\n" for row in (good + ROWS).splitlines())
    outcome = bench.job(content, units="start = 2024-06-01")
    assert outcome.status == 11
    said = {}
    for language in ("nb", "nn", "en"):
        write(outcome.results, bench.folder / language, languages=[language])
        page = (bench.folder / language / "index.html").read_text(encoding="utf-8")
        said[language] = html.unescape(re.sub(r"<[^>]+>", " ", page))
    for told in (
        'data.csv:50: kolonne «var»: et negativt tall ("-3"); det skal være et helt tall, 0 eller mer',
        "telleren er større enn nevneren (9 av 5)",
        'data.csv:1: kolonner som ikke er brukt: "extra"',
    ):
        assert told in said["nb"]
    assert "eit negativt tal" in said["nn"]
    for problem in outcome.problems:
        assert str(problem) == problem.said("en")
        assert problem.said("nb") not in {problem.said("en"), problem.said("nn")}
    (late,) = [one for one in outcome.problems if one.code == "start_outside" and one.unit == "A"]
    assert late.said("nn") == "data.csv: eininga «A»: starten 2024-06-01 ligg etter dataa (2022-01 til 2023-12)"
    assert 'a negative number ("-3"); need a whole number, 0 or more' in said["en"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_events_are_told_without_their_value(bench: Any, language: str) -> None:
    outcome = bench.job("date;resh;var\n2023-13-45;A;1\n2023-01-01;A;hemmelig\n", kind="events")
    told = [problem.said(language) for problem in outcome.problems.sorted()]
    assert len(told) > 1
    assert "hemmelig" not in "\n".join(told)
    assert "13-45" not in "\n".join(told)


def test_a_date_format_is_named(bench: Any) -> None:
    outcome = bench.job("date;resh;var\n2023-01-01;A;1\n", kind="events", data='date_format = "%d/%m/%Y"')
    (problem,) = [one for one in outcome.problems if one.code == "date_bad"]
    assert problem.said("nb").endswith("det skal være en dato som data.date_format «%d/%m/%Y» sier")
