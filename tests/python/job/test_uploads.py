"""Several uploads in one delivery: the latest replaces all rows of an indicator, context and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "delivery_id;context;year;orgnr;ind_id;var;denominator\n"
YEARS = range(2012, 2024)


def _rows(upload: object, units: str = "AB", years: Any = YEARS, var: int = 20) -> str:
    return "".join(f"{upload};caregiver;{y};{unit};x;{var};50\n" for y in years for unit in units)


def _job(bench: Any, rows: str, **more: Any) -> Any:
    return bench.job(HEADER + rows, kind="delivery", **more)


@pytest.mark.parametrize(
    "uploads", [(9, 10), ("2024-03-17 09:15", "2024-03-17 10:15"), ("17.03.2024", "02.04.2024"), ("a", "b")]
)
def test_the_latest_upload_replaces_indicator_and_year(bench: Any, uploads: tuple[object, object]) -> None:
    first, second = uploads
    outcome = _job(bench, _rows(second, "A", [2023], 30) + _rows(first))
    assert bench.codes(outcome) == {"rows_replaced"}
    (told,) = outcome.problems
    assert 'not used: 2 (of "x")' in str(told)
    assert "opplasting" in told.said("nb")
    found = bench.unit(outcome, "A").points
    assert found.numerator.tolist() == [20.0] * 11 + [30.0]
    assert len(bench.unit(outcome, "B").points) == 11  # the later upload of 2023 has no row of B any more


def test_rows_without_an_upload_come_first(bench: Any) -> None:
    """An empty field does not turn numbers into text, where 10 would come before 9."""
    rows = _rows("9") + _rows("10", "A", [2023], 30) + _rows("", "AB", [2022], 7) + _rows("2", "A", [2021], 8)
    found = bench.unit(_job(bench, rows), "A").points.numerator.tolist()
    assert found == [20.0] * 11 + [30.0]


def test_numbers_beside_texts_are_refused(bench: Any) -> None:
    outcome = _job(bench, _rows(7) + _rows("mars", "A", [2023], 30))
    assert outcome.status == 3
    (told,) = bench.told(outcome, "uploads_mixed")
    assert told.endswith("both numbers (rows: 24) and other text (rows: 1), which have no order; "
                         "need either numbers or times for all uploads")  # fmt: skip


def test_uploads_of_a_typed_file_may_be_null(bench: Any) -> None:
    columns = {"delivery_id": [None, 9, 10], "year": [2023] * 3, "orgnr": ["A"] * 3, "var": [20, 25, 30]}
    table = pa.table({**columns, "denominator": [50] * 3, "ind_id": ["x"] * 3, "context": ["caregiver"] * 3})
    pq.write_table(table, bench.folder / "data.parquet")
    path = bench.write(
        '[project]\nid = "x"\n[data]\ndelivery = "data.parquet"\n[[indicator]]\nid = "x"\ntype = "andel"\n'
    )
    from kvalspc.job.run import run

    assert bench.unit(run(path, None), "A").points.numerator.tolist() == [30.0]


def test_other_indicators_and_contexts_stay(bench: Any) -> None:
    other = "".join(f"1;resident;{y};A;x;7;50\n1;caregiver;{y};A;z;7;50\n" for y in YEARS)
    outcome = _job(bench, other + _rows(1, "A") + _rows(2, "A", [2020], 31), data='context = "caregiver"')
    assert bench.unit(outcome, "A").points.numerator.tolist() == [20.0] * 8 + [31.0] + [20.0] * 3
    assert [p.words["count"] for p in outcome.problems if p.code == "rows_replaced"] == ["1"]
    outcome = _job(bench, other, data='context = "resident"')
    assert bench.unit(outcome, "A").points.numerator.tolist() == [7.0] * 12


def test_a_column_of_another_name(bench: Any) -> None:
    content = (HEADER + _rows(1) + _rows(2, "A", [2023], 30)).replace("delivery_id", "lastet_opp")
    outcome = bench.job(content, kind="delivery", data='columns = { upload = "lastet_opp" }')
    assert bench.unit(outcome, "A").points.numerator[-1] == 30


def test_history_says_that_a_year_was_revised(bench: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert _job(bench, _rows(1), out=out).status == 0
    outcome = _job(bench, _rows(1) + _rows(2, "AB", [2020], 24), out=out)
    told = bench.told(outcome, "history_revised")
    assert len(told) == 1
    assert "2020" in told[0]
