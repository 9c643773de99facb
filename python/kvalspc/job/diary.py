"""The project's diary: a CSV file of notes, kept by hand beside the project file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.kept_table import read_kept
from kvalspc.job.project_chart import Mark
from kvalspc.job.times import day_of
from kvalspc.job.wording import Wording, quoted

if TYPE_CHECKING:
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project
    from kvalspc.job.results import InputFile


def with_diary(project: Project, problems: Problems) -> tuple[Project, InputFile | None]:
    """Return the project with a note for each row of the file that `project.diary` names, after its own marks.

    Columns are `date` and `text`, perhaps `unit` and `indicator` (empty: all); others are for people.
    """
    name = project.project.diary
    if name is None:
        return project, None
    known = [one.id for one in project.indicator]
    notes, read = read_kept(
        project.folder / name, name, ["date", "text"], lambda row, k: _note(row, k, known), "diary_bad", problems
    )
    return project.model_copy(update={"mark": (*project.mark, *notes)}), read


def _note(row: dict[str, str], number: int, indicators: list[str]) -> Mark:
    """Row `number`, the one below the header being 1. Its text may be about a person: messages never quote it."""
    given, text = row["date"].strip(), row["text"].strip()
    unit, indicator = ((row.get(name) or "").strip() or None for name in ("unit", "indicator"))
    try:
        day = day_of(given)
    except ValueError:
        raise ValueError(Wording("problem.detail.diary_date", {"row": number, "given": given})) from None
    if not text:
        raise ValueError(Wording("problem.detail.diary_text", {"row": number}))
    if indicator is not None and indicator not in indicators:
        places = {"row": number, "given": indicator, "known": quoted(indicators)}
        raise ValueError(Wording("problem.detail.diary_indicator", places))
    return Mark(date=day, kind="note", text=text, unit=unit, indicator=indicator)
