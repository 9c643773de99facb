"""What is said in two places agrees: decimals of levels and differences, and how sure the intervals are."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import kvalspc
from kvalspc.job.results import Results, UnitResult
from kvalspc.job.run import run
from kvalspc.report import write
from kvalspc.report.badges import goals_text
from kvalspc.words import LANGUAGES

Make = Callable[..., Results]


def changed(results: Results, change: Callable[[UnitResult], UnitResult]) -> Results:
    """The results with another first unit."""
    found = results.indicators[0]
    first, *others = found.units
    return replace(results, indicators=(replace(found, units=(change(first), *others)),))


def compared(unit: UnitResult, before: int, after: int, of: int, alpha: float = 0.05) -> UnitResult:
    """The unit with constant counts instead of its own."""
    counts = [before] * 24 + [after] * 12
    comparison = kvalspc.compare(counts, [of] * 36, kind="p", start=24, better="higher", alpha=alpha)
    text = {language: comparison.text(language) for language in LANGUAGES}
    return replace(unit, comparison=comparison, verdict=comparison.verdict, strength=comparison.strength, text=text)


def text_of(path: Path) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def pages(results: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unit that went from 56.49 to 49.51 %, at a level of its own: 56 less 7 would not be 50."""
    folder = tmp_path_factory.mktemp("agreement")
    write(changed(results(("nb",)), lambda unit: compared(unit, 5649, 4951, 10000, alpha=0.01)), folder)
    return folder


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("index", ["56,5 → 49,5\u202f%"]),
        ("final", ["56,5\u202f% (135\u202f576/240\u202f000)", "49,5\u202f% (59\u202f412/120\u202f000)"]),
        ("board", ["49,5\u202f%", "56,5\u202f%"]),
    ],
)
def test_levels_that_would_not_add_up_get_a_decimal_everywhere(pages: Path, page: str, said: list[str]) -> None:
    text = text_of(pages / f"{page}.html")
    assert [words for words in said if words not in text] == []


def test_intervals_of_another_certainty_are_named_so(pages: Path) -> None:
    assert "99\u202f% konfidensintervall" in text_of(pages / "index.html")
    assert "95\u202f% konfidensintervall" in text_of(pages / "index.html")  # of the other units
    for page in ("final", "network"):
        text = text_of(pages / f"{page}.html").replace("\u00a0", " ")
        assert "Forskjell (med KI)" in text
        assert "Forskjell (95" not in text
        assert "−7,0 prosentpoeng (99\u202f% KI −7,5 til −6,5)" in text
        assert re.search(r"prosentpoeng \(95\u202f% KI [+−][0-9,]+ til", text)


def test_only_what_is_sure_among_all_units_is_called_clear_on_the_first_page(results: Make, tmp_path: Path) -> None:
    found = results(("en",), units=3)
    indicator = found.indicators[0]
    changed_units = [compared(unit, 20, 40, 100) for unit in indicator.units]
    assert {unit.strength for unit in changed_units} == {"strong"}
    pages = {}
    for p in (0.001, 0.06):
        units = tuple(
            replace(unit, comparison=replace(unit.comparison, p_value=p))
            for unit in changed_units
            if unit.comparison is not None
        )
        one = replace(found, indicators=(replace(indicator, units=units, total=None),))
        pages[p] = text_of(write(one, tmp_path / str(p))[0]).split("Method")[0]
    assert re.search(r"Clear (improvement|worsening)(?!:)", pages[0.001])
    assert not re.search(r"Clear (improvement|worsening)(?!:)", pages[0.06])


def test_a_verdict_counts_as_what_it_says_where_its_chart_has_too_few_points(tmp_path: Path) -> None:
    """Of a small unit years are drawn, and none is over since the start; the months inside answer."""
    months = [f"{year}-{month:02d}" for year in (2021, 2022, 2023, 2024) for month in range(1, 13)][:43]
    rows = [f"{month};A;{2 if month >= '2023-09' else int(k % 3 == 0)};3\n" for k, month in enumerate(months)]
    (tmp_path / "data.csv").write_text("period;resh;var;denominator\n" + "".join(rows), encoding="utf-8")
    (tmp_path / "project.toml").write_text(
        '[project]\nid = "x"\nlanguages = ["en"]\n[data]\naggregated = "data.csv"\n[[indicator]]\nid = "x"\n'
        'type = "andel"\nbetter = "higher"\n[units]\nstart = 2023-09-01\n'
        '[[goal]]\nindicator = "x"\nat_least = 0.3\nby = 2024-07-31\n',
        encoding="utf-8",
    )
    results = run(tmp_path / "project.toml", None).results
    assert results is not None
    unit = results.indicators[0].units[0]
    assert (unit.verdict, unit.status, unit.period_type) == ("improved", "no_data", "year")
    write(results, tmp_path / "report")
    first = text_of(tmp_path / "report" / "index.html")
    assert "1 unit: 1 better" in first
    assert "11.5 → 66.7%" in first
    goals = "The goal is reached in 1 of 1 unit"
    assert goals in first
    assert goals in text_of(tmp_path / "report" / "final.html")


@pytest.mark.parametrize(
    ("outcomes", "nb", "en"),
    [
        (["yes", "no"], "Målet er nådd i 1 av 2 avdelinger.", "The goal is reached in 1 of 2 units."),
        (["no", "no"], "Ingen av 2 avdelinger har nådd målet.", "None of 2 units has reached the goal."),
        (["no"], "Målet er ikke nådd i den ene avdelingen.", "The goal is not reached in the one unit."),
        (
            ["no", "undecided"],
            "Ingen av 2 avdelinger har nådd målet; i 1 er det ikke avgjort.",
            "None of 2 units has reached the goal; in 1 it is not decided.",
        ),
        (
            ["undecided"],
            "Ingen avdeling har nådd målet; i 1 er det ikke avgjort.",
            "No unit has reached the goal; in 1 it",
        ),
    ],
)
def test_goals_that_nobody_has_reached_are_said_so(results: Make, outcomes: list[str], nb: str, en: str) -> None:
    goal = kvalspc.goal([5] * 6, [10] * 6, kind="p", at_least=0.5)
    unit = results(("nb",)).indicators[0].units[0]
    units = [replace(unit, goals=(replace(goal, outcome=outcome, problem=None),)) for outcome in outcomes]
    assert goals_text(units, "nb") == nb
    assert goals_text(units, "en").startswith(en)
    assert goals_text(units, "nn") not in (nb, en)
