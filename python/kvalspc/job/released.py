"""What the last public copy showed: what it hid stays hidden, since two copies could tell together what none does.

Of what was there before, a copy shows at most what the one before it showed: the two tell no more than the first did.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kvalspc.job.levels import LevelYear

SUPPRESSED = "suppressed"
"""The reason of a unit, or of all together, that is not shown."""


@dataclass(frozen=True)
class Released:
    """`units` and `totals` (by indicator) were hidden; `years` are the rows of agg_data that were shown."""

    units: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    indicators: frozenset[str] = frozenset()
    years: frozenset[tuple[str, str, str, int]] = frozenset()

    @cached_property
    def _latest(self) -> int | None:
        return max((year for *_, year in self.years), default=None)

    def hid(self, row: LevelYear) -> bool:
        """Whether a year of a level could have been in the last copy, and was not."""
        if self._latest is None or row.indicator not in self.indicators or row.year > self._latest:
            return False
        return (row.indicator, row.level, row.name, row.year) not in self.years


def read_released(folder: Path) -> Released:
    """Return what the public copy in a folder shows; nothing where there is none that kvalspc wrote."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        scores = pq.read_table(folder / "scores.parquet", columns=["indicator", "unit", "reason"]).to_pylist()
    except (OSError, pa.ArrowException, KeyError):
        return Released()
    hidden = [row for row in scores if row["reason"] == SUPPRESSED]
    return Released(
        units=frozenset(row["unit"] for row in hidden if row["unit"] != "total"),
        totals=frozenset(row["indicator"] for row in hidden if row["unit"] == "total"),
        indicators=frozenset(row["indicator"] for row in scores),
        years=frozenset(_years(folder / "agg_data.csv")),
    )


def _years(path: Path) -> list[tuple[str, str, str, int]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return [(row["ind_id"], row["unit_level"], row["unit_name"], int(row["year"])) for row in rows]
    except (OSError, KeyError, ValueError, TypeError, csv.Error):
        return []
