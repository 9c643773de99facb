"""The leaders' page: made from the summaries of several runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kvalspc.job.results import Results
from kvalspc.report import write
from kvalspc.report.leaders import write_leaders
from kvalspc.report.summary import read_summary

Make = Callable[..., Results]


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
    ],
)
def test_a_drawing_that_somebody_put_in_is_refused(folders: list[Path], tmp_path: Path, drawing: str) -> None:
    path = tmp_path / "run" / "report" / "summary.json"
    path.parent.mkdir(parents=True)
    path.write_bytes((folders[0] / "report" / "summary.json").read_bytes())
    assert read_summary(path).languages["nb"].title == "Raskere <trombolyse>"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["languages"]["nb"]["indicators"][0]["units"][0]["sparkline"] = drawing
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="a drawing or a group that kvalspc does not write"):
        write_leaders([tmp_path / "run"], tmp_path / "all")
