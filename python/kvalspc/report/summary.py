"""A run in a few lines, as summary.json: what the leaders' page of all projects is made from.

It holds the worded rows of the first page, so that a page of fifty projects needs no data, only fifty small files.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # pydantic reads the annotations
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording, got, keyed, quote
from kvalspc.report.badges import Badge  # noqa: TC001  # pydantic reads the annotations
from kvalspc.report.sparkline import DRAWING
from kvalspc.words.labels import SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kvalspc.job.results import Results
    from kvalspc.report.view import IndicatorView, Overview, Row

SUMMARY = "summary.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Line:
    """One unit, or all together."""

    name: str
    href: str
    group: str
    group_name: str
    said: str
    levels: str
    sparkline: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class Measured:
    """One indicator; `total` is None where the units cannot be added up."""

    title: str
    unit: str
    role: str
    goals: str
    total: Line | None
    units: tuple[Line, ...]
    beside: tuple[str, ...] = ()  # the units beside each other and beside those that had not begun, in sentences
    empty: str = ""  # why there is neither total nor unit; the empty text where there is one


@dataclass(frozen=True)
class Told:
    """The project in one language; `page` is its first page, beside the summary."""

    title: str
    registry: str
    state: str
    page: str
    alerts: int
    indicators: tuple[Measured, ...]
    screened: int = 0  # how many indicators have no rows


@dataclass(frozen=True)
class Summary:
    """One run, in each language of its project."""

    schema_version: int
    project: str
    data_until: str | None
    languages: Mapping[str, Told]

    def told(self, language: str) -> Told:
        """The project in a language, or in its first one."""
        return self.languages.get(language) or next(iter(self.languages.values()))


def told_of(results: Results, overview: Overview, *, page: str, registry: str, state: str) -> Told:
    """What a first page says, without its charts."""
    open_alerts = () if overview.alerts is None else (*overview.alerts.open, *overview.alerts.more)
    pairs = zip(results.indicators, overview.indicators, strict=True)
    return Told(
        title=overview.heading,
        registry=registry,
        state=state,
        page=page,
        alerts=len(open_alerts),
        indicators=tuple(_measured(found.indicator.role, view) for found, view in pairs),
        screened=overview.screened,
    )


def write_summary(results: Results, told: Mapping[str, Told], directory: Path) -> Path:
    """Write summary.json beside the pages."""
    from kvalspc.job.manifest import to_json

    until = None if results.data_until is None else results.data_until.isoformat()
    path = directory / SUMMARY
    text = to_json(asdict(Summary(SCHEMA_VERSION, results.project.project.id, until, told)))
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
    return path


def read_summary(path: Path) -> Summary:
    """Read a summary. ValueError, told as a `Wording`, where it is none, or was changed by hand into something else."""
    from pydantic import TypeAdapter, ValidationError

    try:
        summary = TypeAdapter(Summary).validate_json(path.read_bytes())
    except ValidationError:
        raise ValueError(Wording("problem.detail.summary_unreadable")) from None
    if summary.schema_version != SCHEMA_VERSION or not summary.languages:
        places = {"found": summary.schema_version, "needed": SCHEMA_VERSION}
        raise ValueError(Wording("problem.detail.summary_format", places))
    _require_date(summary.data_until)
    for told in summary.languages.values():
        if not told.indicators and not told.screened:
            raise ValueError(Wording("problem.detail.summary_empty"))
        for line in _lines(told.indicators):
            if not DRAWING.fullmatch(line.sparkline) or line.group not in SHOWN:
                raise ValueError(Wording("problem.detail.summary_drawing", {"name": line.name}))
    return summary


def _require_date(text: str | None) -> None:
    try:
        if text is not None:
            date.fromisoformat(text)
    except ValueError:
        raise ValueError(keyed("data_until", got(quote(text), Wording("problem.need.date_exists")))) from None


def _lines(indicators: Sequence[Measured]) -> list[Line]:
    return [line for one in indicators for line in (one.total, *one.units) if line is not None]


def _measured(role: str, view: IndicatorView) -> Measured:
    total = next((_line(row) for row in view.rows if row.is_total), None)
    units = tuple(_line(row) for row in view.rows if not row.is_total)
    empty = "" if view.rows else f"{view.empty}."
    return Measured(view.title, view.unit, role, view.goals, total, units, view.beside, empty)


def _line(row: Row) -> Line:
    return Line(
        row.name, row.href, row.group, row.group_name, row.said, row.levels, str(row.sparkline), tuple(row.badges)
    )
