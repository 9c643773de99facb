"""Alerts that are known already: a CSV file of keys, kept by hand beside the project file."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from kvalspc.job.results import InputFile
from kvalspc.job.table_file import read_table
from kvalspc.job.times import norwegian_day
from kvalspc.job.wording import Wording, detail_of, quoted, system_reason

if TYPE_CHECKING:
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project


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
    path = project.folder / name
    try:
        header, lines = read_table(path)
        if "key" not in header:
            raise ValueError(Wording("problem.detail.columns", {"columns": quoted(header), "need": "key"}))
        rows = [dict(zip(header, line, strict=True)) for line in lines]
        keys = frozenset(row["key"] for row in rows if _holds(row, today))
    except OSError as error:
        problems.add(
            "acknowledged_bad", file=name, detail=Wording("problem.detail.unreadable", {"detail": system_reason(error)})
        )
        return frozenset(), None
    except ValueError as error:
        problems.add("acknowledged_bad", file=name, detail=detail_of(error))
        return frozenset(), None
    raw = path.read_bytes()
    return keys, InputFile(name, hashlib.sha256(raw).hexdigest(), len(raw), len(rows))


def _holds(row: dict[str, str], today: date | None) -> bool:
    until = row.get("until", "")
    if not until:
        return True
    try:
        last = norwegian_day(until) if "." in until else date.fromisoformat(until)
    except ValueError:
        raise ValueError(Wording("problem.detail.until", {"key": row["key"], "given": until})) from None
    return today is None or today <= last
