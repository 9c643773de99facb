"""Alerts that are known already: a CSV file of keys, kept by hand beside the project file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.kept_table import read_kept
from kvalspc.job.times import day_of
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from datetime import date

    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.results import InputFile


Known = tuple[tuple[str, "date | None"], ...]
"""Keys of alerts, and the last day that each is known for (None: for good)."""


def read_acknowledged(project: Project, problems: Problems) -> tuple[Known, InputFile | None]:
    """Return the rows of the file that `alerts.acknowledged` names: `key`, and `until` where there is such a column.

    Other columns (who, why) are for people. None without such a file.
    """
    name = project.alerts.acknowledged
    if name is None:
        return (), None
    rows, read = read_kept(project.folder / name, name, ["key"], _row, "acknowledged_bad", problems)
    return tuple(rows), read


def holding(known: Known, today: date | None) -> frozenset[str]:
    """The keys that still hold `today`: the as-of date, or the day that the data reach, since no clock is read."""
    return frozenset(key for key, until in known if until is None or today is None or today <= until)


def _row(row: dict[str, str], _: int) -> tuple[str, date | None]:
    until = row.get("until", "")
    if not until:
        return row["key"], None
    try:
        return row["key"], day_of(until)
    except ValueError:
        raise ValueError(Wording("problem.detail.until", {"key": row["key"], "given": until})) from None
