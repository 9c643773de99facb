"""What the templates show: plain texts and drawings of one language, made from the results of a run."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from kvalspc.job.lists import verdict_q
from kvalspc.job.measure import measure_of
from kvalspc.job.released import SUPPRESSED
from kvalspc.plot.wording import Wording, visible
from kvalspc.report.alerts import alerts_of, open_counts, open_texts
from kvalspc.report.badges import badges_of, goals_text, lasting_text
from kvalspc.report.drawing import threads
from kvalspc.report.figures import Figure, figure_of
from kvalspc.report.lists import list_lines
from kvalspc.report.measures import indicator_title, pick
from kvalspc.report.method import Entry, method_of
from kvalspc.report.names import safe_name
from kvalspc.report.sparkline import frame_of, sparkline
from kvalspc.words import (
    GROUPS,
    Measure,
    goal_text,
    label,
    overview_text,
    pooled_lines,
    verdict_lines,
    verdict_short,
    verdict_text,
)
from kvalspc.words.catalogue import say_count
from kvalspc.words.labels import BEFORE_LOOK, HIDDEN, SHOWN, shown_groups
from kvalspc.words.levels import LevelWords
from kvalspc.words.numbers import day, integer
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import worded_strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from kvalspc.job.project import Indicator
    from kvalspc.job.results import IndicatorResult, Results, UnitResult
    from kvalspc.report.alerts import Alerts
    from kvalspc.report.alerts import Entry as AlertEntry
    from kvalspc.report.badges import Badge
    from kvalspc.report.focus import Focus
    from kvalspc.report.unwritten import Unwritten

#: Verdicts whose two or three words say enough beside the levels; of all others the whole sentence is shown.
BRIEF = frozenset({"improved", "worsened", "no_evidence", "stable", "too_few_data"})


@dataclass(frozen=True)
class Count:
    """How many units are in one of the four groups."""

    group: str
    name: str
    count: str


@dataclass(frozen=True)
class Row:
    """One unit in the overview of an indicator."""

    name: str
    href: str
    group: str
    group_name: str
    said: str
    levels: str
    sparkline: Markup
    is_total: bool
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class Card:
    """One unit and one indicator: the answer, and what it rests on."""

    anchor: str
    about: str
    group: str
    group_name: str
    answer: str
    numbers: str
    figure: Figure | None
    rejected: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    method: tuple[Entry, ...] = ()
    badges: tuple[Badge, ...] = ()
    alerts: tuple[str, ...] = ()  # what the open alerts say


@dataclass(frozen=True)
class UnitView:
    """All indicators of one unit."""

    name: str
    anchor: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class IndicatorView:
    """One indicator in the overview."""

    title: str
    unit: str
    anchor: str
    about: str
    rows: tuple[Row, ...]
    goals: str = ""
    beside: tuple[str, ...] = ()
    empty: str = ""  # what is said where there are no rows


@dataclass(frozen=True)
class Tally:
    """How many units of an indicator are in each group; where it has no rows on the page, `lists` names some."""

    title: str
    anchor: str
    counts: tuple[Count, ...]
    lists: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Overview:
    """The first page."""

    heading: str
    lead: tuple[str, ...]
    counts: tuple[Count, ...]  # where there is one indicator; with several each has its own
    indicators: tuple[IndicatorView, ...]
    tallies: tuple[Tally, ...]  # with several indicators: of each how many units are in which group
    screened: int = 0
    followed: str = ""  # how many indicators are only screened, and where their results stand
    warnings: tuple[str, ...] = field(default=())
    alerts: Alerts | None = None  # None: nothing is monitored


def project_title(results: Results, language: str) -> str:
    """The project's own name, or its id."""
    about = results.project.project
    return visible(pick(about.title, language, about.id))


def unit_name(unit: UnitResult, language: str) -> str:
    """The name of a unit as shown."""
    return label("report.all_units", language) if unit.is_total else visible(unit.name)


