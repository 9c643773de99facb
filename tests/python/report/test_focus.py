"""Which indicators get pages: those that the project is about; of what is only screened the first page counts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kvalspc.job.results import Results
from kvalspc.report import write
from kvalspc.report.leaders import write_leaders

Make = Callable[..., Results]


def screened(found: Results, *ids: str) -> Results:
    """A run in which some indicators are only screened."""
    roles = {one.indicator.id: "screening" if one.indicator.id in ids else "outcome" for one in found.indicators}
    indicators = tuple(
        replace(one, indicator=one.indicator.model_copy(update={"role": roles[one.indicator.id]}))
        for one in found.indicators
    )
    return replace(found, indicators=indicators)


def alert(indicator: str, number: int = 0) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "unit": "4001",
        "unit_name": "Avdeling A",
        "state": "new",
        "acknowledged": False,
        "effect": "deterioration",
        "source": "monitor",
        "since": "start",
        "key": f"{indicator}/4001/{number}",
        "text": {"nb": f"Nivået på {indicator} falt."},
    }


def text_of(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8").partition("<body>")[2]))


def test_a_screened_indicator_has_no_row_and_no_drawing(results: Make, tmp_path: Path) -> None:
    mixed = screened(results(("nb",), indicators=3), "dtn31", "dtn32")
    alerts = [alert("dtn30"), alert("dtn31", 1), alert("dtn31", 2)]
    files = write(mixed, tmp_path, languages=["nb"], alerts=alerts)
    first = text_of(files[0])
    assert "2 indikatorer til følges uten egne sider. Resultatene står i tabellen scores." in first
    assert "Varsler om andre indikatorer (2)" in first
    assert first.count("Andel innen 31 minutter") == 2  # in these alerts
    for path in files[1:]:
        assert "Andel innen 30 minutter" in text_of(path)
        assert not re.search("3[12] minutter", text_of(path))
    alone = write(
        replace(mixed, indicators=mixed.indicators[:1]), tmp_path / "alone", languages=["nb"], alerts=alerts[:1]
    )
    drawings = [path.read_text(encoding="utf-8").count("<svg") for path in (files[0], alone[0])]
    assert drawings == [drawings[1] + 2, drawings[1]]  # the signs of two alerts
    told = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["languages"]["nb"]
    assert (len(told["indicators"]), told["screened"], told["alerts"]) == (1, 2, 1)


def test_of_a_registry_that_only_screens_the_first_page_counts(results: Make, tmp_path: Path) -> None:
    run = screened(results(("nb",), indicators=2), "dtn30", "dtn31")
    (page,) = write(run, tmp_path / "run" / "report", languages=["nb"], alerts=[alert("dtn31")])
    text, markup = text_of(page), page.read_text(encoding="utf-8")
    assert "5 avdelinger, 2 indikatorer." in text
    for minutes in (30, 31):
        assert f"Andel innen {minutes} minutter 1 1 2 1" in text  # better, worse, no sure change, too little
    assert "Nivået på dtn31 falt." in text
    assert "Avdeling B (lavere)" in text  # by name, on a list
    assert 'class="spark' not in markup
    assert [target for target in re.findall('href="([^"]*)"', markup) if target != "#content"] == []


def test_the_leaders_page_links_to_a_registry_that_only_screens(results: Make, tmp_path: Path) -> None:
    run = screened(results(("nb",), indicators=2), "dtn30", "dtn31")
    write(run, tmp_path / "run" / "report", languages=["nb"], alerts=[alert("dtn31", k) for k in range(7)])
    (page,) = write_leaders([tmp_path / "run"], tmp_path / "all")
    text = text_of(page)
    assert "1 prosjekt følger bare med på indikatorer. Data til og med 31. desember 2024. " in text
    assert "avdeling" not in text  # the page knows none of its units, and counts none
    assert "2 indikatorer følges. 7 varsler" in text
    assert 'href="../run/report/index.html"' in page.read_text(encoding="utf-8")


def test_the_leaders_page_counts_the_units_of_projects_that_have_answers(results: Make, tmp_path: Path) -> None:
    write(screened(results(("nb",)), "dtn30"), tmp_path / "screens" / "report", languages=["nb"])
    write(results(("nb",)), tmp_path / "asks" / "report", languages=["nb"])
    (page,) = write_leaders([tmp_path / "screens", tmp_path / "asks"], tmp_path / "all")
    text = text_of(page)
    assert "1 prosjekt, 5 avdelinger. 1 prosjekt følger bare med på indikatorer. " in text
    assert "1 Bedre" in text
