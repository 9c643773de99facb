"""The public copy: no small number stands in it, and none can be worked out from its sums (linear programming)."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.optimize import linprog

from kvalspc.job.public import Cell, Rule, hidden_of, public_results
from kvalspc.job.public_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvalspc.job.results import Results

    from .conftest import Bench

Key = tuple[str, str, str]  # unit, period, "n" or "d"
K = 5
PERIODS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
YEARLY = '[report]\nperiod = "year"\npublic = true\n'


def rows(counts: dict[str, tuple[float, int]], seed: int) -> str:
    """Rows of units with these shares and patients a month."""
    draws = np.random.default_rng(seed)
    lines = []
    for unit, (share, size) in counts.items():
        for period in PERIODS:
            patients = int(draws.poisson(size))
            if patients:
                lines.append(f"{period};{unit};{draws.binomial(patients, share)};{patients}\n")
    return "".join(lines)


def scored(bench: Bench, content: str) -> Results:
    outcome = bench.job(bench.header + content, units="start = 2023-01-01", rest='[report]\nperiod = "quarter"\n')
    assert outcome.results is not None, list(outcome.problems.lines())
    return outcome.results


REGISTERS = [
    {"A": (0.5, 40), "B": (0.4, 60), "C": (0.5, 3), "D": (0.5, 30), "E": (0.6, 50)},  # one small: another must go
    {"A": (0.5, 40), "B": (0.4, 60), "C": (0.5, 3), "D": (0.5, 2), "E": (0.6, 50)},  # two small ones hide each other
    {"A": (0.5, 40), "B": (0.5, 2)},  # nobody to hide behind: the total goes
    {"A": (0.02, 200), "B": (0.5, 100), "C": (0.02, 300), "D": (0.5, 40)},  # rare events in many patients
    {"A": (0.98, 200), "B": (0.5, 100), "C": (0.97, 300), "D": (0.5, 40)},  # rare exceptions
    {"A": (0.5, 40), "B": (0.5, 45), "C": (0.5, 50)},  # nothing to hide
]


@pytest.mark.parametrize("register", REGISTERS, ids=range(len(REGISTERS)))
def test_no_hidden_count_can_be_solved_from_the_sums(bench: Bench, register: dict[str, tuple[float, int]]) -> None:
    for seed in (1, 2):
        results = scored(bench, rows(register, seed))
        shown = public_results(results, K)
        assert_nothing_small(shown)
        for low, high in bounds_of_hidden(results, shown):
            assert high - low >= K


def test_the_bounds_find_a_count_that_was_hidden_alone(bench: Bench) -> None:
    """What the test above would see had only the small unit been hidden."""
    results = scored(bench, rows(REGISTERS[0], 1))
    (found,) = results.indicators
    naive = tuple(replace(u, points=None, comparison=None) if u.unit == "C" else u for u in found.units)
    shown = replace(results, indicators=(replace(found, units=naive),))
    assert all(high - low < 1e-6 for low, high in bounds_of_hidden(results, shown))


def test_what_is_hidden_and_what_is_not(bench: Bench) -> None:
    hidden = [hidden_of(scored(bench, rows(register, 1)), K) for register in REGISTERS]
    assert "C" in hidden[0].units
    assert len(hidden[0].units) == 2
    assert not hidden[0].totals
    assert hidden[1].units >= {"C", "D"}
    assert hidden[2].units == {"B"}
    assert hidden[2].totals == {"x"}
    assert hidden[5].units == frozenset()
    assert hidden[5].totals == frozenset()


def assert_nothing_small(shown: Results) -> None:
    for unit in shown:
        if unit.points is not None:
            without = unit.points.denominator - unit.points.numerator
            for n, m, d in zip(unit.points.numerator, without, unit.points.denominator, strict=True):
                assert d >= K
                assert n >= K or (n == 0 and d >= 2 * K)
                assert m >= K or (m == 0 and d >= 2 * K)


def bounds_of_hidden(results: Results, shown: Results) -> list[tuple[float, float]]:
    """Lowest and highest value of each hidden count that agrees with all that is shown."""
    units = [u for u in results.indicators[0].units if u.points is not None]
    periods = sorted({p for u in units if u.points is not None for p in u.points.period})
    keys = [(u.unit, p, what) for u in units for p in periods for what in "nd"]
    place = {key: k for k, key in enumerate(keys)}
    equal = list(published(shown, [u.unit for u in units], periods))
    matrix = np.zeros((len(equal), len(place)))
    for row, (summed, _) in enumerate(equal):
        matrix[row, [place[key] for key in summed]] = 1
    order = np.zeros((len(place) // 2, len(place)))  # numerator <= denominator
    for row in range(len(order)):
        order[row, 2 * row], order[row, 2 * row + 1] = 1, -1
    seen = {u.unit for u in shown.indicators[0].units if u.points is not None}

    def end(key: Key, sign: int) -> float:
        aim = np.zeros(len(place))
        aim[place[key]] = sign
        solved = linprog(
            aim, A_ub=order, b_ub=np.zeros(len(order)), A_eq=matrix if equal else None,
            b_eq=[value for _, value in equal] if equal else None, bounds=(0, 1e5), method="highs",
        )  # fmt: skip
        assert solved.success, solved.message
        return float(sign * solved.fun)

    return [(end(key, 1), end(key, -1)) for key in keys if key[0] not in seen]


def published(shown: Results, units: list[str], periods: list[str]) -> Iterator[tuple[list[Key], float]]:
    """Every sum of counts that the public sees: of which cells, and how much."""
    for unit in shown:
        own = units if unit.is_total else [unit.unit]
        if unit.points is None:
            continue
        for name, column in (("n", unit.points.numerator), ("d", unit.points.denominator)):
            known = dict(zip(unit.points.period, column, strict=True))
            yield from (([(u, p, name) for u in own], float(known.get(p, 0.0))) for p in periods)
        if unit.comparison is not None:
            before, after = unit.comparison.baseline, unit.comparison.after
            for side, kept in ((before, periods[:4]), (after, periods[4:])):
                yield [(u, p, "n") for u in own for p in kept], side.numerator
                yield [(u, p, "d") for u in own for p in kept], side.denominator


def test_the_files_hold_nothing_of_a_hidden_unit_but_its_name(bench: Bench, tmp_path: Path) -> None:
    content = rows({"A": (0.5, 40), "B": (0.4, 60), "SMALL": (0.5, 1), "D": (0.5, 30)}, 1)
    out = tmp_path / "out"
    outcome = bench.job(bench.header + content, units="start = 2023-01-01", rest=YEARLY, out=out)
    assert outcome.status in {0, 10, 11}
    public = out / "public"
    scores = {row["unit"]: row for row in pq.read_table(public / "scores.parquet").to_pylist()}
    hidden = scores["SMALL"]
    told = {name for name, value in hidden.items() if value is not None}
    assert told == {"indicator", "unit", "unit_name", "n_periods", "verdict", "reason", "start", "status"} | {
        f"text_{language}" for language in ("nb", "nn", "en")
    }
    assert (hidden["verdict"], hidden["reason"], hidden["n_periods"]) == ("not_assessable", "suppressed", 0)
    for name in ("points", "signals"):
        assert "SMALL" not in pq.read_table(public / f"{name}.parquet").column("unit").to_pylist()
        assert "SMALL" not in (public / f"{name}.csv").read_text(encoding="utf-8")
    page = (public / "report" / "index.html").read_text(encoding="utf-8")
    assert "Her er små tall" in page
    assert page.count('<div class="figure large">') == sum(row["reason"] != "suppressed" for row in scores.values())
    # the results beside it are whole
    assert "SMALL" in pq.read_table(out / "points.parquet").column("unit").to_pylist()
    assert "public/scores.parquet" in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]


def test_what_is_hidden_is_counted_as_hidden_and_not_as_too_few(bench: Bench, tmp_path: Path) -> None:
    """Small numbers are not few measurements: a unit hidden for another's sake may have thousands of patients."""
    from kvalspc.report.leaders import write_leaders

    content = rows({"A": (0.5, 40), "B": (0.4, 60), "SMALL": (0.5, 1), "D": (0.5, 30)}, 1)
    out = tmp_path / "out"
    bench.job(bench.header + content, units="start = 2023-01-01", rest=YEARLY, out=out)
    scores = pq.read_table(out / "public" / "scores.parquet").to_pylist()
    hidden = [row["unit"] for row in scores if row["reason"] == "suppressed"]
    assert len(hidden) == 2
    public = seen(out / "public" / "report" / "index.html")
    assert "4 avdelinger: 2 med for få målinger og 2 som ikke vises." in public  # two years, that are few points
    assert "2 For få målinger 2 Vises ikke" in public
    none = "Overvåkingen har ingen åpne varsler"
    assert f"{none} om avdelingene som vises her." in public  # nothing is said of the others
    assert f"{none}." in seen(out / "report" / "index.html")
    assert "som ikke vises" not in seen(out / "report" / "index.html")
    (leaders,) = write_leaders([out / "public"], tmp_path / "leaders")
    assert "2 Vises ikke" in seen(leaders)
    assert seen(out / "public" / "report" / "final.html").count("Vises ikke") == len(hidden)


