"""The final report: the headings of the guide, and tables that say the same as scores.parquet."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kvalspc.demo import write_stroke_register
from kvalspc.job.results import Results
from kvalspc.job.run import run
from kvalspc.report import write
from kvalspc.report.final import sections_of

Make = Callable[..., Results]
CHAPTERS = [
    "Kort sammendrag", "Bakgrunn", "Formål og konkrete mål", "Tiltak", "Metode", "Utvalg: avdelinger og pasienter",
    "Gjennomføring", "Variabler, og hvordan resultatene er målt",
    "Måloppnåelse og resultater for hver avdeling og for alle samlet", "Prosjektgruppens vurdering",
    "Avdelingenes egne beskrivelser", "Tilbakemelding til registeret", "Behov for andre indikatorer",
    "Fem utfordringer og fem suksessfaktorer",
]  # fmt: skip


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def tables(page: str) -> dict[str, list[list[str]]]:
    """The rows of each table by its caption, the head first."""
    found = {}
    for table in re.findall(r'<table class="grid.*?</table>', page, re.DOTALL):
        caption = text_of(re.search(r"<caption.*?>(.*?)</caption>", table, re.DOTALL)[1])  # type: ignore[index]
        rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        found[caption] = [[text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]
    return found


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_stroke_register(tmp_path_factory.mktemp("register")).parent


@pytest.fixture(scope="module")
def folder(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the demo's first project, in bokmål."""
    outcome = run(register / "project.toml", None)
    assert outcome.results is not None
    made = tmp_path_factory.mktemp("report")
    write(outcome.results, made, languages=["nb"])
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "final.html").read_text(encoding="utf-8")


def test_the_guides_headings_stand_in_its_order(page: str) -> None:
    assert [text_of(h) for h in re.findall(r"<h2>(.*?)</h2>", page)] == CHAPTERS
    assert "Sluttrapport: Raskere trombolyse" in page


def counted(register: Path, first: str, last: str) -> str:
    """How many of how many were within the limit in Avdeling A, counted in the events themselves."""
    with (register / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter=";") if row["resh"] == "4001" and row["ind_id"] == "dtn30"
        ]
    known = [row["var"] for row in rows if row["var"] and first <= row["date"] <= last]
    return f"{known.count('1')}/{len(known)}"


def test_results_stand_per_unit_and_for_all_together(page: str, register: Path) -> None:
    rows = tables(page)["Andel trombolysert innen 30 minutter"]
    assert rows[0][:5] == ["Enhet", "Før", "Etter", "Forskjell (95\u202f%\u00a0KI)", "Svar"]
    assert rows[0][5:] == ["Varer det?", "Målet nådd?", "Siste måling"]
    by_unit = {row[0]: row[1:] for row in rows[1:]}
    assert list(by_unit) == ["Alle deltakende avdelinger", "Avdeling A", "Avdeling B", "Avdeling C"]
    assert by_unit["Avdeling A"][:2] == [
        f"23\u202f% ({counted(register, '2021-09-01', '2023-08-31')})",
        f"51\u202f% ({counted(register, '2023-09-01', '2024-06-30')})",
    ]
    assert by_unit["Avdeling A"][3] == "Tydelig forbedring"
    assert by_unit["Avdeling A"][4:6] == ["Forbedringen har holdt seg i 6 måneder.", "Ikke avgjort"]
    assert [by_unit[name][5] for name in ("Avdeling B", "Avdeling C")] == ["Nei", "Nei"]
    before, after = ([int(by_unit[name][k].split("(")[1].split("/")[0]) for name in by_unit] for k in (0, 1))
    assert before[0] == sum(before[1:])
    assert after[0] == sum(after[1:])


def test_the_difference_of_medians_is_headed_as_what_it_is(page: str, folder: Path) -> None:
    """The levels are medians of the two sides; the difference is the middle one of all between their measurements."""
    rows = tables(page)["Median tid fra ankomst til trombolyse"]
    assert rows[0][1:4] == ["Før", "Etter", "Typisk forskjell (95\u202f%\u00a0KI)"]
    assert rows[1][1:3] == ["44", "36"]
    assert rows[1][3].startswith("\N{MINUS SIGN}7 minutter (")  # not 8
    assert "\N{NO-BREAK SPACE}til\N{NO-BREAK SPACE}" in rows[1][3]  # an interval stays on one line
    assert "Den typiske forskjellen er den midterste av alle forskjeller" in text_of(page)
    units = (folder / "network.html").read_text(encoding="utf-8")
    shares, times = re.findall(r'<section class="indicator".*?</section>', units, re.DOTALL)
    assert "Forskjell (95\u202f%\u00a0KI)" in shares
    assert "ypisk forskjell" not in shares
    assert "Typisk forskjell (95\u202f%\u00a0KI)" in times
    assert "det er ikke forskjellen mellom de to nivåene" in times


