"""The leaders' page: made from the summaries of several runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kvalspc.job.results import Results
from kvalspc.report import write
from kvalspc.report.leaders import write_leaders
from kvalspc.report.summary import read_summary

Make = Callable[..., Results]
ABOUT = 'viewBox="0 0 150 34" preserveAspectRatio="none" aria-hidden="true" focusable="false"'


@pytest.fixture(scope="module")
def folders(results: Make, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Results of two runs, in folders whose names must be quoted in a link."""
    made = []
    tmp_path = tmp_path_factory.mktemp("runs")
    for name, run in (("første & siste", results()), ("b", results(("nb", "en"), indicators=2))):
        write(run, tmp_path / name / "report")
        made.append(tmp_path / name)
    return made


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]))


def test_every_project_has_a_row_with_its_answer(folders: list[Path], tmp_path: Path) -> None:
    (path,) = write_leaders(folders, tmp_path / "all")
    page = path.read_text(encoding="utf-8")
    assert page.count('<li class="project">') == 2
    shown = text_of(page)
    # two projects of the same five units: 1 better, 1 worse, 2 without a sure change, 1 that could not be computed
    assert "2 prosjekter, 10 avdelinger. Data til og med 31. desember 2024." in shown
    for group, count in (("Bedre", 2), ("Dårligere", 2), ("Ingen sikker endring", 4), ("For få målinger", 2)):
        assert f"{count} {group}" in shown
    assert "Raskere &lt;trombolyse&gt;" in shown


def test_every_link_leads_to_a_place_that_is_there(folders: list[Path], tmp_path: Path) -> None:
    from urllib.parse import unquote

    for path in write_leaders(folders, tmp_path / "all", ["nb", "en"]):
        links = re.findall(r'href="([^"#]*)(?:#([^"]*))?"', path.read_text(encoding="utf-8"))
        assert len(links) == 2 + 2 * (1 + 1 + 6)  # skip, language; a row, a heading and six units of each project
        for file, anchor in links:
            target = path.parent / unquote(file) if file else path
            assert target.is_file(), file
            assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8")


def test_a_language_that_a_project_lacks_is_shown_in_its_own(folders: list[Path], tmp_path: Path) -> None:
    (path,) = write_leaders(folders, tmp_path / "all", ["nn"])
    page = path.read_text(encoding="utf-8")
    assert '<html lang="nn">' in page
    assert "Forbetringsprosjekt" in page
    assert "Andel innen 30 minutter" in page


def test_the_same_summaries_give_the_same_bytes(folders: list[Path], tmp_path: Path) -> None:
    first = write_leaders(folders, tmp_path / "all")[0].read_bytes()
    assert first == write_leaders(folders, tmp_path / "all")[0].read_bytes()


def test_a_folder_that_is_no_run_is_named(folders: list[Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere.*need the results of kvalspc run"):
        write_leaders([*folders, tmp_path / "nowhere"], tmp_path / "all")
    with pytest.raises(ValueError, match="need the results of at least one project"):
        write_leaders([], tmp_path / "all")


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg class="spark better" onload="alert(1)"></svg>',
        '<svg class="spark better"><script/></svg>',
        "<img src=x>",
        '<svg class="spark better"><rect x="0"/><image href="//evil.test"/></svg>',
        '<svg class="spark better" onload="x=1"></svg>',
        f'<svg class="spark better" {ABOUT} onload="x=1"></svg>',
        f'<svg class="spark better" {ABOUT}><rect x="0" y="0" width="1" height="34" onclick="x=1"/></svg>',
        f'<svg class="spark better" {ABOUT}><line x1="0" x2="1" y1="0" y2="url"/></svg>',
    ],
)
def test_a_drawing_that_somebody_put_in_is_refused(folders: list[Path], tmp_path: Path, drawing: str) -> None:
    assert read_summary(folders[0] / "report" / "summary.json").languages["nb"].title == "Raskere <trombolyse>"
    path = changed(folders, tmp_path, lambda told: told["indicators"][0]["units"][0].update(sparkline=drawing))
    with pytest.raises(ValueError, match="a drawing or a group that kvalspc does not write"):
        write_leaders([path], tmp_path / "all")


def test_a_drawing_with_the_attributes_of_ours_is_taken(folders: list[Path], tmp_path: Path) -> None:
    shapes = '<rect x="0" y="0" width="1.5" height="34"/><polyline points="0.5,1 2,-3"/>'
    drawing = f'<svg class="spark better" {ABOUT}>{shapes}<line class="late" x1="0" x2="1" y1="0" y2="1"/></svg>'
    path = changed(folders, tmp_path, lambda told: told["indicators"][0]["units"][0].update(sparkline=drawing))
    assert drawing in write_leaders([path], tmp_path / "all")[0].read_text(encoding="utf-8")


def changed(folders: list[Path], tmp_path: Path, change: Callable[[Any], Any]) -> Path:
    """A run whose summary somebody changed."""
    path = tmp_path / "run" / "report" / "summary.json"
    path.parent.mkdir(parents=True)
    content = json.loads((folders[0] / "report" / "summary.json").read_text(encoding="utf-8"))
    change(content["languages"]["nb"])
    path.write_text(json.dumps(content), encoding="utf-8")
    return tmp_path / "run"


def test_a_summary_without_indicators_is_refused(folders: list[Path], tmp_path: Path) -> None:
    path = changed(folders, tmp_path, lambda told: told.update(indicators=[]))
    with pytest.raises(ValueError, match="got no indicators, need at least one; need the results of kvalspc run"):
        write_leaders([path], tmp_path / "all")


def test_a_project_without_rows_says_why(folders: list[Path], tmp_path: Path) -> None:
    """In the place of its goals, of which no unit has an answer."""
    rest = {"total": None, "units": [], "goals": "Mål: ingen svar.", "empty": "Ingen data."}
    path = changed(folders, tmp_path, lambda told: told["indicators"][0].update(rest))
    page = write_leaders([path], tmp_path / "all")[0].read_text(encoding="utf-8")
    assert "Andel innen 30 minutter. Ingen data." in page
    assert "Mål" not in text_of(page)


def test_a_summary_of_before_it_said_why_is_read(folders: list[Path], tmp_path: Path) -> None:
    path = changed(folders, tmp_path, lambda told: [one.pop("empty") for one in told["indicators"]])
    assert read_summary(path / "report" / "summary.json").languages["nb"].indicators[0].empty == ""


def test_a_summary_with_a_bad_date_is_refused(folders: list[Path], tmp_path: Path) -> None:
    path = changed(folders, tmp_path, lambda _: None)
    summary = path / "report" / "summary.json"
    content = json.loads(summary.read_text(encoding="utf-8")) | {"data_until": "soon"}
    summary.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match=r"summary\.json: .*soon.*need the results of kvalspc run"):
        write_leaders([path], tmp_path / "all")
