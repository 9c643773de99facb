"""Planted changes: the job on synthetic registers of many seeds, its verdicts compared with the truth table.

Usage: planted.py [SEEDS]. Exit status 0 only when false verdicts and intervals are within their stated rates.
"""

from __future__ import annotations

import csv
import math
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvalspc.job.results import UnitResult

SEEDS = 40
STATED = 0.05  # docs/verdict.md: changed verdicts of units that did not change, and intervals that miss
CHANGED = ("improved", "worsened", "changed")


def units_of(seed: int, folder: Path) -> Iterator[tuple[dict[str, str], UnitResult]]:
    """Yield every participating unit of both projects of one register, with its row of the truth table."""
    from kvalspc.demo import write_stroke_register
    from kvalspc.job.pipeline import find_results
    from kvalspc.job.toml_errors import read_project

    register = write_stroke_register(folder / str(seed), seed=seed).parent
    with (register / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["unit"]: row for row in csv.DictReader(file, delimiter=";")}
    for name in ("project.toml", "project-p2.toml"):
        for unit in find_results(read_project(register / name)):
            if not unit.is_total:
                yield truth[unit.unit], unit


def count(seeds: int, folder: Path) -> Counter[str]:
    """Count verdicts by what was planted; of sustained changes of the share also intervals that hold the truth."""
    found: Counter[str] = Counter()
    for seed in range(1, seeds + 1):
        for truth, unit in units_of(seed, folder):
            planted = truth["planted"]
            found[f"{planted}: series"] += 1
            found[f"{planted}: changed verdict"] += unit.verdict in CHANGED
            found[f"{planted}: worsened"] += unit.verdict == "worsened"
            comparison = unit.comparison
            if planted == "sustained" and unit.indicator == "dtn30" and comparison is not None:
                effect = float(truth["share_after"]) - float(truth["share_before"])
                if not math.isnan(comparison.effect_lower):
                    found["sustained: intervals"] += 1
                    found["sustained: intervals that miss"] += not (
                        comparison.effect_lower <= effect <= comparison.effect_upper
                    )
    return found


def above(cases: int, of: int) -> bool:
    """Whether so many cases are more than the stated rate explains (three standard errors)."""
    return cases > of * STATED + 3 * math.sqrt(of * STATED * (1 - STATED))


def main() -> int:
    """Count, print, judge."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    with tempfile.TemporaryDirectory(prefix="kvalspc-planted-") as folder:
        found = count(seeds, Path(folder))
    for name, n in sorted(found.items()):
        print(f"{name:<34} {n:6d}")
    bad = above(found["none: changed verdict"], found["none: series"])
    bad |= above(found["sustained: intervals that miss"], found["sustained: intervals"])
    bad |= above(found["sustained: worsened"], found["sustained: series"])
    print(f"{seeds} registers: {'MORE' if bad else 'not more'} errors than the stated {STATED:.0%}")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
