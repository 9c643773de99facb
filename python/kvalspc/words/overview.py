"""The first line of the report: how many units fall in each of the leaders' four groups."""

from __future__ import annotations

from collections.abc import Iterable

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.labels import GROUPS, group


def overview_text(verdicts: Iterable[str], language: str = "nb") -> str:
    """All units in one sentence: "14 avdelinger: 5 bedre, 1 dårligere, 5 uten sikker endring og 3 med for få målinger."

    `verdicts` holds one verdict a unit, without the unit "total". ValueError for an unknown verdict or language.
    """
    check_language(language)
    groups = [group(verdict) for verdict in verdicts]
    counts = {name: numbers.integer(groups.count(name), language) for name in GROUPS}
    return say("overview.units", language, units=say_count("count.unit", len(groups), language), **counts)
