"""Short texts: labels of charts, headings and buttons of the report, the leaders' four groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = "label."

GROUPS = {
    "better": ("improved",),
    "worse": ("worsened",),
    "too_little": ("too_few_data", "not_assessable"),
    "no_sure_change": (
        "no_evidence",
        "uncertain",
        "changed",
        "baseline_unstable",
        "changed_before",
        "stable",
        "shifted",
    ),
}
"""The leaders' four groups and the verdicts that belong to each (design: semantics of alerts)."""


def group(verdict: str) -> str:
    """Return the leaders' group of a verdict: "better", "worse", "no_sure_change" or "too_little".

    Its text is `label("group." + group(verdict), language)`. ValueError for an unknown verdict.
    """
    for name, verdicts in GROUPS.items():
        if verdict in verdicts:
            return name
    known = sorted(verdict for verdicts in GROUPS.values() for verdict in verdicts)
    raise ValueError(f"got verdict {verdict!r}, need one of {', '.join(known)}")


HIDDEN = "hidden"
"""Stands in the place of a verdict that the public is not shown; what the unit has is not told, not even how much."""

BEFORE_LOOK = "before_look"
"""Stands in the place of a verdict where the first planned look has not come: nothing is lacking yet."""

SHOWN = ("better", "worse", "moved", "stable", "no_sure_change", "too_little", BEFORE_LOOK, HIDDEN)
"""The groups as they are shown, in their order: the leaders' four, two that keep sentences from contradicting them,
what nobody has looked at yet, and what is not shown.

"moved" holds levels that changed without a known wish or start (verdicts changed and shifted); "stable" holds the
verdict stable where no unit has a start, so that nothing is said of a change nobody planned.
"""


def shown_groups(verdicts: Iterable[str]) -> list[str]:
    """Return for each verdict of one indicator the group it is shown in; HIDDEN and BEFORE_LOOK stand for themselves.

    Raises:
        ValueError: An unknown verdict.
    """
    given = list(verdicts)
    planned = any(verdict not in {"stable", "shifted", HIDDEN, *GROUPS["too_little"]} for verdict in given)
    moved = {**dict.fromkeys(("shifted", "changed"), "moved"), HIDDEN: HIDDEN, BEFORE_LOOK: BEFORE_LOOK}
    special = moved if planned else {**moved, "stable": "stable"}
    return [special.get(verdict) or group(verdict) for verdict in given]


def label(identifier: str, language: str = "nb", **places: str) -> str:
    """Return a short text by its id: "chart.upper", "report.data_until" with its date, and so on.

    Args:
        identifier: The id in the catalogue without its leading "label.".
        language: "nb", "nn" or "en".
        places: What fills the text's named places, already worded in that language.

    Raises:
        KeyError: There is no such text, or a place is left unfilled.
        ValueError: kvalspc does not speak the language.
    """
    return say(_PREFIX + identifier, language, **places)
