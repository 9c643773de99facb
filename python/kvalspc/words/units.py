"""Many units in words: the funnel, the variation between units, lists of tests, and units chosen for a project."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc._core import units_for_dispersion
from kvalspc._funnel import OUTLIER_LEVEL
from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.numbers import period_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kvalspc._funnel import Funnel
    from kvalspc._variation import Variation
    from kvalspc.multiplicity import Shortlist
    from kvalspc.selection import Selection

NAMED = 6
"""So many units are named in a sentence; of more it is said how many they are."""

SURELY = 0.95
"""Probability from which a unit is said to be worse than all together."""


def measure_of(kind: str, per: float = 1) -> Measure:
    """How units of a kind are worded when nothing more is known of the indicator."""
    return Measure("gjennomsnitt") if kind == "oe" else Measure.for_kind(kind, per)


def funnel_text(funnel: Funnel, language: str = "nb", *, measure: Measure | None = None) -> str:
    """Describe a funnel: which units stand out, from what, and how many would by chance alone.

    Raises ValueError for an unknown language.
    """
    check_language(language)
    levels = LevelWords(measure or measure_of(funnel.kind, funnel.per), language)
    value = [float(v) for v in funnel.units["value"]]
    known = [k for k, v in enumerate(value) if math.isfinite(v)]
    if not known:
        return say("funnel.nothing", language)
    digits = levels.digits(funnel.centre)

    def named(rows: Sequence[int]) -> str:
        return _listed([f"{funnel.units['unit'][k]} ({levels.short(value[k], digits)})" for k in rows], language)

    beyond = [k for k in known if funnel.units["unusual"][k]]
    alien = [k for k in known if funnel.units["outlier"][k]]
    title = levels.title()
    head = "funnel.head.title" if title else "funnel.head"
    parts = [say(head, language, units=say_count("count.unit", len(known), language), title=title)]
    if beyond:
        parts.append(say_count("funnel.beyond", len(beyond), language, units=named(beyond)))
    else:
        parts.append(say("funnel.quiet", language))
    parts.append(say("funnel.centre", language, level=levels.full(funnel.centre, digits)))
    parts += [_expected(funnel, level, language) for level in funnel.levels]
    if funnel.adjusted:
        parts.append(say("funnel.adjusted", language))
    elif funnel.overdispersion is not None and len(known) < units_for_dispersion:
        parts.append(say("funnel.few", language))
    if alien:
        parts.append(say_count("funnel.outlier", len(alien), language, units=named(alien)))
        parts.append(_false_alarms(len(alien), OUTLIER_LEVEL, language))
    return " ".join(parts)


def _expected(funnel: Funnel, level: float, language: str) -> str:
    seen = sum(1 for outside in funnel.units["outside"] if outside >= level)
    expected = funnel.expected_outside[level]
    return say(
        "funnel.expected.adjusted" if funnel.adjusted else "funnel.expected",
        language,
        level=_percent(level, language),
        seen=numbers.integer(seen, language),
        expected=numbers.alone(expected, language),
    )


def variation_text(variation: Variation, language: str = "nb", *, measure: Measure | None = None) -> str:
    """Say whether units differ, how much, and which are surely worse than all together.

    Raises ValueError for an unknown language.
    """
    check_language(language)
    test = variation.heterogeneity
    if math.isnan(test.p_value):
        return say("variation.none", language)
    levels = LevelWords(measure or measure_of(variation.kind), language)
    parts = [
        say("variation.yes" if test.p_value < 0.05 else "variation.no", language),
        say("funnel.centre.all", language, level=levels.one(variation.level)),
    ]
    if not math.isnan(variation.tau):
        ratio, lower, upper = variation.median_ratio, variation.median_ratio_lower, variation.median_ratio_upper
        digits = 1 if upper < 10 else 0
        shown = [numbers.number(x, digits + (ratio < 2), language) for x in (ratio, lower, upper)]
        identifier = "variation.odds" if variation.kind == "p" else "variation.rate"
        parts.append(say(identifier, language, ratio=shown[0], lower=shown[1], upper=shown[2]))
    surely = [k for k, p in enumerate(variation.units["worse"]) if p >= SURELY]
    if surely:
        names = _listed([str(variation.units["unit"][k]) for k in surely], language)
        parts.append(say_count("variation.worse", len(surely), language, units=names, sure=_percent(SURELY, language)))
        parts.append(_false_alarms(len(surely), 1 - SURELY, language))
    return " ".join(parts)


def shortlist_text(found: Shortlist, language: str = "nb") -> str:
    """Say how long a list of tests is, and how many false alarms to expect on it.

    Raises ValueError for an unknown language.
    """
    check_language(language)
    tested = numbers.integer(found.tested, language)
    if not found.positions:
        return say("shortlist.none", language, tested=tested)
    expected = numbers.alone(found.expected_false, language)
    return say_count("shortlist.some", len(found), language, tested=tested, expected=expected)


def selection_text(selection: Selection, language: str = "nb", *, measure: Measure | None = None) -> str:
    """Warn of regression to the mean, and propose the months to compare with.

    Raises ValueError for an unknown language.
    """
    check_language(language)
    levels = LevelWords(measure or measure_of(selection.kind), language)
    parts = [say("selection.warning", language, window=period_range(*selection.window, language))]
    pairs = zip(*(selection.units[name] for name in ("unit", "value", "expected")), strict=True)
    expected = []
    for unit, value, later in pairs:
        if not math.isfinite(later):
            continue
        digits = levels.digits(float(value), float(later))
        expected.append(
            say(
                "selection.unit",
                language,
                unit=str(unit),
                value=levels.short(float(value), digits),
                expected=levels.short(float(later), digits),
            )
        )
    if expected:
        parts.append(say("selection.expected", language, units=_listed(expected, language)))
    before = period_range(*selection.baseline, language)
    after = numbers.period_first(selection.after, language)
    parts.append(say("selection.baseline", language, before=before, after=after))
    return " ".join(parts)


def _false_alarms(listed: int, share: float, language: str) -> str:
    """How many of a list are false alarms, on the average at most."""
    expected = round(listed * share, 9)
    return say_count("units.false", listed, language, expected=numbers.alone(expected, language))


def _listed(items: Iterable[str], language: str) -> str:
    from babel.lists import format_list

    shown = list(items)
    if len(shown) > NAMED:
        more = numbers.integer(len(shown) - NAMED, language)
        shown = [*shown[:NAMED], say("units.more", language, n=more)]
    return format_list(shown, locale=numbers.locale(language))


def _percent(share: float, language: str) -> str:
    return numbers.percent(share, 1 if round(share * 1000) % 10 else 0, language)
