"""The board sheet: its signs are explained on it, and its large figure where the last period is not over."""

from __future__ import annotations

import html
import math
import re
from typing import TYPE_CHECKING, Any

import pytest

from kvalspc.cli_show import Console
from kvalspc.job.run import run
from kvalspc.report import write

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.results import Results

SAID = {
    "nb": "Tallet (.+?) tar med månedene som er over i den siste perioden. Linjen på (.+?) gjelder bare hele perioder.",
    "nn": "Talet (.+?) tek med månadene som er over i den siste perioden. Linja på (.+?) gjeld berre heile periodar.",
    "en": r"(\S+) counts the months of the last period that are over. The line at (\S+) is of whole periods only.",
}


ENDED = {
    "nb": "Tallet (.+?) tar med månedene fram til prosjektet sluttet. Linjen på (.+?) gjelder bare hele perioder.",
    "nn": "Talet (.+?) tek med månadene fram til prosjektet slutta. Linja på (.+?) gjeld berre heile periodar.",
    "en": r"The figure (\S+) counts the months up to the project's end. "
    r"The line at (\S+) is of whole periods only.",
}


def _results(folder: Path, months: int, last: int | None, end: str = "", looks: str = "") -> Results:
    """Four patients a month, so that months are widened; the last two months may have `last` of four.

    With an `end` all have had the event in the two months before it; with `looks` in the first half of 2024.
    """
    rows = []
    for k in range(months):
        late = end[:7] in {f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in (k, k + 1)}
        late = late or (bool(looks) and 36 <= k < 42)
        events = last if last is not None and k >= months - 2 else 4 if late else k % 2 + (k >= 24)
        rows.append(f"{2021 + k // 12}-{k % 12 + 1:02d};A;{events};4\n")
    (folder / "data.csv").write_text("period;resh;var;denominator\n" + "".join(rows), encoding="utf-8")
    (folder / "project.toml").write_text(
        f'[project]\nid = "x"\n{f"end = {end}" if end else ""}\n{f"looks = {looks}" if looks else ""}\n'
        '[data]\naggregated = "data.csv"\n'
        '[[indicator]]\nid = "x"\ntype = "andel"\n'
        'better = "higher"\n[units]\nstart = 2023-01-01\n',
        encoding="utf-8",
    )
    outcome = run(folder / "project.toml", None)
    assert outcome.results is not None, list(outcome.problems.lines())
    return outcome.results