def seen(page: Path) -> str:
    """The text of a page, without its style and its tags."""
    body = page.read_text(encoding="utf-8").partition("<body>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_figures_that_rest_on_other_units_are_rounded(bench: Bench, tmp_path: Path) -> None:
    bench.job(bench.header + rows(REGISTERS[5], 1), units="start = 2023-01-01", rest=YEARLY, out=tmp_path / "out")
    for row in pq.read_table(tmp_path / "out" / "public" / "scores.parquet").to_pylist():
        for name in ("p_value", "effect_lower", "ratio_upper", "power", "quasi_p"):
            if row[name] is not None:
                assert row[name] == float(f"{row[name]:.3g}")


def events(after: int) -> str:
    """Two units of 40 patients a month; of A's in the month of the start so many came after it."""
    lines = ["date;resh;var\n"]
    for period in PERIODS:
        for unit in ("A", "B"):
            late = after if (unit, period) == ("A", "2023-01") else 20
            days = [28] * late + [5] * (40 - late)
            lines += [f"{period}-{day:02d};{unit};{k % 2}\n" for k, day in enumerate(days)]
    return "".join(lines)


@pytest.mark.parametrize(("after", "hidden"), [(20, set()), (10, set()), (2, {"A"}), (38, {"A"}), (0, set())])
def test_the_part_of_a_period_after_its_start_is_a_number_too(bench: Bench, after: int, hidden: set[str]) -> None:
    """Sums before and after the start tell of it: the month's 40 patients less the 38 before the start are 2."""
    outcome = bench.job(events(after), kind="events", units="start = 2023-01-15", rest='[report]\nperiod = "month"\n')
    assert outcome.results is not None
    (found,) = outcome.results.indicators
    assert found.units[0].points is not None
    assert list(found.units[0].points.included).count(False) == 1
    assert hidden_of(outcome.results, K).units == hidden


@pytest.mark.parametrize(
    ("type_", "cell", "small"),
    [
        ("andel", (4, 20), True), ("andel", (5, 20), False), ("andel", (16, 20), True), ("andel", (15, 20), False),
        ("andel", (2, 4), True), ("andel", (0, 9), True), ("andel", (0, 10), False), ("andel", (10, 10), False),
        ("andel", (9, 9), True), ("andel", (0, 0), True), ("rate", (4, 1e4), True), ("rate", (5, 1e4), False),
        ("rate", (0, 1e4), True), ("median", (float("nan"), 4), True), ("median", (float("nan"), 5), False),
        ("gjennomsnitt", (float("nan"), float("nan")), True),
    ],
)  # fmt: skip
def test_what_is_small(type_: str, cell: tuple[float, float], small: bool) -> None:
    assert Rule(K, type_).is_small(Cell(*cell)) is small


def test_csv_is_harmless_in_a_spreadsheet(tmp_path: Path) -> None:
    import pyarrow as pa

    texts = ["=HYPERLINK(1)", "+1", "-1", "@SUM", "\tx", 'a "b", c', "Tromsø"]
    write_csv(pa.table({"unit": texts, "value": [-1.5, None, 0.1, 1.0, 2.0, 3.0, 4.0]}), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert [row[0] for row in read[1:]] == ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM", "'\tx", 'a "b", c', "Tromsø"]
    assert [row[1] for row in read[1:4]] == ["-1.5", "", "0.1"]


@pytest.mark.parametrize("bad", ["A", "C", "total"])
def test_a_page_that_fails_changes_no_table_and_shows_nothing_hidden(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    """A unit that is shown, one that is hidden, and all together: what is hidden rests on the results alone."""
    from kvalspc.report import view

    content = bench.header + rows(REGISTERS[0], 1)
    asked = {"units": "start = 2023-01-01", "rest": '[report]\nperiod = "quarter"\npublic = true\n'}
    whole, torn = bench.folder / "whole", bench.folder / "torn"
    assert bench.job(content, out=whole, **asked).status in {0, 10}
    real = view.figure_of

    def figure_of(unit: Any, *rest: Any) -> Any:
        if unit.unit == bad:
            raise ValueError("3 of 4 patients")
        return real(unit, *rest)

    monkeypatch.setattr(view, "figure_of", figure_of)
    outcome = bench.job(content, out=torn, **asked)
    assert outcome.status == 11
    found = bench.told(outcome, "page_failed")
    said = f'unit "{bad}", indicator "x": its page could not be written (the tables have the results): '
    assert found == [f"{place}: {said}ValueError: 3 of 4 patients" for place in ("public/report", "report")]
    assert found == json.loads((torn / "manifest.json").read_text())["errors"]
    assert outcome.results is not None
    assert bench.unit(outcome, bad).points is not None
    for path in (p.relative_to(whole) for p in whole.rglob("*") if p.is_file()):
        if path.suffix in {".parquet", ".csv"} or path.name == "public-memory.json":
            assert (whole / path).read_bytes() == (torn / path).read_bytes(), path
        if path.suffix == ".html":
            assert "3 of 4 patients" not in (torn / path).read_text(encoding="utf-8")
    hidden = hidden_of(outcome.results, K).units
    assert "C" in hidden
    assert bad in {"A", "C", "total"}
    page = (torn / "public" / "report" / "index.html").read_text(encoding="utf-8")
    cards = {u: re.search(rf'<section class="card" id="c-{u.lower()}-.*?</section>', page, re.DOTALL) for u in "AC"}
    for unit, card in cards.items():
        assert card is not None
        assert ("<svg" in card[0] and "<table" in card[0]) == (unit not in {*hidden, bad})


@pytest.mark.parametrize(("name", "page"), [("sides_of", "network"), ("sections_of", "final"), ("sheets_of", "board")])
def test_a_page_of_all_units_that_fails_changes_no_table(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, page: str
) -> None:
    from kvalspc.report import pages

    content = bench.header + rows(REGISTERS[0], 1)
    asked = {"units": "start = 2023-01-01", "rest": '[report]\nperiod = "quarter"\npublic = true\n'}
    whole, torn = bench.folder / "whole", bench.folder / "torn"
    assert bench.job(content, out=whole, **asked).status in {0, 10}

    def raises(*_: Any, **__: Any) -> Any:
        raise ValueError("3 of 4 patients")

    monkeypatch.setattr(pages, name, raises)
    outcome = bench.job(content, out=torn, **asked)
    assert outcome.status == 11
    said = f"{page}.html: could not be written (the tables have the results): ValueError: 3 of 4 patients"
    found = bench.told(outcome, "page_failed")
    assert found == [f"{place}/{said}" for place in ("public/report", "report")]
    assert found == json.loads((torn / "manifest.json").read_text())["errors"]
    files = {p.relative_to(whole).as_posix() for p in whole.rglob("*") if p.is_file()}
    assert files == {p.relative_to(torn).as_posix() for p in torn.rglob("*") if p.is_file()}
    differ = {file for file in files if (whole / file).read_bytes() != (torn / file).read_bytes()}
    reports = {f"{place}/{file}.html" for place in ("public/report", "report") for file in (page, "index")}
    assert differ - {"manifest.json", "history.duckdb"} == reports
    assert not any("3 of 4 patients" in (torn / file).read_text(encoding="utf-8") for file in reports)


def test_public_pages_ask_nobody_to_write_or_to_acknowledge(bench: Bench, tmp_path: Path) -> None:
    months = [f"{year}-{month:02d}" for year in (2021, 2022, 2023, 2024) for month in range(1, 13)]
    draws = np.random.default_rng(1)
    content = "".join(
        f"{month};{unit};{draws.binomial(60, 0.5 if unit == 'A' and month >= '2023' else 0.3)};60\n"
        for unit in "ABCD"
        for month in months
    )
    rest = YEARLY.replace("year", "quarter")
    out = tmp_path / "out"
    bench.job(bench.header + content, indicator='better = "higher"', units="start = 2023-01-01", rest=rest, out=out)
    own, public = (seen(folder / "report" / "index.html") for folder in (out, out / "public"))
    assert "Det er en forbedring." in public
    assert ("Nøkkel for å bekrefte varselet" in own, "Nøkkel for å bekrefte varselet" in public) == (True, False)
    own, public = (seen(folder / "report" / "final.html") for folder in (out, out / "public"))
    assert ("Prosjektgruppen skriver her" in own, "Prosjektgruppen skriver her" in public) == (True, False)
    assert ("Bakgrunn" in own, "Bakgrunn" in public) == (True, False)
    assert "Metode" in public


def test_a_page_of_sheets_without_any_says_so(bench: Bench, tmp_path: Path) -> None:
    out = tmp_path / "out"
    content = "".join(
        f"{year}-0{k};{unit};{k % 2};1\n" for unit in "ABC" for year in (2021, 2022, 2023) for k in (1, 2)
    )
    bench.job(bench.header + content, units="start = 2023-01-01", rest=YEARLY, out=out)
    assert "Ett ark for hver avdeling" in seen(out / "report" / "board.html")
    public = seen(out / "public" / "report" / "board.html")
    assert "Her er ingen ark: Ingen avdeling har et diagram som kan vises." in public
    assert "Ett ark" not in public
