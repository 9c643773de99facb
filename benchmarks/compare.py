"""kvalspc.batch beside NumPy, in one process: the p chart of many units, 3-sigma limits, signals and runs.

The NumPy versions do it for all units at once, as a good NumPy user would write it: "limits" stops at the number of
points beyond their limits, "limits and runs" adds the longest run and the crossings. Their counts must agree.

The units are cut into slices of about a millisecond. The versions take turns, slice by slice, so that a busy machine
slows all of them; of each slice the shortest time counts. `spread` is the middle time over the shortest: near 1 on a
quiet machine. Ratios carry over to other machines, nanoseconds do not.

Usage: python benchmarks/compare.py [UNITS]
"""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

import kvalspc

if TYPE_CHECKING:
    from collections.abc import Callable

MONTHS = (24, 60)
SLICE = 256
ROUNDS = 15


def register(units: int, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Make counts and denominators, one row a unit, all units different."""
    draw = np.random.default_rng(20231001)
    level = draw.uniform(0.05, 0.95, (units, 1))
    denominator = draw.integers(20, 200, (units, months))
    return draw.binomial(denominator, level).astype(float), denominator.astype(float)


def numpy_limits(numerator: np.ndarray, denominator: np.ndarray) -> dict[str, np.ndarray]:
    """Centre line, limits, and how many points are beyond them."""
    centre = numerator.sum(axis=1) / denominator.sum(axis=1)
    width = 3.0 * np.sqrt((centre * (1.0 - centre))[:, None] / denominator)
    beyond = np.abs(numerator / denominator - centre[:, None]) > width
    return {"centre": centre, "beyond": beyond.sum(axis=1)}


def numpy_limits_and_runs(numerator: np.ndarray, denominator: np.ndarray) -> dict[str, np.ndarray]:
    """The same, and the longest run and the crossings; points on the centre line are skipped."""
    found = numpy_limits(numerator, denominator)
    side = np.sign(numerator / denominator - found["centre"][:, None]).astype(np.int8).T.copy()
    units = side.shape[1]
    longest, crossings, run = np.zeros(units, int), np.zeros(units, int), np.zeros(units, int)
    last = np.zeros(units, np.int8)
    for now in side:  # runs go along time: a loop over months, vectorised over units
        useful = now != 0
        same = useful & (now == last)
        crossings += useful & (last != 0) & ~same
        run = np.where(same, run + 1, np.where(useful, 1, run))
        longest = np.maximum(longest, run)
        last = np.where(useful, now, last)
    return {**found, "longest_run": longest, "crossings": crossings}


Version: TypeAlias = "Callable[[np.ndarray, np.ndarray], object]"


def take_turns(versions: dict[str, Version], numerator: np.ndarray, denominator: np.ndarray) -> dict[str, np.ndarray]:
    """Seconds of every version (key), slice (row) and round (column)."""
    slices = [slice(first, first + SLICE) for first in range(0, len(numerator), SLICE)]
    seconds = {name: np.empty((len(slices), ROUNDS)) for name in versions}
    for turn in range(ROUNDS):
        for k, rows in enumerate(slices):
            for name, work in versions.items():
                start = time.perf_counter()
                work(numerator[rows], denominator[rows])
                seconds[name][k, turn] = time.perf_counter() - start
    return seconds


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{named[0] if named else platform.machine()}, {os.cpu_count()} cores"


def ours(numerator: np.ndarray, denominator: np.ndarray, threads: int = 1) -> dict[str, np.ndarray]:
    """Compute the same with kvalspc."""
    offsets = np.arange(0, numerator.size + 1, numerator.shape[1])
    return kvalspc.batch("p", numerator.ravel(), denominator.ravel(), offsets, limits="sigma", threads=threads)


VERSIONS: dict[str, Version] = {
    "kvalspc, 1 thread": ours,
    "kvalspc, 2 threads": lambda x, n: ours(x, n, threads=2),
    "NumPy, limits": numpy_limits,
    "NumPy, limits and runs": numpy_limits_and_runs,
}


def main() -> None:
    """Compare the answers, then time all versions and print a table."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    print(f"{units} units, p chart, 3-sigma limits; shortest of {ROUNDS} rounds, versions taking turns")
    print(f"{processor()}; Python {platform.python_version()}, NumPy {np.__version__}, kvalspc {kvalspc.__version__}")
    print()
    print("| months | version | ns per point | spread | times kvalspc, 1 thread |")
    print("|--:|:--|--:|--:|--:|")
    for months in MONTHS:
        numerator, denominator = register(units, months)
        expected, got = numpy_limits_and_runs(numerator, denominator), ours(numerator, denominator)
        for column in ("beyond", "longest_run", "crossings"):
            differ = int((expected[column] != got[column]).sum())
            # Where a point lies exactly on its centre line, NumPy's division can put it beside the line.
            assert differ <= units // 1000, f"{column}: {differ} of {units} units differ"
        seconds = take_turns(VERSIONS, numerator, denominator)
        one = seconds["kvalspc, 1 thread"].min(axis=1).sum()
        for name, times in seconds.items():
            shortest = times.min(axis=1).sum()
            spread = np.median(times, axis=1).sum() / shortest
            per_point = 1e9 * shortest / numerator.size
            print(f"| {months} | {name} | {per_point:.1f} | {spread:.2f} | {shortest / one:.2f} |")


if __name__ == "__main__":
    main()
