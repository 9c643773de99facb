"""Scores on Spark are those of one machine, bit by bit, however the rows lie."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import kvalspc
from kvalspc import spark
from kvalspc.codes import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS, MONTHS = 12, 24
ARGUMENTS: dict[str, Any] = {
    "kind": "p", "unit": "unit", "period": "month", "numerator": "yes", "denominator": "patients",
    "start": "2023-01", "better": "higher", "dispersion": "shared", "target": "goal",
}  # fmt: skip


def register(indicators: int = 5) -> pa.Table:
    """Events of some indicators: some units without months, some that changed."""
    random = np.random.default_rng(20241122)
    rows: dict[str, list[Any]] = {name: [] for name in ("indicator", "unit", "month", "yes", "patients", "goal")}
    for indicator in range(indicators):
        for unit in range(UNITS):
            for month in range(MONTHS):
                if random.random() < 0.05:
                    continue
                patients = int(random.integers(5, 40))
                share = 0.5 + (0.15 if unit < 3 and month >= 12 else 0.0)
                rows["indicator"].append(f"i{indicator}")
                rows["unit"].append(f"u{unit:02}")
                rows["month"].append(f"{2022 + month // 12}-{month % 12 + 1:02}")
                rows["yes"].append(float(random.binomial(patients, share)))
                rows["patients"].append(patients)
                rows["goal"].append(0.6)
    return pa.table(rows)


def locally(table: pa.Table, **changed: Any) -> dict[str, list[Any]]:
    """Scores group by group with kvalspc.score: the oracle."""
    answer: dict[str, list[Any]] = {}
    for indicator in sorted(set(table["indicator"].to_pylist())):
        rows = table.filter(pa.compute.equal(table["indicator"], indicator))
        scores = kvalspc.score(rows, **{**ARGUMENTS, **changed})
        answer.setdefault("indicator", []).extend([indicator] * len(scores))
        answer.setdefault("unit", []).extend(scores.units)
        for name, values in scores.columns.items():
            answer.setdefault(name, []).extend(words_of(name, values))
    return answer


def same(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> None:
    assert list(one) == list(other)
    for name, values in one.items():
        if isinstance(values[0], float | np.floating):
            mine = np.array([np.nan if v is None else v for v in other[name]], dtype=np.float64)
            assert np.array(values, dtype=np.float64).tobytes() == mine.tobytes(), name
        else:
            assert [v.item() if isinstance(v, np.generic) else v for v in values] == other[name], name


@pytest.mark.parametrize("cut", [1, 7, 100, 100_000])
def test_a_worker_scores_whole_groups_wherever_its_batches_end(cut: int) -> None:
    table = register()
    batches = table.to_batches(max_chunksize=cut)
    answer = pa.Table.from_batches(spark._score_groups(batches, ["indicator"], ARGUMENTS))
    same(locally(table), answer.to_pydict())


def test_groups_of_two_columns_and_without_a_name() -> None:
    table = register(2).append_column("registry", pa.array([None] * 100 + ["a"] * (register(2).num_rows - 100)))
    groups = list(spark._whole_groups(table.to_batches(max_chunksize=13), ["indicator", "registry"]))
    assert [(g["indicator"][0].as_py(), g["registry"][0].as_py()) for g in groups] == [
        ("i0", None), ("i0", "a"), ("i1", "a"),
    ]  # fmt: skip
    assert pa.concat_tables(groups).equals(table.combine_chunks())


def test_no_rows_are_no_groups() -> None:
    assert list(spark._whole_groups(register().schema.empty_table().to_batches(), ["indicator"])) == []


def test_misuse_names_the_group() -> None:
    table = register(1)
    yes = np.array(table["yes"].to_pylist())
    yes[5] = -1.0
    bad = table.set_column(table.schema.get_field_index("yes"), "yes", pa.array(yes))
    with pytest.raises(ValueError, match="indicator 'i0': unit 'u00'"):
        list(spark._score_groups(bad.to_batches(), ["indicator"], ARGUMENTS))


# ------------------------------------------------------------------------------------------------------ on real Spark

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="pyspark or Java is not installed; tests/full spark installs both and runs this",
)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "3", "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1", "spark.sql.execution.arrow.maxRecordsPerBatch": "57",
    }  # fmt: skip
    builder = SparkSession.builder.master("local[3]").appName("kvalspc")
    for key, value in settings.items():
        builder = builder.config(key, value)
    started = builder.getOrCreate()
    yield started
    started.stop()


@needs_spark
@pytest.mark.filterwarnings("default")
def test_spark_gives_the_bits_of_one_machine(session: Any) -> None:
    table = register()
    shuffled = table.take(np.random.default_rng(7).permutation(table.num_rows))
    frame = session.createDataFrame(shuffled.to_pandas()).repartition(7)
    scores = spark.score(frame, by="indicator", **ARGUMENTS).orderBy("indicator", "unit").toArrow()
    same(locally(table), scores.to_pydict())


@needs_spark
@pytest.mark.filterwarnings("default")
def test_spark_of_charts_alone(session: Any) -> None:
    table = register()
    frame = session.createDataFrame(table.to_pandas())
    changed = {"kind": "run", "denominator": None, "start": None, "dispersion": "own", "better": None, "target": None}
    scores = spark.score(frame, by=["indicator"], **{**ARGUMENTS, **changed}).orderBy("indicator", "unit").toArrow()
    same(locally(table, **changed), scores.to_pydict())


@needs_spark
@pytest.mark.filterwarnings("default")
def test_wrong_arguments_are_told_before_spark_begins(session: Any) -> None:
    frame = session.createDataFrame(register(1).to_pandas())
    with pytest.raises(ValueError, match="got 'nothing', need columns of the frame: 'indicator'"):
        spark.score(frame, by="nothing", **ARGUMENTS)
    with pytest.raises(ValueError, match="indicator 'i0': better: got"):
        spark.score(frame, by="indicator", **{**ARGUMENTS, "better": "more"})
