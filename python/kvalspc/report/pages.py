"""Pages: templates filled with what view.py made, written as files."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from kvalspc.plot.wording import visible
from kvalspc.report.board import sheets_of
from kvalspc.report.drawing import many_drawn
from kvalspc.report.final import sections_of
from kvalspc.report.focus import focus_of
from kvalspc.report.names import safe_name
from kvalspc.report.network import sides_of
from kvalspc.report.page import Link, Page, environment, fill
from kvalspc.report.summary import SUMMARY, told_of, write_summary
from kvalspc.report.view import (
    Href,
    UnitView,
    is_over,
    overview_of,
    page_file,
    project_title,
    state,
    unit_name,
    unit_views,
    until,
    unwritten_view,
    unwritten_views,
)
from kvalspc.words import LANGUAGES, label
from kvalspc.words.catalogue import say_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinja2 import Environment

    from kvalspc.job.results import Results
    from kvalspc.report.alerts import Entry
    from kvalspc.report.focus import Focus
    from kvalspc.report.network import Side
    from kvalspc.report.summary import Told
    from kvalspc.report.unwritten import Unwritten

Made = TypeVar("Made")

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
    written: list[Path] = []
    told: dict[str, Told] = {}

    def write_in(language: str) -> list[Path]:
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
        paths = writer.write()
        writer.tell(told)
        return paths

    with many_drawn() if apart else nullcontext():
        for language in languages:
            index = page_file("index", language, languages[0])
            written += unwritten.attempt_page(index, partial(write_in, language), list)
    unwritten.attempt_page(SUMMARY, lambda: write_summary(results, told, directory), lambda: None)
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
        make = partial(sides_of, self.results, language)
        self.sides: list[Side] | None = self._attempt("network", make, lambda: None)

    def tell(self, told: dict[str, Told]) -> None:
        """Add what the leaders' page of all projects shows of this one."""

        def make() -> None:
            told[self.language] = told_of(
                self.results,
                self.overview,
                page=self._file("index"),
                registry=visible(self.results.project.project.registry or ""),
                state=state(self.results, self.language),
            )

        self.unwritten.attempt_page(SUMMARY, make, lambda: None)

    def write(self) -> list[Path]:
        """Write all pages and return them, the first page first; it comes last, since it says which are missing."""
        make = partial(unit_views, self.results, self.language, self.alerts, self.unwritten)
        units = self._attempt("index", make, partial(unwritten_views, self.results, self.language))
        paths = [] if not self.results.indicators else self._other_pages(units)
        return [path for path in (self._shared("index", partial(self._index, units)), *paths) if path is not None]

    def _other_pages(self, units: Sequence[tuple[str, UnitView]]) -> list[Path | None]:
        """Write all pages but the first; of nothing but screening they would have nothing to say."""
        views = [view for _, view in units]
        paths = [self._shared("final", self._final_page), self._shared("board", partial(self._board_page, views))]
        if self.sides is None:
            paths.append(self._stand_in("network"))
        elif self.sides:
            paths.append(self._shared("network", partial(self._network_page, self.sides)))
        if self.apart:
            paths += [self._unit_page(identifier, view) for identifier, view in units]
        return paths

    def _shared(self, stem: str, make: Callable[[], Path]) -> Path | None:
        """Write a page that all units share, or one that says it could not be written."""
        return self._attempt(stem, make, partial(self._stand_in, stem))

    def _stand_in(self, stem: str) -> Path | None:
        first = stem == "index"
        units = {unit.unit: unit_name(unit, self.language) for unit in self.results} if first and self.apart else {}
        links = [(name, f"units/{self._file(safe_name(unit))}") for unit, name in units.items()]
        title = self._titles().get(stem, self.overview.heading)
        make = partial(
            self._fill,
            "unwritten.html.j2",
            self._file(stem),
            page=self._page("" if first else title, stem),
            title=title,
            pages=[*self._links(), *links] if first else (),
            home="" if first else self._file("index"),
        )
        return self._attempt(stem, make, lambda: None)

    def _attempt(self, stem: str, make: Callable[[], Made], instead: Callable[[], Made]) -> Made:
        return self.unwritten.attempt_page(self._file(stem), make, instead)

    def _others(self) -> str:
        """How many units have no page here, where some have none."""
        return say_count("report.left", self.left, self.language) if self.left else ""

    def _titles(self) -> dict[str, str]:
        """What the project's other pages are called, in the order of the first page."""
        if not self.results.indicators:
            return {}
        final = label("report.final" if is_over(self.results) else "report.status", self.language)
        network = {} if self.sides == [] else {"network": label("report.network", self.language)}
        return {**network, "final": final, "board": label("report.board", self.language)}

    def _links(self) -> list[tuple[str, str]]:
        """Name and file of the project's other pages; no file of one that could not be written."""
        files = {name: self._file(stem) for stem, name in self._titles().items()}
        return [(name, "" if file in self.unwritten.pages else file) for name, file in files.items()]

    def _index(self, units: Sequence[tuple[str, UnitView]]) -> Path:
        return self._fill(
            "index.html.j2",
            self._file("index"),
            page=self._page("", "index"),
            overview=self.overview,
            units=[] if self.apart else [view for _, view in units],
            pages=self._links(),
        )

    def _final_page(self) -> Path:
        kind = self._titles()["final"]
        return self._fill(
            "final.html.j2",
            self._file("final"),
            page=self._page(kind, "final"),
            kind=kind,
            heading=self.overview.heading,
            sections=sections_of(self.results, self.language),
            home=self._file("index"),
        )

    def _board_page(self, units: Sequence[UnitView]) -> Path:
        figures = {card.anchor: card.figure for unit in units for card in unit.cards if card.figure is not None}
        return self._fill(
            "board.html.j2",
            self._file("board"),
            page=self._page(self._titles()["board"], "board"),
            sheets=list(sheets_of(self.results, self.language, figures, self.unwritten)),
            heading=self.overview.heading,
            home=self._file("index"),
        )

    def _network_page(self, sides: Sequence[Side]) -> Path:
        return self._fill(
            "network.html.j2",
            self._file("network"),
            page=self._page(self._titles()["network"], "network"),
            sides=sides,
            heading=self.overview.heading,
            home=self._file("index"),
        )

    def _unit_page(self, identifier: str, view: UnitView) -> Path:
        own = self._file(safe_name(identifier))
        page, home = self._page(view.name, safe_name(identifier)), f"../{self._file('index')}"

        def filled(shown: UnitView) -> Path:
            values = {"page": page, "overview": self.overview, "unit": shown, "home": home}
            return self._fill("unit.html.j2", f"units/{own}", **values)

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