def test_periods_are_called_the_same_in_details_and_table(folder: Path) -> None:
    """A quarter that is counted from a start in September has no name of its own: its first month is not all of it."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    card = next(
        one for one in re.findall(r'<section class="card".*?</section>', page, re.DOTALL) if "Holdt utenfor" in one
    )
    (left_out,) = re.findall(r"<dt>Holdt utenfor</dt><dd>(.*?)</dd>", card)
    assert left_out == "juni\u2013august 2024, desember 2024\u2013februar 2025"
    rows = [text_of(row) for row in re.findall(r"<tr>.*?</tr>", card, re.DOTALL)]
    for name in left_out.split(", "):
        assert any(row.startswith(name) for row in rows)


def test_no_table_repeats_the_heading_above_it(page: str) -> None:
    shown = re.findall(r"<caption>(.*?)</caption>", page)
    assert not {text_of(caption) for caption in shown} & set(CHAPTERS)
    assert '<caption class="hidden">Variabler, og hvordan resultatene er målt</caption>' in page


def test_signs_are_explained_without_dots_between_them(page: str) -> None:
    (line,) = re.findall(r'<p>(Siste måling: <span class="sign">.*?)</p>', page, re.DOTALL)
    assert len(re.findall(r'<span class="sign"><svg.*?</svg> <span>[^<]+</span></span>', line, re.DOTALL)) == 3
    assert " · " not in line


def test_goals_variables_and_selection_have_their_tables(page: str) -> None:
    found = tables(page)
    assert found["Målene"][1] == [
        "Andel trombolysert innen 30 minutter", "minst 50\u202f%", "31. desember 2024", "6 måneder", "hver avdeling",
    ]  # fmt: skip
    variables = found["Variabler, og hvordan resultatene er målt"]
    assert [row[2:] for row in variables[1:]] == [
        ["Høyere er bedre", "50\u202f%", "Resultat for pasienten"],
        ["Lavere er bedre", "30 minutter", "Arbeidsmåte underveis"],
    ]
    selection = next(rows for caption, rows in found.items() if caption.startswith("Avdelingene, og hvor mange"))
    unbroken = [cell.replace(" ", "\N{NO-BREAK SPACE}") for cell in ("1. september 2023", "262 + 110", "24 + 10")]
    assert selection[1] == ["Avdeling A", *unbroken]


def test_a_unit_without_a_start_rests_on_one_number(results: Make, tmp_path: Path) -> None:
    found = results(("nb",), units=1)
    write(found, tmp_path)
    shown = tables((tmp_path / "final.html").read_text(encoding="utf-8"))
    selection = next(rows for caption, rows in shown.items() if caption.startswith("Avdelingene, og hvor mange"))
    comparison = found.indicators[0].units[0].comparison
    assert comparison is not None
    assert selection[1][2] == f"{comparison.baseline.denominator:.0f}"


def test_before_the_end_it_is_a_status_report(results: Make, tmp_path: Path) -> None:
    write(results(), tmp_path, languages=["en"])
    page = (tmp_path / "final.html").read_text(encoding="utf-8")
    assert "<h1>Status report: " in page
    rejected = next(row for row in tables(page)["Within 30 minutes"] if row[0] == "Avdeling H")
    assert rejected[4] == "Could not be computed"


def test_the_board_has_a_sheet_for_all_together_and_each_unit(folder: Path) -> None:
    page = (folder / "board.html").read_text(encoding="utf-8")
    sheets = re.findall(r'<section class="sheet".*?</section>', page, re.DOTALL)
    assert len(sheets) == 4
    shown = text_of(re.sub(r"<svg.*?</svg>", "", sheets[1], flags=re.DOTALL))
    assert "Avdeling A · Raskere trombolyse" in shown
    assert "51\u202f% Andel trombolysert innen 30 minutter" in shown
    assert "Før tiltaket: 23\u202f%. Tydelig forbedring. Målet: ikke avgjort. Forbedringen har holdt seg" in shown


def test_a_chart_is_drawn_once_wide_and_once_narrow_and_said_once(folder: Path) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert page.count('<div class="figure large">') == page.count('<div class="figure narrow">') == 8
    style = page[page.index("<style>") : page.index("</style>")]
    # whatever the width, one of the two is not displayed, so a screen reader meets one
    assert ".figure.narrow { display: none; }" in style
    assert re.search(r"\(max-width: 46rem\) \{.*?\.figure\.large \{ display: none; \}", style, re.DOTALL)


def test_many_indicators_stand_in_tables_that_fit_on_a_page(results: Make) -> None:
    found = results(("en",), indicators=6)
    (section,) = [one for one in sections_of(found, "en") if one.anchor == "s-selection"]
    heads = [table.heads[2:] for table in section.tables]
    assert [len(titles) for titles in heads] == [4, 2]
    assert sum(heads, ()) == tuple(f"Within {k} minutes" for k in range(30, 36))
    assert len({tuple(row[0] for row in table.rows) for table in section.tables}) == 1  # the same units