def groups_of(units: Sequence[UnitResult]) -> dict[str, str]:
    """The group that each unit of one indicator is shown in: that of its verdict, whatever its chart could draw."""
    return {unit.unit: name for unit, name in zip(units, shown_groups(map(counts_as, units)), strict=True)}


def counts_as(unit: UnitResult) -> str:
    """What a unit is counted as: its verdict, or why it has none that is told."""
    if unit.reason == SUPPRESSED:
        return HIDDEN
    return BEFORE_LOOK if unit.waits_for_look else unit.verdict


def q_of(units: Sequence[UnitResult]) -> dict[str, float]:
    """The q-value of each unit of one indicator among its units; NaN of all together, and where nothing was tested."""
    alone = [unit for unit in units if not unit.is_total]
    found = dict(zip([unit.unit for unit in alone], map(float, verdict_q(alone)), strict=True))
    return {unit.unit: found.get(unit.unit, math.nan) for unit in units}


def strengths_of(units: Sequence[UnitResult]) -> dict[str, str | None]:
    """The strength that words may use of each unit of one indicator where they stand in one list."""
    q_values = q_of(units)
    return {unit.unit: worded_strength(unit.comparison or unit, q_values[unit.unit]) for unit in units}


def short_of(unit: UnitResult, strength: str | None, language: str) -> str:
    """The verdict in a few words, which do not contradict the points beyond the limits of its drawing."""
    if counts_as(unit) in (HIDDEN, BEFORE_LOOK):
        return group_name(counts_as(unit), language)
    beyond = 0 if unit.chart is None else unit.chart.beyond
    return verdict_short(unit.verdict, strength, language, beyond=beyond)


def group_name(name: str, language: str) -> str:
    """What a group is called."""
    return label(f"group.{name}", language)


def in_order(results: Results, found: IndicatorResult) -> list[UnitResult]:
    """The total, then the units in the project's own order: never ranked."""
    asked = results.project.units.participate
    units = list(found.units)
    if asked != "all":
        place = {unit: i for i, unit in enumerate(asked)}
        units.sort(key=lambda unit: place.get(unit.unit, len(place)))
    return units if found.total is None else [found.total, *units]


def levels_text(unit: UnitResult, measure: Measure, language: str) -> str:
    """The level before and after ("34 → 58 %"; of units pooled: expected and seen), or the one level there is.

    All together, where some have not started, have the one level that their drawing has.
    """
    comparison = unit.comparison
    words = LevelWords(measure, language)
    if unit.pooled is not None and unit.pooled.controls:
        return _drawn_level(unit, words)
    if unit.pooled is not None and unit.verdict not in GROUPS["too_little"]:
        expected, reached = unit.pooled.contrast.expected, unit.pooled.contrast.after
        return _step(words, expected, reached, words.digits(expected, reached))
    if comparison is None or unit.verdict in GROUPS["too_little"]:
        return "–"
    before = comparison.baseline.level
    after = None if comparison.after is None else comparison.after.level
    if before is None or not math.isfinite(before):
        return "–"
    if after is None or not math.isfinite(after) or unit.verdict == "stable":
        return words.short(before, words.digits(before))
    return _step(words, before, after, shared_digits(words, comparison))


def _drawn_level(unit: UnitResult, words: LevelWords) -> str:
    levels = [] if unit.points is None else [float(v) for v in unit.points.centre if math.isfinite(v)]
    return words.short(levels[-1], words.digits(levels[-1])) if levels else "–"


def _step(words: LevelWords, before: float, after: float, digits: int) -> str:
    return f"{words.bare(before, digits)} → {words.short(after, digits)}"


