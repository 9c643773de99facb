"""Draws the picture of the README, docs/images/unit.svg, from made-up numbers: run it again after a change of looks.

Usage: python examples/readme_picture.py [PATH]
"""

from __future__ import annotations

import sys
from pathlib import Path

import kvalspc
from kvalspc.periods import Period
from kvalspc.words import Measure

# Thrombolysed within 30 minutes, and all thrombolysed, a month. Synthetic: no patient is behind them.
BEFORE = [5, 8, 6, 4, 4, 7, 6, 5, 9, 6, 3, 7, 8, 5, 9, 4, 6, 8, 6, 7, 5, 7, 6, 8]
BEFORE_ALL = [16, 19, 17, 15, 18, 20, 15, 17, 21, 18, 16, 19, 20, 17, 18, 16, 19, 22, 17, 18, 16, 20, 18, 21]
AFTER = [11, 9, 13, 10, 12, 9, 15, 11, 10, 13, 12, 9]
AFTER_ALL = [19, 18, 20, 17, 21, 18, 21, 19, 18, 20, 21, 17]
WITHIN, ALL = [*BEFORE, *AFTER], [*BEFORE_ALL, *AFTER_ALL]


def draw(path: Path) -> Path:
    """Write the picture to `path`; the ending decides the format."""
    months = [str(Period.parse("2022-01") + i) for i in range(len(ALL))]
    chart = kvalspc.chart(
        "p", WITHIN, ALL, period=months, breaks="2024-01", target=0.5, better="higher",
        notes={"2023-03": "New triage trained"},
    )  # fmt: skip
    answer = kvalspc.compare(WITHIN, ALL, kind="p", start="2024-01", period=months, better="higher")
    share = Measure("andel", digits=0)
    title = answer.text("en", measure=share)
    chart.save(path, language="en", title=title, start="2024-01", provisional=34, measure=share)
    return path


if __name__ == "__main__":
    default = Path(__file__).resolve().parent.parent / "docs" / "images" / "unit.svg"
    print(draw(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
