"""Alerts that are known already: a CSV file of keys, kept by hand beside the project file."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from kvalspc.job.results import InputFile
from kvalspc.job.table_file import read_table
from kvalspc.job.wording import Wording, detail_of, quoted

if TYPE_CHECKING:
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project


def read_acknowledged(
    project: Project, as_of: date | None, problems: Problems
) -> tuple[frozenset[str], InputFile | None]:
    """Return the keys in the column `key` of the file that `alerts.acknowledged` names; none without such a file.

    A date in the column `until` is the last day that the row holds, compared with the as-of date; without
    either it holds. Other columns (who, why) are for people.
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
        keys = frozenset(row["key"] for row in rows if _holds(row.get("until", ""), as_of))
    except OSError as error:
        problems.add(
            "acknowledged_bad", file=name, detail=Wording("problem.detail.unreadable", {"detail": error.strerror})
        )
        return frozenset(), None
    except ValueError as error:
        problems.add("acknowledged_bad", file=name, detail=detail_of(error))
        return frozenset(), None
    raw = path.read_bytes()
    return keys, InputFile(name, hashlib.sha256(raw).hexdigest(), len(raw), len(rows))


def _holds(until: str, as_of: date | None) -> bool:
    return not until or as_of is None or as_of <= date.fromisoformat(until)