def overview_of(
    focus: Focus, language: str, href: Href, alerts: Sequence[AlertEntry], unwritten: Unwritten
) -> Overview:
    """The first page: sentence, counts, alerts, and the units of each indicator."""
    told = open_counts(alerts)

    def made(found: IndicatorResult) -> IndicatorView:
        make = partial(_indicator_view, found, focus.results, language, href, told, unwritten)
        return unwritten.attempt_page(href.page, make, partial(_unwritten_indicator, found, language))

    indicators = tuple(made(found) for found in focus.results.indicators)

    def torn() -> Overview:
        said = f"{label('report.unwritten_part', language)} {label('report.unwritten_rest', language)}"
        return Overview(project_title(focus.results, language), (said,), (), indicators, ())

    whole = partial(_overview_of, focus, language, href, alerts, indicators)
    return unwritten.attempt_page(href.page, whole, torn)


def _overview_of(
    focus: Focus,
    language: str,
    href: Href,
    alerts: Sequence[AlertEntry],
    indicators: tuple[IndicatorView, ...],
) -> Overview:
    results = focus.results
    shown = results.indicators or focus.screened
    everyone = [unit for found in shown for unit in found.units]
    many = len(shown) > 1 or not results.indicators
    several = say_count("count.indicator", len(shown), language)
    people = say_count("count.unit", len({unit.unit for unit in everyone}), language)
    watched = any(unit.watches for found in (*results.indicators, *focus.screened) for unit in found)
    return Overview(
        project_title(results, language),
        (f"{people}, {several}.",) if many else (_counted(everyone, language),),
        () if many else _counts(everyone, language),
        indicators,
        _tallies(shown, language, linked=bool(results.indicators)) if many else (),
        len(focus.screened),
        _followed(focus, language),
        _loose(results, language),
        alerts_of(focus, alerts, language, href) if watched or alerts else None,
    )


def _indicator_view(
    found: IndicatorResult,
    results: Results,
    language: str,
    href: Href,
    told: Mapping[tuple[str, str], int],
    unwritten: Unwritten,
) -> IndicatorView:
    units = in_order(results, found)
    frame = frame_of(units)
    groups, strengths = groups_of(units), strengths_of(units)

    def row(unit: UnitResult) -> Row:
        measure = measure_of(found.indicator, unit.period_type)
        return Row(
            unit_name(unit, language),
            href(unit),
            groups[unit.unit],
            group_name(groups[unit.unit], language),
            _said(unit, measure, language, strengths[unit.unit]),
            levels_text(unit, measure, language),
            sparkline(unit, groups[unit.unit], frame),
            unit.is_total,
            badges_of(unit, told[unit.indicator, unit.unit], language),
        )

    def without_answer(unit: UnitResult) -> Row:
        empty = replace(unit, status="rejected", points=None, chart=None, comparison=None, pooled=None, goals=())
        return replace(row(empty), said=label("report.unwritten", language))

    rows = tuple(unwritten.attempt(u, partial(row, u), partial(without_answer, u)) for u in units)
    alone = [unit for unit in units if not unit.is_total]
    return IndicatorView(
        indicator_title(found.indicator, language),
        Wording(language, measure_of(found.indicator)).unit(),
        indicator_anchor(found.indicator),
        _counted(alone, language) if len(results.indicators) > 1 else "",
        rows,
        goals_text(alone, language),
        tuple(f"{asked}: {said}" for asked, said in list_lines(found, language)),
        label("report.no_data", language),
    )


def _unwritten_indicator(found: IndicatorResult, language: str) -> IndicatorView:
    """Stands where the rows of an indicator could not be made."""
    anchor, title = indicator_anchor(found.indicator), indicator_title(found.indicator, language)
    return IndicatorView(title, "", anchor, "", (), empty=label("report.unwritten", language))


def _tallies(shown: Sequence[IndicatorResult], language: str, *, linked: bool) -> tuple[Tally, ...]:
    columns = [count.group for found in shown for count in _counts(found.units, language)]
    return tuple(
        Tally(
            indicator_title(found.indicator, language),
            indicator_anchor(found.indicator) if linked else "",
            _counts(found.units, language, columns),
            () if linked else tuple(list_lines(found, language, filled=True)),
        )
        for found in shown
    )


