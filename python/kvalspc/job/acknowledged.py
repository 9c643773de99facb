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


def read_acknowledged(
    project: Project, today: date | None, problems: Problems
) -> tuple[frozenset[str], InputFile | None]:
    """Return the keys in the column `key` of the file that `alerts.acknowledged` names; none without such a file.

    A date in the column `until` is the last day that the row holds, compared with `today`: the as-of date, or the day
    that the data reach, since no clock is read. Other columns (who, why) are for people.
    """
    name = project.alerts.acknowledged
    if name is None:
        return frozenset(), None
    rows, read = read_kept(
        project.folder / name,
        name,
        ["key"],
        lambda row, _: (row["key"], _holds(row, today)),
        "acknowledged_bad",
        problems,
    )
    return frozenset(key for key, holds in rows if holds), read


def _holds(row: dict[str, str], today: date | None) -> bool:
    until = row.get("until", "")
    if not until:
        return True
    try:
        last = day_of(until)
    except ValueError:
        raise ValueError(Wording("problem.detail.until", {"key": row["key"], "given": until})) from None
    return today is None or today <= last
