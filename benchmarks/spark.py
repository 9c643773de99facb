"""How far one machine goes: the same groups scored by kvalspc.score in a loop and by Spark on the same processors.

Usage: spark.py [--indicators N] [--units N] [--months N] [--workers N]     (needs kvalspc[spark] and Java 17)

Prints seconds of both, shortest of three rounds that take turns; Spark's first round, which starts its workers, stands
by itself. The data are synthetic and seeded.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import numpy as np
import pyarrow as pa
from pyspark.sql import SparkSession

import kvalspc
from kvalspc import spark

ARGUMENTS = {"unit": "unit", "period": "month", "numerator": "yes", "denominator": "patients"}


def register(indicators: int, units: int, months: int) -> pa.Table:
    """One row an indicator, unit and month."""
    random = np.random.default_rng(20241122)
    rows = indicators * units * months
    patients = random.integers(5, 40, rows)
    labels = [f"{2000 + k // 12}-{k % 12 + 1:02}" for k in range(months)]
    return pa.table(
        {
            "indicator": np.repeat(np.arange(indicators), units * months),
            "unit": np.tile(np.repeat(np.arange(units), months), indicators),
            "month": pa.array(labels).take(pa.array(np.tile(np.arange(months), indicators * units))),
            "yes": random.binomial(patients, 0.5),
            "patients": patients,
        }
    )


def seconds(work: object) -> float:
    """Time on the clock of one call."""
    begin = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--indicators", type=int, default=40)
    parser.add_argument("--units", type=int, default=110)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    given = parser.parse_args()
    table = register(given.indicators, given.units, given.months)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(f"local[{given.workers}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.sql.shuffle.partitions", str(2 * given.workers))
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    frame = session.createDataFrame(table.to_pandas()).cache()
    frame.count()
    size = given.units * given.months

    def one_machine() -> None:
        for k in range(given.indicators):
            kvalspc.score(table.slice(k * size, size), kind="p", **ARGUMENTS)

    def on_spark() -> None:
        spark.score(frame, by="indicator", kind="p", **ARGUMENTS).toArrow()

    first = seconds(on_spark)
    local, spread = zip(*((seconds(one_machine), seconds(on_spark)) for _ in range(3)), strict=True)
    print(f"{given.indicators} indicators, {given.units} units, {given.months} months: {table.num_rows} rows")
    print(f"kvalspc.score, one group after the other   {min(local):8.2f} s")
    print(f"kvalspc.spark.score, {given.workers} workers, first round {first:8.2f} s")
    print(f"kvalspc.spark.score, {given.workers} workers, later       {min(spread):8.2f} s")
    session.stop()


if __name__ == "__main__":
    main()