def _followed(focus: Focus, language: str) -> str:
    """How many indicators have no pages, and where their results stand; of all of them only where these stand."""
    if not focus.screened:
        return ""
    if not focus.results.indicators:
        return label("report.screened", language)
    return say_count("report.followed", len(focus.screened), language)


def indicator_anchor(indicator: Indicator) -> str:
    """The anchor of an indicator's rows on the first page."""
    return f"i-{safe_name(indicator.id)}"


def _counted(units: Sequence[UnitResult], language: str) -> str:
    return overview_text(map(counts_as, units), language)


def _counts(units: Sequence[UnitResult], language: str, also: Sequence[str] = ()) -> tuple[Count, ...]:
    """The leaders' four groups where a change was planned, others where a unit is in them or `also` names them."""
    groups = list(groups_of(units).values())
    planned = set(GROUPS) if any(unit.start is not None for unit in units) else {"too_little"}
    shown = [g for g in SHOWN if g in planned or g in groups or g in also]
    return tuple(Count(g, group_name(g, language), integer(groups.count(g), language)) for g in shown)


def _said(unit: UnitResult, measure: Measure, language: str, strength: str | None) -> str:
    if unit.status == "rejected":
        return label("report.rejected", language)
    if unit.verdict in BRIEF and (unit.pooled is None or unit.verdict in GROUPS["too_little"]):
        short = short_of(unit, strength, language)
        lasting = lasting_text(unit, language)
        return f"{short}. {lasting}" if lasting else short
    shown = None if unit.comparison is None else replace(unit.comparison, strength=strength)
    return _answer(replace(unit, comparison=shown), measure, language)


def _answer(unit: UnitResult, measure: Measure, language: str) -> str:
    """The sentence: the indicator's title stands above it, so it is not repeated."""
    if unit.status == "rejected":
        return label("report.rejected", language)
    if unit.comparison is not None:
        return visible(verdict_text(unit.comparison, language, measure, own_words=False))
    return visible(unit.text.get(language) or short_of(unit, unit.strength, language))


def card_of(unit: UnitResult, found: IndicatorResult, group: str, language: str, alerts: Sequence[str] = ()) -> Card:
    """Everything about one unit and one indicator."""
    measure = measure_of(found.indicator, unit.period_type)
    lines = [] if unit.comparison is None else verdict_lines(unit.comparison, language, measure)
    lines += [] if unit.pooled is None else pooled_lines(unit.pooled, language, measure)
    lines += [goal_text(goal, language, measure) for goal in unit.goals]
    refused = unit.status == "rejected"
    problems = tuple(visible(problem.said(language)) for problem in unit.problems)
    return Card(
        anchor=card_anchor(unit),
        about=indicator_title(found.indicator, language),
        group=group,
        group_name=group_name(group, language),
        answer=_answer(unit, measure, language),
        numbers=visible(" ".join(lines)),
        figure=figure_of(unit, measure, indicator_title(found.indicator, language), language),
        rejected=problems if refused else (),
        warnings=() if refused else problems,
        method=tuple((visible(term), visible(text)) for term, text in method_of(unit, measure, language)),
        badges=badges_of(unit, len(alerts), language),
        alerts=tuple(visible(text) for text in alerts if text),
    )


def unwritten_card(unit: UnitResult, found: IndicatorResult, language: str) -> Card:
    """Stands where the card of a unit could not be made."""
    return _unwritten_card(card_anchor(unit), indicator_title(found.indicator, language), language)


def _unwritten_card(anchor: str, about: str, language: str) -> Card:
    return Card(anchor, about, "", "", label("report.unwritten", language), "", None)


def unwritten_view(view: UnitView, language: str) -> UnitView:
    """Stands where the page of a unit could not be written."""
    cards = tuple(_unwritten_card(card.anchor, card.about, language) for card in view.cards)
    return UnitView(view.name, view.anchor, cards)


