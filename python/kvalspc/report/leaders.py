"""The leaders' page: all projects on one page, which of them work, and where to read on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from kvalspc.job.wording import Wording, detail_of, system_reason
from kvalspc.report.measures import main_place
from kvalspc.report.page import Link, Page, environment, fill
from kvalspc.report.summary import SUMMARY, Measured, read_summary
from kvalspc.report.view import Count, Row, group_name, page_file
from kvalspc.words import GROUPS, LANGUAGES, label
from kvalspc.words.catalogue import say_count
from kvalspc.words.labels import SHOWN
from kvalspc.words.numbers import day, integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kvalspc.report.summary import Line, Summary, Told


@dataclass(frozen=True)
class ProjectView:
    """One project: its answer on the indicator that matters most, and its units."""

    anchor: str
    title: str
    href: str
    registry: str
    state: str
    about: str
    goals: str
    empty: str
    total: Row | None
    counts: tuple[Count, ...]
    alerts: str
    rows: tuple[Row, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True)
class Leaders:
    """The whole page."""

    lead: str
    sure: str  # how a row is read; the empty text where no row has an answer
    counts: tuple[Count, ...]
    projects: tuple[ProjectView, ...]


def write_leaders(folders: Sequence[Path], directory: Path, languages: Sequence[str] = ("nb",)) -> list[Path]:
    """Write the page of all projects into a folder and return its files, one a language.

    Args:
        folders: results of `kvalspc run`, one folder a project; the page keeps their order.
        directory: where the page goes; it links to the projects' reports by relative paths.
        languages: "nb", "nn", "en". A project that was not written in one of them is shown in its own.

    Raises:
        ValueError: no folder, an unknown language, or a folder without a summary that this version reads.
    """
    unknown = [language for language in languages if language not in LANGUAGES]
    if not languages or unknown:
        raise ValueError(f"languages: got {list(languages)}, need at least one of {', '.join(LANGUAGES)}")
    if not folders:
        raise ValueError("folders: got none, need the results of at least one project")
    projects = [(folder / "report", _read(folder / "report" / SUMMARY)) for folder in folders]
    directory.mkdir(parents=True, exist_ok=True)
    return [_write(projects, directory, language, tuple(languages)) for language in languages]


def _read(path: Path) -> Summary:
    try:
        return read_summary(path)
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else detail_of(error)
        raise ValueError(Wording("problem.detail.no_results", {"path": path, "detail": reason})) from None


def _write(projects: list[tuple[Path, Summary]], directory: Path, language: str, languages: tuple[str, ...]) -> Path:
    views = tuple(
        _project(f"p-{k}", report, summary, directory, language)
        for k, (report, summary) in enumerate(projects, start=1)
    )
    lines = [line for _, summary in projects for line in _main(summary.told(language), language).units]
    until = max((summary.data_until for _, summary in projects if summary.data_until), default=None)
    page = Page(
        language=language,
        title=label("report.projects", language),
        registry="",
        elsewhere=tuple(
            Link(other, label(f"report.language.{other}", language), page_file("index", other, languages[0]))
            for other in languages
            if other != language
        ),
        until="" if until is None else _until(until, language),
        foot=label("report.made_with", language, version=_version()),
    )
    leaders = Leaders(
        lead=_lead([summary.told(language) for _, summary in projects], len(lines), language),
        sure=label("report.leaders.read", language) if lines else "",
        counts=_counts(lines, language) if lines else (),
        projects=views,
    )
    path = directory / page_file("index", language, languages[0])
    return fill(environment(), "leaders.html.j2", path, language, page=page, leaders=leaders)


def _lead(projects: Sequence[Told], units: int, language: str) -> str:
    """How many projects and units there are answers for; of projects that only screen the page knows no units."""
    answered = sum(1 for told in projects if told.indicators)
    only = len(projects) - answered
    said = []
    if answered:
        said.append(f"{say_count('count.project', answered, language)}, {say_count('count.unit', units, language)}.")
    if only:
        said.append(say_count("report.only_screens", only, language))
    return " ".join(said)


def _version() -> str:
    import kvalspc

    return kvalspc.__version__


def _until(text: str, language: str) -> str:
    from datetime import date

    return label("report.data_until", language, date=day(date.fromisoformat(text), language)).rstrip(".") + "."


def _main(told: Told, language: str) -> Measured:
    """The indicator that a project is judged by; of one that only screens how many it follows, and no units."""
    if told.indicators:
        return told.indicators[main_place(one.role for one in told.indicators)]
    return Measured(say_count("report.screens", told.screened, language), "", "screening", "", None, ())


def _project(anchor: str, report: Path, summary: Summary, directory: Path, language: str) -> ProjectView:
    told = summary.told(language)
    main = _main(told, language)
    base = _link(report, directory)
    return ProjectView(
        anchor=anchor,
        title=told.title,
        href=base + quote(told.page),
        registry=told.registry,
        state=told.state,
        about=main.title,
        goals=main.goals,
        empty=main.empty,
        total=None if main.total is None else _row(main.total, base, told, is_total=True),
        counts=_counts(main.units, language),
        alerts=say_count("count.alert", told.alerts, language) if told.alerts else "",
        rows=tuple(_row(line, base, told) for line in main.units),
        beside=main.beside,
    )


def _link(report: Path, directory: Path) -> str:
    return quote(os.path.relpath(report.resolve(), directory.resolve()).replace(os.sep, "/")) + "/"


def _row(line: Line, base: str, told: Told, *, is_total: bool = False) -> Row:
    href = base + (quote(told.page) + line.href if line.href.startswith("#") else line.href)
    # read_summary has checked that the drawing holds nothing but shapes.
    drawing = Markup(line.sparkline)
    return Row(line.name, href, line.group, line.group_name, line.said, line.levels, drawing, is_total, line.badges)


def _counts(lines: Sequence[Line], language: str) -> tuple[Count, ...]:
    return tuple(_counted([line.group for line in lines], language))


def _counted(groups: list[str], language: str) -> Iterator[Count]:
    for name in SHOWN:
        if name in groups or name in GROUPS:
            yield Count(name, group_name(name, language), integer(groups.count(name), language))
