"""kvalspc.batch beside a NumPy version of the same work: nanoseconds per point.

The work: the p chart of many series (centre line, 3-sigma limits, which points are beyond, longest run and crossings).
The NumPy version does it for all series at once, as one would write it by hand; both must give the same counts.
Usage: python benchmarks/compare.py [SERIES]
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy as np

import kvalspc

if TYPE_CHECKING:
    from collections.abc import Callable

MONTHS = 60
REPEATS = 7


def register(series: int) -> tuple[np.ndarray, np.ndarray]:
    """Make counts and denominators, one row a series."""
    draw = np.random.default_rng(20231001)
    denominator = draw.integers(20, 100, (series, MONTHS)).astype(float)
    return draw.binomial(denominator.astype(int), 0.15).astype(float), denominator


def with_numpy(numerator: np.ndarray, denominator: np.ndarray) -> dict[str, np.ndarray]:
    """Compute what batch() reports, for series of equal length without gaps."""
    centre = numerator.sum(axis=1) / denominator.sum(axis=1)
    value = numerator / denominator
    sigma = np.sqrt(centre[:, None] * (1.0 - centre[:, None]) / denominator)
    beyond = np.abs(value - centre[:, None]) > 3.0 * sigma
    side = np.sign(value - centre[:, None]).astype(np.int8)
    longest = np.zeros(len(centre), dtype=int)
    crossings = np.zeros(len(centre), dtype=int)
    run = np.zeros(len(centre), dtype=int)
    last = np.zeros(len(centre), dtype=np.int8)
    for month in range(side.shape[1]):  # runs go along time: a loop over months, vectorised over series
        now = side[:, month]
        useful = now != 0
        same = useful & (now == last)
        crossings += useful & (last != 0) & ~same
        run = np.where(same, run + 1, np.where(useful, 1, run))
        longest = np.maximum(longest, run)
        last = np.where(useful, now, last)
    return {"centre": centre, "beyond": beyond.sum(axis=1), "longest_run": longest, "crossings": crossings}


def best(work: Callable[[], object], points: int) -> float:
    """Return the shortest time of some runs, in nanoseconds per point."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1e9 * min(times) / points


def main() -> None:
    """Time both, and compare their answers."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    numerator, denominator = register(series)
    offsets = np.arange(0, numerator.size + 1, MONTHS)
    flat = numerator.ravel(), denominator.ravel()

    def ours(threads: int) -> dict[str, np.ndarray]:
        return kvalspc.batch("p", *flat, offsets, limits="sigma", threads=threads)

    print(f"{series} series of {MONTHS} months, p chart, 3-sigma limits; ns per point, best of {REPEATS}")
    print(f"  NumPy                     {best(lambda: with_numpy(numerator, denominator), numerator.size):8.1f}")
    print(f"  kvalspc.batch, 1 thread   {best(lambda: ours(1), numerator.size):8.1f}")
    print(f"  kvalspc.batch, 2 threads  {best(lambda: ours(2), numerator.size):8.1f}")

    expected, got = with_numpy(numerator, denominator), ours(2)
    for column in ("beyond", "longest_run", "crossings"):
        differ = int((expected[column] != got[column]).sum())
        print(f"  {column}: {differ} of {series} series differ")
    largest = float(np.abs(expected["centre"] - got["centre"]).max())
    print(f"  centre: largest difference {largest:.1e}")


if __name__ == "__main__":
    main()