def card_anchor(unit: UnitResult) -> str:
    """The anchor of one unit and one indicator."""
    return f"c-{safe_name(unit.unit)}-{safe_name(unit.indicator)}"


def unit_views(
    results: Results, language: str, alerts: Sequence[AlertEntry], unwritten: Unwritten
) -> list[tuple[str, UnitView]]:
    """(id, view) of the total and of every unit, with all its indicators, in the project's order."""
    told = open_texts(alerts, language)
    asked = []

    def made_of(unit: UnitResult, found: IndicatorResult, *rest: Any) -> Card:
        return unwritten.attempt(
            unit, lambda: card_of(unit, found, *rest), lambda: unwritten_card(unit, found, language)
        )

    for found in results.indicators:
        units = in_order(results, found)
        groups = groups_of(units)
        asked += [(unit, found, groups[unit.unit], language, told[unit.indicator, unit.unit]) for unit in units]
    with ThreadPoolExecutor(threads()) as pool:
        made = list(pool.map(lambda one: made_of(*one), asked))
    return _by_unit([(unit, card) for (unit, *_), card in zip(asked, made, strict=True)], language)


def unwritten_views(results: Results, language: str) -> list[tuple[str, UnitView]]:
    """Stand where what the cards of all units share could not be made."""
    made = [(unit, found) for found in results.indicators for unit in in_order(results, found)]
    return _by_unit([(unit, unwritten_card(unit, found, language)) for unit, found in made], language)


def _by_unit(made: Sequence[tuple[UnitResult, Card]], language: str) -> list[tuple[str, UnitView]]:
    cards: dict[str, list[Card]] = {}
    names: dict[str, str] = {}
    for unit, card in made:
        names.setdefault(unit.unit, unit_name(unit, language))
        cards.setdefault(unit.unit, []).append(card)
    views = []
    for identifier, own in cards.items():
        views.append((identifier, UnitView(names[identifier], f"u-{safe_name(identifier)}", tuple(own))))
    return views


def _loose(results: Results, language: str) -> tuple[str, ...]:
    """Problems that concern no single unit."""
    return tuple(visible(problem.said(language)) for problem in results.problems if problem.unit is None)


def until(results: Results, language: str) -> str:
    """Until when the data go and from when they are provisional, or the empty text."""
    texts = [said] if (said := state(results, language)) else []
    if results.data_until is not None:
        texts.append(label("report.data_until", language, date=day(results.data_until, language)).rstrip(".") + ".")
    complete = results.project.data.complete_until
    if complete is not None and (results.data_until is None or complete < results.data_until):
        texts.append(label("report.provisional_after", language, date=day(complete, language)))
    return " ".join(texts)


def state(results: Results, language: str) -> str:
    """Whether the project is over, where its file says when it ends; else the empty text."""
    end = results.project.project.end
    if end is None or results.data_until is None:
        return ""
    if is_over(results):
        return label("report.until_end", language, date=day(end, language))
    return label("report.under_way", language)


def is_over(results: Results) -> bool:
    """Whether the data go on after the project's end."""
    end = results.project.project.end
    return end is not None and results.data_until is not None and end < results.data_until


class Href:
    """Where the card of a unit stands, seen from the first page."""

    def __init__(self, language: str, *, first: str, apart: bool) -> None:
        self.language, self.first, self.apart = language, first, apart

    @property
    def page(self) -> str:
        """The file of the first page."""
        return page_file("index", self.language, self.first)

    def __call__(self, unit: UnitResult) -> str:
        """The link: an anchor of the same page, or of the unit's own."""
        anchor = f"#{card_anchor(unit)}"
        return f"units/{page_file(safe_name(unit.unit), self.language, self.first)}{anchor}" if self.apart else anchor


def page_file(page: str, language: str, first: str) -> str:
    """The file of a page ("index", "final" ..., a unit's own name); the first language has the plain name."""
    return page + ("" if language == first else f".{language}") + ".html"
