"""Many units: a data frame with a row a unit and month in, a row a unit out."""

from __future__ import annotations

import polars as pl

import kvalspc

# Three departments; A and B began in January 2023, C has no intervention.
months = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
in_time = {
    "A": [8, 11, 9, 10, 12, 9, 10, 8, 11, 10, 9, 13, 14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15],
    "B": [10, 9, 11, 8, 12, 10, 9, 11, 10, 12, 9, 10, 11, 9, 10, 12, 8, 11, 10, 9, 12, 10, 11, 9],
    "C": [14, 15, 13, 16, 14, 15, 12, 14, 15, 13, 14, 15, 14, 13, 15, 14, 16, 13, 14, 15, 13, 14, 15, 14],
}
frame = pl.DataFrame(
    {
        "department": [name for name in in_time for _ in months],
        "month": months * len(in_time),
        "in_time": [count for counts in in_time.values() for count in counts],
        "treated": 20,
    }
)

scores = kvalspc.score(
    frame,
    kind="p",
    unit="department",
    period="month",
    numerator="in_time",
    denominator="treated",
    start={"A": "2023-01", "B": "2023-01"},
    better="higher",
)
table = scores.to_frame("polars")
print(table.select("unit", "baseline_level", "after_level", "verdict", "strength", "p_value"))

assert table["verdict"].to_list() == ["improved", "uncertain", "stable"]
