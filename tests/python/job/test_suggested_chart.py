"""Which chart fits a unit is a remark where another one is drawn: by kvalspc.suggest, and where it is not told."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

import kvalspc
from kvalspc.report.method import method_of
from kvalspc.words import Measure

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
SPREAD = [300, 420, 280, 450, 310, 390, 260, 440, 330, 410, 270, 400] * 2  # of 1000: far more than chance
PLAIN = [300, 312, 291, 305, 298, 310, 295, 301, 309, 290, 304, 299] * 2  # less than chance


def job(bench: Any, hits: list[int], indicator: str = "", type_: str = "andel", out: Path | None = None) -> Any:
    of = ";1000" if type_ != "antall" else ""
    header = "period;resh;var;denominator\n" if of else "period;resh;var\n"
    rows = [f"{month};{unit};{k}{of}\n" for unit in "AB" for month, k in zip(MONTHS, hits, strict=True)]
    return bench.job(header + "".join(rows), type=type_, indicator=indicator, out=out)


@pytest.mark.parametrize(
    ("type_", "what", "fits"), [("andel", "shares", "pp"), ("rate", "rates", "up"), ("antall", "counts", "cp")]
)
def test_more_variation_than_chance_asks_for_another_chart(bench: Any, type_: str, what: str, fits: str) -> None:
    unit = bench.unit(job(bench, SPREAD, type_=type_), "A")
    found = kvalspc.suggest(SPREAD, None if what == "counts" else [1000] * 24, what=what)
    assert unit.better_chart == found
    assert found.kind == fits
    assert "overdispersed" in [one["reason"] for one in found.reasons]
    drawn = {"pp": ["pp"], "up": ["up"], "cp": ["cp", "up"]}[fits]
    for kind in drawn:
        assert bench.unit(job(bench, SPREAD, f'chart = "{kind}"', type_), "A").better_chart is None


def test_it_stands_in_the_scores_and_the_details_and_changes_nothing(bench: Any, tmp_path: Path) -> None:
    outcome = job(bench, SPREAD, out=tmp_path / "out")
    assert outcome.status == 0
    found = kvalspc.suggest(SPREAD, [1000] * 24, what="shares")
    scores = pq.read_table(tmp_path / "out" / "scores.parquet").to_pylist()
    assert [row["suggested_chart"] for row in scores] == ["pp", "pp", "pp"]
    assert found.text("nb") in html.unescape((tmp_path / "out" / "report" / "index.html").read_text("utf-8"))
    unit = bench.unit(outcome, "A")
    assert unit.chart.kind == "p"
    for language, term in (
        ("nb", "Diagram som passer tallene bedre"),
        ("nn", "Diagram som passar tala betre"),
        ("en", "A chart that fits the figures better"),
    ):
        assert dict(method_of(unit, Measure("andel"), language))[term] == found.text(language)


@pytest.mark.parametrize(
    ("hits", "indicator", "type_"),
    [
        (PLAIN, "", "andel"),
        (PLAIN, 'chart = "np"', "andel"),
        (PLAIN, "", "antall"),
        (PLAIN, 'chart = "c"', "antall"),
        (SPREAD, 'chart = "run"', "andel"),
        (SPREAD, 'chart = "mr"', "andel"),
        (SPREAD, "", "gjennomsnitt"),
        (SPREAD, "", "median"),
    ],
)
def test_nothing_is_said_where_the_chart_fits(bench: Any, hits: list[int], indicator: str, type_: str) -> None:
    assert bench.unit(job(bench, hits, indicator, type_), "A").better_chart is None


def test_a_plain_chart_fits_where_laneys_or_values_are_drawn(bench: Any) -> None:
    for kind in ("pp", "i", "ip"):
        unit = bench.unit(job(bench, PLAIN, f'chart = "{kind}"'), "A")
        assert unit.better_chart.kind == "p"


def test_what_is_left_out_of_the_chart_is_not_looked_at(bench: Any) -> None:
    odd = [*PLAIN[:10], 800, *PLAIN[11:]]
    assert bench.unit(job(bench, odd), "A").better_chart is not None
    rows = "".join(f"{month};A;{k};1000\n" for month, k in zip(MONTHS, odd, strict=True))
    mark = '[[mark]]\ndate = 2022-11-01\nkind = "exclude"\ntext = "Strike"\n'
    assert bench.unit(bench.job(bench.header + rows, rest=mark), "A").better_chart is None


@pytest.mark.parametrize("rows", ["0;1000", "5;0"])
def test_series_without_events_or_patients_are_no_trouble(bench: Any, rows: str) -> None:
    content = bench.header + "".join(f"{month};A;{rows.replace('5;0', '0;0')}\n" for month in MONTHS)
    assert bench.unit(bench.job(content), "A").status != "rejected"
