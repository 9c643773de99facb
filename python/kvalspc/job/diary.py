"""The project's diary: a CSV file of notes, kept by hand beside the project file."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from kvalspc.job.project_chart import Mark
from kvalspc.job.results import InputFile
from kvalspc.job.table_file import read_table
from kvalspc.job.times import norwegian_day
from kvalspc.job.wording import Wording, detail_of, quoted, system_reason

if TYPE_CHECKING:
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project


def with_diary(project: Project, problems: Problems) -> tuple[Project, InputFile | None]:
    """Return the project with a note for each row of the file that `project.diary` names, after its own marks.

    Columns are `date` and `text`, perhaps `unit` and `indicator` (empty: all); others are for people.
    """
    name = project.project.diary
    if name is None:
        return project, None
    path = project.folder / name
    try:
        header, lines = read_table(path)
        for needed in ("date", "text"):
            if needed not in header:
                raise ValueError(Wording("problem.detail.columns", {"columns": quoted(header), "need": needed}))
        rows = [dict(zip(header, line, strict=True)) for line in lines]
        known = [one.id for one in project.indicator]
        notes = tuple(_note(row, k, known) for k, row in enumerate(rows, 1))
    except OSError as error:
        detail = Wording("problem.detail.unreadable", {"detail": system_reason(error)})
        problems.add("diary_bad", file=name, detail=detail)
        return project, None
    except ValueError as error:
        problems.add("diary_bad", file=name, detail=detail_of(error))
        return project, None
    raw = path.read_bytes()
    read = InputFile(name, hashlib.sha256(raw).hexdigest(), len(raw), len(rows))
    return project.model_copy(update={"mark": (*project.mark, *notes)}), read


def _note(row: dict[str, str], number: int, indicators: list[str]) -> Mark:
    """Row `number`, the one below the header being 1. Its text may be about a person: messages never quote it."""
    given, text = row["date"].strip(), row["text"].strip()
    unit, indicator = ((row.get(name) or "").strip() or None for name in ("unit", "indicator"))
    try:
        day = norwegian_day(given) if "." in given else date.fromisoformat(given)
    except ValueError:
        raise ValueError(Wording("problem.detail.diary_date", {"row": number, "given": given})) from None
    if not text:
        raise ValueError(Wording("problem.detail.diary_text", {"row": number}))
    if indicator is not None and indicator not in indicators:
        places = {"row": number, "given": indicator, "known": quoted(indicators)}
        raise ValueError(Wording("problem.detail.diary_indicator", places))
    return Mark(date=day, kind="note", text=text, unit=unit, indicator=indicator)
