"""Pages: templates filled with what view.py made, written as files."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from kvalspc.plot.wording import visible
from kvalspc.report.board import sheets_of
from kvalspc.report.drawing import many_drawn
from kvalspc.report.final import sections_of
from kvalspc.report.focus import focus_of
from kvalspc.report.names import safe_name
from kvalspc.report.network import sides_of
from kvalspc.report.page import Link, Page, environment, fill
from kvalspc.report.summary import told_of, write_summary
from kvalspc.report.view import (
    Href,
    Overview,
    UnitView,
    is_over,
    overview_of,
    page_file,
    project_title,
    state,
    unit_views,
    until,
    unwritten_view,
)
from kvalspc.words import LANGUAGES, label
from kvalspc.words.catalogue import say_count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment

    from kvalspc.job.results import Results
    from kvalspc.report.alerts import Entry
    from kvalspc.report.focus import Focus
    from kvalspc.report.summary import Told
    from kvalspc.report.unwritten import Unwritten

APART = 40
"""With more charts than this each unit gets a page of its own."""


def write_pages(
    results: Results, directory: Path, languages: Sequence[str], alerts: Sequence[Entry], unwritten: Unwritten
) -> list[Path]:
    """See `kvalspc.report.write`."""
    unknown = [language for language in languages if language not in LANGUAGES]
    if not languages or unknown:
        raise ValueError(f"languages: got {list(languages)}, need at least one of {', '.join(LANGUAGES)}")
    focus = focus_of(results)
    apart = sum(1 for unit in focus.results if unit.chart is not None) > APART
    templates = environment()
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    told: dict[str, Told] = {}
    with many_drawn() if apart else nullcontext():
        for language in languages:
            writer = _Writer(
                focus,
                directory,
                templates,
                language=language,
                languages=tuple(languages),
                apart=apart,
                alerts=alerts,
                unwritten=unwritten,
            )
            written += writer.write()
            told[language] = writer.told()
    write_summary(results, told, directory)
    return written


class _Writer:
    """Writes all pages of one language."""

    def __init__(
        self,
        focus: Focus,
        directory: Path,
        environment: Environment,
        *,
        language: str,
        languages: tuple[str, ...],
        apart: bool,
        alerts: Sequence[Entry],
        unwritten: Unwritten,
    ) -> None:
        self.results, self.directory, self.environment = focus.results, directory, environment
        self.language, self.languages, self.apart = language, languages, apart
        self.alerts, self.left, self.unwritten = alerts, focus.left, unwritten
        href = Href(language, first=languages[0], apart=apart)
        self.overview = overview_of(focus, language, href, alerts, unwritten)
        self.sides = sides_of(self.results, language)

    def told(self) -> Told:
        """What the leaders' page of all projects shows of this one."""
        return told_of(
            self.results,
            self.overview,
            page=self._file("index"),
            registry=visible(self.results.project.project.registry or ""),
            state=state(self.results, self.language),
        )

    def write(self) -> list[Path]:
        overview = self.overview
        units = unit_views(self.results, self.language, self.alerts, self.unwritten)
        index = self._file("index")
        page = self._page("", "index")
        below = [] if self.apart else [view for _, view in units]
        paths = [
            self._fill("index.html.j2", index, page=page, overview=overview, units=below, pages=self._other_pages())
        ]
        if not self.results.indicators:  # nothing but screening: the other pages would have nothing to say
            return paths
        paths += [self._final_page(index), self._board_page(index, [view for _, view in units])]
        if self.sides:
            paths.append(self._network_page(index))
        if self.apart:
            paths += [self._unit_page(identifier, view, overview, index) for identifier, view in units]
        return paths

    def _others(self) -> str:
        """How many units have no page here, where some have none."""
        return say_count("report.left", self.left, self.language) if self.left else ""

    def _other_pages(self) -> list[tuple[str, str]]:
        """Name and file of the project's other pages."""
        if not self.results.indicators:
            return []
        kind = "report.final" if is_over(self.results) else "report.status"
        pages = [
            (label(kind, self.language), self._file("final")),
            (label("report.board", self.language), self._file("board")),
        ]
        if self.sides:
            pages.insert(0, (label("report.network", self.language), self._file("network")))
        return pages

    def _final_page(self, index: str) -> Path:
        kind = label("report.final" if is_over(self.results) else "report.status", self.language)
        return self._fill(
            "final.html.j2",
            self._file("final"),
            page=self._page(kind, "final"),
            kind=kind,
            heading=self.overview.heading,
            sections=sections_of(self.results, self.language),
            home=index,
        )

    def _board_page(self, index: str, units: Sequence[UnitView]) -> Path:
        figures = {card.anchor: card.figure for unit in units for card in unit.cards if card.figure is not None}
        return self._fill(
            "board.html.j2",
            self._file("board"),
            page=self._page(label("report.board", self.language), "board"),
            sheets=list(sheets_of(self.results, self.language, figures, self.unwritten)),
            heading=self.overview.heading,
            home=index,
        )

    def _network_page(self, index: str) -> Path:
        return self._fill(
            "network.html.j2",
            self._file("network"),
            page=self._page(label("report.network", self.language), "network"),
            sides=self.sides,
            heading=self.overview.heading,
            home=index,
        )

    def _unit_page(self, identifier: str, view: UnitView, overview: Overview, index: str) -> Path:
        own = self._file(safe_name(identifier))
        page = self._page(view.name, safe_name(identifier))

        def filled(shown: UnitView) -> Path:
            home = f"../{index}"
            return self._fill("unit.html.j2", f"units/{own}", page=page, overview=overview, unit=shown, home=home)

        unit = next(unit for unit in self.results if unit.unit == identifier)
        return self.unwritten.attempt(unit, lambda: filled(view), lambda: filled(unwritten_view(view, self.language)))

    def _file(self, page: str, language: str | None = None) -> str:
        return page_file(page, language or self.language, self.languages[0])

    def _page(self, name: str, file: str) -> Page:
        about = self.results.project.project
        title = project_title(self.results, self.language)
        if name:
            title = label("report.page_title", self.language, title=name, page=title)
        return Page(
            language=self.language,
            title=title,
            registry=visible(about.registry or ""),
            elsewhere=tuple(
                Link(other, label(f"report.language.{other}", self.language), self._file(file, other))
                for other in self.languages
                if other != self.language
            ),
            until=f"{until(self.results, self.language)} {self._others()}".strip(),
            foot=label("report.made_with", self.language, version=self.results.version),
        )

    def _fill(self, template: str, name: str, **values: Any) -> Path:
        return fill(self.environment, template, self.directory / name, self.language, **values)
