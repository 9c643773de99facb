"""The first line of the report: how many units fall in each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.labels import SHOWN, shown_groups

if TYPE_CHECKING:
    from collections.abc import Iterable


def overview_text(verdicts: Iterable[str], language: str = "nb") -> str:
    """Say how the units are doing, as in "8 avdelinger: 5 bedre, 1 dårligere og 2 uten sikker endring".

    Args:
        verdicts: One verdict a unit, without the unit "total"; or, of `kvalspc.words.labels`, `HIDDEN` where it is not
            shown, and `BEFORE_LOOK` where the first planned look has not come. Groups without a unit are left out.
        language: "nb", "nn" or "en".

    Raises:
        ValueError: An unknown verdict or language.
    """
    from babel.lists import format_list

    check_language(language)
    groups = shown_groups(verdicts)
    if not groups:
        return say("overview.none", language) + "."
    parts = [
        say(f"overview.{name}", language, n=numbers.integer(groups.count(name), language))
        for name in SHOWN
        if name in groups
    ]
    return say(
        "overview.units",
        language,
        units=say_count("count.unit", len(groups), language),
        groups=format_list(parts, locale=numbers.locale(language)),
    )