def _section(page: Path, kind: str) -> str:
    """The first sheet or card of a page, with its drawings."""
    found = re.search(rf'<section class="{kind}".*?</section>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return html.unescape(found[0])


def _total(results: Results) -> Any:
    """All units together, drawn and compared."""
    total = results.indicators[0].total
    assert total is not None
    assert all(part is not None for part in (total.points, total.chart, total.comparison))
    return total


def _sheet(results: Results, folder: Path, language: str) -> str:
    write(results, folder, languages=[language])
    return re.sub(r"<svg.*?</svg>", "", _section(folder / "board.html", "sheet"), flags=re.DOTALL)


@pytest.mark.parametrize("language", SAID)
def test_it_says_why_its_figure_is_not_that_of_the_line(tmp_path: Path, language: str) -> None:
    results = _results(tmp_path, 47, last=4)
    total = _total(results)
    assert not total.points.included[-1]
    assert total.period_type != "month"
    assert total.comparison.after.level > total.chart.phases[-1]["centre"] + 0.01
    said = re.search(SAID[language], _sheet(results, tmp_path / "report", language))
    assert said is not None
    whole = _section(tmp_path / "report" / "board.html", "sheet")
    assert f'<span class="level">{said[1]}</span>' in whole
    assert f">{said[2]}</text>" in whole  # as the drawing has it
    card = _section(tmp_path / "report" / "index.html", "card")
    assert re.search(SAID[language], card)[0] == said[0]  # type: ignore[index]
    assert said[1] in re.sub(r"<svg.*?</svg>", "", card.partition("</h3>")[0], flags=re.DOTALL)


@pytest.mark.parametrize("language", ENDED)
def test_it_says_so_too_where_the_project_ended_within_a_period(tmp_path: Path, language: str) -> None:
    results = _results(tmp_path, 60, last=None, end="2024-08-31")
    total = _total(results)
    assert total.comparison.ended is not None
    assert total.period_type != "month"
    phases = dict(zip(total.points.phase, total.points.included, strict=True))  # the last period of each
    assert phases == {0: True, 1: False, 2: True}
    assert total.comparison.after.level > total.chart.phases[1]["centre"] + 0.01
    said = re.search(ENDED[language], _sheet(results, tmp_path / "report", language))
    assert said is not None
    whole = _section(tmp_path / "report" / "board.html", "sheet")
    assert f'<span class="level">{said[1]}</span>' in whole
    assert f">{said[2]}</text>" in whole  # as the drawing has it


@pytest.mark.parametrize("months", [46, 48, 50, 54])
def test_it_names_no_line_after_a_project_that_has_none(tmp_path: Path, months: int) -> None:
    """The project has ended, and no whole period has followed."""
    results = _results(tmp_path, months, last=None, end="2024-08-31")
    total = _total(results)
    assert total.comparison.ended is not None
    before, during, *after = (phase["centre"] for phase in total.chart.phases)
    assert math.isfinite(before)
    assert math.isfinite(during)
    assert all(math.isnan(centre) for centre in after)
    sheet = _sheet(results, tmp_path / "report", "en")
    assert re.search(ENDED["en"], sheet)
    assert "after the project" not in sheet


LOOKED = {
    "nb": "Tallet (.+?) er fra den planlagte vurderingen og gjelder (.+?). Linjen på (.+?) gjelder (.+?)\\.",
    "nn": "Talet (.+?) er frå den planlagde vurderinga og gjeld (.+?). Linja på (.+?) gjeld (.+?)\\.",
    "en": r"The figure (\S+) is from the planned assessment and covers (.+?). The line at (\S+) covers (.+?)\.",
}


@pytest.mark.parametrize("language", LOOKED)
@pytest.mark.parametrize(
    ("months", "end", "drawn"),
    [(60, "2024-08-31", ("2023",)), (47, "", ("2023",)), (60, "", ("2023", "2025"))],
)
def test_it_says_which_months_an_answer_of_a_planned_look_is_of(
    tmp_path: Path, language: str, months: int, end: str, drawn: tuple[str, ...]
) -> None:
    """That counts the 18 months up to the look: fewer than are over, or than the project lasted."""
    results = _results(tmp_path, months, last=None, end=end, looks="[18]")
    total = _total(results)
    assert total.comparison.look is not None
    assert (total.comparison.ended is not None) == bool(end)
    assert total.comparison.after.n == 18
    assert total.comparison.after.level > total.chart.phases[1]["centre"] + 0.01
    sheet = _sheet(results, tmp_path / "report", language)
    said = re.search(LOOKED[language], sheet)
    assert said is not None
    whole = _section(tmp_path / "report" / "board.html", "sheet")
    assert f'<span class="level">{said[1]}</span>' in whole
    assert f">{said[3]}</text>" in whole  # as the drawing has it
    assert re.findall(r"\d{4}", said[2]) == ["2023", "2024"]
    assert tuple(re.findall(r"\d{4}", said[4])) == drawn
    assert not any(re.search(other[language], sheet) for other in (SAID, ENDED))


@pytest.mark.parametrize(
    ("language", "before", "answer"),
    [
        ("nb", "Før tiltaket: 13 %.", "Før første planlagte vurdering."),
        ("nn", "Før tiltaket: 13 %.", "Før første planlagde vurdering."),
        ("en", "Before the change: 13%.", "Before the first planned assessment."),
    ],
)
def test_before_the_first_planned_look_no_level_is_the_answer(
    tmp_path: Path, language: str, before: str, answer: str
) -> None:
    results = _results(tmp_path, 27, last=None, looks="[6, 12]")
    assert _total(results).comparison.look.number == 0
    sheet = re.sub(r"<[^>]+>", "", _sheet(results, tmp_path / "report", language)).replace("\u202f", " ")
    assert f"{before} {answer}" in sheet
    assert not re.search('class="level"', _section(tmp_path / "report" / "board.html", "sheet"))
    row = re.search(r'<span class="said">(.*?)</span>', (tmp_path / "report" / "index.html").read_text("utf-8"))
    assert row is not None
    assert f"{row[1]}." == answer


def test_units_before_their_first_planned_look_have_a_count_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A was looked at after six months, B and C have not come so far, and D has hardly begun to report
    months = [f"{2021 + k // 12}-{k % 12 + 1:02d}" for k in range(36)]
    rows = [f"{month};{unit};{3 + (k >= 24) * 3 + k % 2};20\n" for unit in "ABC" for k, month in enumerate(months)]
    rows += [f"{month};D;3;20\n" for month in months[-8:]]
    (tmp_path / "data.csv").write_text("period;resh;var;denominator\n" + "".join(rows), encoding="utf-8")
    starts = {"A": "2023-01-01", "B": "2023-09-01", "C": "2023-10-01", "D": "2023-06-01"}
    (tmp_path / "project.toml").write_text(
        '[project]\nid = "x"\nlooks = [6, 12]\n[data]\naggregated = "data.csv"\n'
        '[[indicator]]\nid = "x"\ntype = "andel"\nbetter = "higher"\n'
        + "".join(f'[[unit]]\nid = "{unit}"\nstart = {day}\n' for unit, day in starts.items()),
        encoding="utf-8",
    )
    outcome = run(tmp_path / "project.toml", None)
    assert outcome.results is not None
    units = outcome.results.indicators[0].units
    assert [(unit.verdict, unit.waits_for_look) for unit in units[1:]] == [
        ("too_few_data", True),
        ("too_few_data", True),
        ("too_few_data", False),
    ]
    write(outcome.results, tmp_path / "report", languages=["nb", "nn", "en"])
    named = {
        "html": (
            "Før første planlagte vurdering",
            "For få målinger",
            "1 med for få målinger og 2 før første planlagte",
        ),
        "nn.html": (
            "Før første planlagde vurdering",
            "For få målingar",
            "1 med for få målingar og 2 før første planlagde",
        ),
        "en.html": ("Before the first planned assessment", "Too few measurements", "1 with too few measurements"),
    }
    for ending, (waiting, too_few, told) in named.items():
        first = (tmp_path / "report" / f"index.{ending}").read_text(encoding="utf-8")
        tally = re.findall(r"<b>(\d+)</b> <span>(.*?)</span>", first)
        assert ("2", waiting) in tally
        assert ("1", too_few) in tally
        beside = (tmp_path / "report" / f"network.{ending}").read_text(encoding="utf-8")
        assert told in html.unescape(beside)
    beside = (tmp_path / "report" / "network.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Forskjell fra dem som ikke hadde begynt (95\u202f% KI)" in beside  # whatever the look of each
    final = (tmp_path / "report" / "final.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Forskjell (med KI)" in final
    assert "Svarene er gitt ved planlagte vurderinger. " in final
    assert re.search(r"prosentpoeng \(95,\d\u202f% KI ", final)
    Console().summary(outcome, languages=["nb"])
    assert "2 før første planlagte vurdering" in capsys.readouterr().out


def test_the_latest_measurement_is_of_the_period_that_the_table_names(tmp_path: Path) -> None:
    results = _results(tmp_path, 47, last=None)
    total = _total(results)
    sheet = _sheet(results, tmp_path / "report", "nb")
    last = re.search("Siste måling, (.+?): ", sheet)
    assert last is not None
    assert total.period_type != "month"
    assert f'<th scope="row">{last[1]}</th>' in (tmp_path / "report" / "index.html").read_text("utf-8")


def test_it_says_nothing_where_the_project_ended_with_a_period(tmp_path: Path) -> None:
    results = _results(tmp_path, 60, last=None, end="2024-12-31")
    total = _total(results)
    assert all(total.points.included)
    assert not re.search(ENDED["nb"], _sheet(results, tmp_path / "report", "nb"))


@pytest.mark.parametrize(("months", "last"), [(48, 4), (46, None)])
def test_it_says_nothing_where_all_periods_are_over_or_the_figures_agree(
    tmp_path: Path, months: int, last: int | None
) -> None:
    results = _results(tmp_path, months, last)
    total = _total(results)
    assert total.points.included[-1] == (last is not None)
    assert not re.search(SAID["nb"], _sheet(results, tmp_path / "report", "nb"))


def test_signs_are_explained_where_they_stand(few: list[Path]) -> None:
    sheet = _section(few[0].parent / "board.html", "sheet")
    assert '<p class="signs">De tynne linjene er grenser for naturlig variasjon. Åpne punkter er ' in sheet
