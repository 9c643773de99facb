"""What alerts.json says, as the pages show it: what was seen, where, since when, and whether somebody knows of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kvalspc.job.alerts import OPEN
from kvalspc.job.released import SUPPRESSED
from kvalspc.job.results import TOTAL
from kvalspc.plot.wording import visible
from kvalspc.report.measures import indicator_title
from kvalspc.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kvalspc.job.results import UnitResult
    from kvalspc.report.focus import Focus

Entry = dict[str, Any]

_GROUP = {"improvement": "better", "deterioration": "worse"}

IN_VIEW = 5
"""So many open alerts stand in view before the units, those that got worse first; the others are folded away."""


@dataclass(frozen=True)
class AlertView:
    """One alert on a page; without its key where nobody is to acknowledge it."""

    group: str
    group_name: str
    unit: str
    href: str
    about: str
    state: str
    since: str
    text: str
    key: str


@dataclass(frozen=True)
class Alerts:
    """The alerts that hold (and more of them), those that somebody has acknowledged, and those that are over.

    `others` hold too, of indicators without rows on the page. With how often alerts err.
    """

    open: tuple[AlertView, ...] = ()
    more: tuple[AlertView, ...] = ()
    others: tuple[AlertView, ...] = ()
    known: tuple[AlertView, ...] = ()
    over: tuple[AlertView, ...] = ()
    promises: tuple[str, ...] = ()
    none: str = ""  # what is said where nothing is open: of units that are not shown nothing is said


def is_open(entry: Mapping[str, Any]) -> bool:
    """Whether an alert holds and nobody has acknowledged it."""
    return entry["state"] in OPEN and not entry["acknowledged"]


def open_counts(entries: Sequence[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    """How many open alerts each (indicator, unit) has."""
    return Counter((str(one["indicator"]), str(one["unit"])) for one in entries if is_open(one))


def open_texts(entries: Sequence[Mapping[str, Any]], language: str) -> defaultdict[tuple[str, str], list[str]]:
    """What the open alerts of each (indicator, unit) say; empty texts where nothing is known any more."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in entries:
        if is_open(one):
            found[str(one["indicator"]), str(one["unit"])].append(one["text"].get(language, ""))
    return found


def alerts_of(
    focus: Focus, entries: Sequence[Mapping[str, Any]], language: str, href: Callable[[UnitResult], str]
) -> Alerts:
    """The alerts in a language, in the order of alerts.json; of the open ones first those of something worse."""
    units = {(unit.indicator, unit.unit): unit for unit in focus.results}
    known = (found.indicator for found in (*focus.results.indicators, *focus.screened))
    titles = {indicator.id: indicator_title(indicator, language) for indicator in known}
    apart = {found.indicator.id for found in focus.screened} if focus.results.indicators else set()
    groups: dict[str, list[AlertView]] = {"open": [], "others": [], "known": [], "over": []}
    for entry in entries:
        unit = units.get((entry["indicator"], entry["unit"]))
        where = "known" if entry["acknowledged"] else "open" if entry["state"] in OPEN else "over"
        where = "others" if where == "open" and entry["indicator"] in apart else where
        view = _view(entry, unit, titles.get(entry["indicator"], ""), language, href)
        groups[where].append(replace(view, key="") if focus.results.is_public else view)
    promises = tuple(map(visible, promises_of(entries, language)))
    first = sorted(groups["open"], key=lambda one: one.group != "worse")
    others, held, over = (tuple(groups[name]) for name in ("others", "known", "over"))
    hides = any(unit.reason == SUPPRESSED for unit in focus.results)
    none = label("alert.none.shown" if hides else "alert.none", language)
    return Alerts(tuple(first[:IN_VIEW]), tuple(first[IN_VIEW:]), others, held, over, promises, none)


def promises_of(entries: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """How often such alerts err, each sentence once."""
    said = (str(entry.get("promise", {}).get(language, "")) for entry in entries)
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def _view(
    entry: Mapping[str, Any], unit: UnitResult | None, title: str, language: str, href: Callable[[UnitResult], str]
) -> AlertView:
    group = _GROUP.get(str(entry["effect"]), "moved")
    return AlertView(
        group=group,
        group_name=label(f"alert.effect.{group}", language),
        unit=label("report.all_units", language) if entry["unit"] == TOTAL else visible(entry["unit_name"]),
        href="" if unit is None else href(unit),
        about=title,
        state=label(f"alert.state.{entry['state']}", language),
        since=label(f"alert.since.{'look' if entry['source'] == 'verdict' else entry['since']}", language),
        text=visible(entry["text"].get(language, "")),
        key=visible(entry["key"]),
    )
