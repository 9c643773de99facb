"""The p chart of many units as a good user of NumPy, pandas, polars or numba writes it: limits, signals and runs.

Every function takes the numerators and denominators of units with equally many periods, one row a unit, and returns the
columns `centre`, `beyond`, `longest_run` and `crossings`. A point on the centre line belongs to no run.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

CHUNK = 256  # units whose columns fit into the second-level cache

Answers = dict[str, Any]


def numpy_limits(numerator: np.ndarray, denominator: np.ndarray) -> Answers:
    """No runs: what is beyond the limits alone."""
    centre = numerator.sum(axis=1) / denominator.sum(axis=1)
    width = 3.0 * np.sqrt((centre * (1.0 - centre))[:, None] / denominator)
    beyond = np.abs(numerator / denominator - centre[:, None]) > width
    return {"centre": centre, "beyond": beyond.sum(axis=1)}


def numpy_limits_and_runs(numerator: np.ndarray, denominator: np.ndarray) -> Answers:
    found = numpy_limits(numerator, denominator)
    side = np.sign(numerator / denominator - found["centre"][:, None]).astype(np.int8).T.copy()
    units = side.shape[1]
    longest, crossings, run = (np.zeros(units, np.int32) for _ in range(3))
    last = np.zeros(units, np.int8)
    for now in side:  # runs go along time: a loop over periods, vectorised over units
        useful = now != 0
        same = useful & (now == last)
        crossings += useful & (last != 0) & ~same
        run = np.where(same, run + 1, np.where(useful, 1, run))
        longest = np.maximum(longest, run)
        last = np.where(useful, now, last)
    return {**found, "longest_run": longest, "crossings": crossings}


def numpy_in_chunks(numerator: np.ndarray, denominator: np.ndarray, work: Any = numpy_limits_and_runs) -> Answers:
    """As many units at a time as the cache holds: about twice as fast as all at once."""
    parts = [
        work(numerator[first : first + CHUNK], denominator[first : first + CHUNK])
        for first in range(0, len(numerator), CHUNK)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def long_columns(numerator: np.ndarray, denominator: np.ndarray) -> dict[str, np.ndarray]:
    """What a data frame of these units looks like, one row a unit and period."""
    units, periods = numerator.shape
    unit = np.repeat(np.arange(units), periods)
    return {"unit": unit, "numerator": numerator.ravel(), "denominator": denominator.ravel()}


def pandas_chart(frame: Any) -> Answers:
    """Grouped and transformed, without a Python function a unit."""
    total = frame.groupby("unit", sort=False)[["numerator", "denominator"]].transform("sum")
    centre = total["numerator"] / total["denominator"]
    value = frame["numerator"] / frame["denominator"]
    width = 3.0 * (centre * (1.0 - centre) / frame["denominator"]) ** 0.5
    beyond = ((value - centre).abs() > width).groupby(frame["unit"], sort=False).sum()
    useful = (value != centre).to_numpy()
    above, unit = (value > centre)[useful], frame["unit"][useful]
    new_unit = unit != unit.shift()
    turn = new_unit | (above != above.shift())
    lengths = turn.cumsum().to_frame("run").assign(unit=unit).groupby(["unit", "run"], sort=False).size()
    longest = lengths.groupby("unit", sort=False).max().reindex(beyond.index, fill_value=0)
    crossings = (turn & ~new_unit).groupby(unit, sort=False).sum().reindex(beyond.index, fill_value=0)
    return {
        "centre": centre.groupby(frame["unit"], sort=False).first().to_numpy(),
        "beyond": beyond.to_numpy(),
        "longest_run": longest.to_numpy(),
        "crossings": crossings.to_numpy(),
    }


def polars_chart(frame: Any) -> Answers:
    """Expressions over groups, with all its threads."""
    import polars as pl  # noqa: PLC0415

    x, n = pl.col("numerator"), pl.col("denominator")
    centre, value = (x.sum() / n.sum()).over("unit"), x / n
    points = (
        frame.lazy()
        .with_columns(centre.alias("centre"), value.alias("value"))
        .with_columns(
            beyond=(pl.col("value") - pl.col("centre")).abs()
            > 3.0 * (pl.col("centre") * (1.0 - pl.col("centre")) / n).sqrt(),
            above=pl.col("value") > pl.col("centre"),
            useful=pl.col("value") != pl.col("centre"),
        )
    )
    limits = points.group_by("unit", maintain_order=True).agg(pl.col("centre").first(), pl.col("beyond").sum())
    runs = (
        points.filter(pl.col("useful"))
        .group_by("unit", maintain_order=True)
        .agg(pl.col("above").rle().struct.field("len"))
        .select("unit", longest_run=pl.col("len").list.max(), crossings=pl.col("len").list.len() - 1)
    )
    answers = limits.join(runs, on="unit", how="left", maintain_order="left").fill_null(0).collect()
    return {name: answers[name].to_numpy() for name in ("centre", "beyond", "longest_run", "crossings")}


def numba_chart() -> Any:
    """A loop, compiled; one thread. Returns the function of (numerator, denominator)."""
    import numba  # noqa: PLC0415

    @numba.njit
    def chart(numerator, denominator, centre, beyond, longest_run, crossings):  # type: ignore[no-untyped-def]
        for unit in range(numerator.shape[0]):
            level = numerator[unit].sum() / denominator[unit].sum()
            signals, longest, run, turns, last = 0, 0, 0, 0, 0
            for k in range(numerator.shape[1]):
                patients = denominator[unit, k]
                deviation = numerator[unit, k] / patients - level
                if abs(deviation) > 3.0 * np.sqrt(level * (1.0 - level) / patients):
                    signals += 1
                if deviation == 0.0:
                    continue
                side = 1 if deviation > 0.0 else -1
                run = run + 1 if side == last else 1
                if side == -last:
                    turns += 1
                longest = max(longest, run)
                last = side
            centre[unit], beyond[unit], longest_run[unit], crossings[unit] = level, signals, longest, turns

    def work(numerator: np.ndarray, denominator: np.ndarray) -> Answers:
        units = len(numerator)
        out = {"centre": np.empty(units)}
        out |= {name: np.empty(units, np.int32) for name in ("beyond", "longest_run", "crossings")}
        chart(numerator, denominator, *out.values())
        return out

    return work


def data_table_seconds(numerator: np.ndarray, denominator: np.ndarray) -> tuple[float, float] | None:
    """Shortest and middle time that R's data.table takes, in a process of its own; None where it is not installed."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "columns")
        data.write_bytes(numerator.tobytes() + denominator.tobytes())
        script = Path(__file__).parent / "rivals" / "data_table.R"
        units, periods = numerator.shape
        ran = subprocess.run(
            [rscript, "--vanilla", str(script), str(data), str(units), str(periods)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if ran.returncode != 0:
        return None
    shortest, middle = (float(word) for word in ran.stdout.split())
    return shortest, middle
