"""The board sheet's large figure beside its drawing, where the last widened period is not over."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from kvalspc.job.run import run
from kvalspc.report import write

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.results import Results

SAID = {
    "nb": "Det store tallet tar med de månedene av siste periode som er over.",
    "nn": "Det store talet tek med dei månadene av siste periode som er over.",
    "en": "The large figure counts the months of the last period that are over.",
}


def _results(folder: Path, months: int, last: int | None) -> Results:
    """Four patients a month, so that months are widened; the last two months may have `last` of four."""
    rows = []
    for k in range(months):
        events = last if last is not None and k >= months - 2 else k % 2 + (k >= 24)
        rows.append(f"{2021 + k // 12}-{k % 12 + 1:02d};A;{events};4\n")
    (folder / "data.csv").write_text("period;resh;var;denominator\n" + "".join(rows), encoding="utf-8")
    (folder / "project.toml").write_text(
        '[project]\nid = "x"\n[data]\naggregated = "data.csv"\n[[indicator]]\nid = "x"\ntype = "andel"\n'
        'better = "higher"\n[units]\nstart = 2023-01-01\n',
        encoding="utf-8",
    )
    outcome = run(folder / "project.toml", None)
    assert outcome.results is not None, list(outcome.problems.lines())
    return outcome.results


def _sheet(results: Results, folder: Path, language: str) -> str:
    write(results, folder, languages=[language])
    page = html.unescape((folder / "board.html").read_text(encoding="utf-8"))
    found = re.search(r'<section class="sheet".*?</section>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"<svg.*?</svg>", "", found[0], flags=re.DOTALL)


@pytest.mark.parametrize("language", SAID)
def test_it_says_why_its_figure_is_not_that_of_the_line(tmp_path: Path, language: str) -> None:
    results = _results(tmp_path, 47, last=4)
    total = results.indicators[0].total
    assert total is not None
    assert total.points is not None
    assert total.chart is not None
    assert total.comparison is not None
    assert not total.points.included[-1]
    assert total.period_type != "month"
    assert total.comparison.after.level > total.chart.phases[-1]["centre"] + 0.01
    assert SAID[language] in _sheet(results, tmp_path / "report", language)


@pytest.mark.parametrize(("months", "last"), [(48, 4), (46, None)])
def test_it_says_nothing_where_all_periods_are_over_or_the_figures_agree(
    tmp_path: Path, months: int, last: int | None
) -> None:
    results = _results(tmp_path, months, last)
    total = results.indicators[0].total
    assert total is not None
    assert total.points is not None
    assert total.points.included[-1] == (last is not None)
    assert SAID["nb"] not in _sheet(results, tmp_path / "report", "nb")
