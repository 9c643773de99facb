"""Columns of data in the reader's language: what they are called, and codes in words.

In English columns keep the names and codes of the frames, which programs read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.words import label, verdict_short

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["column_name", "column_values"]

_CODED = frozenset({"strength", "direction", "effect", "source", "sustained", "goal", "status"})
"""Columns whose codes have words of their own; "effect" holds codes in the sheet of signals only."""


_EFFECTS = frozenset({"effect", "effect_lower", "effect_upper"})


def column_name(name: str, sheet: str, language: str, typical: frozenset[bool] = frozenset()) -> str:
    """The heading of a column of data; `typical` holds whether differences are of pairs, and not of levels."""
    if language == "en":
        return name
    if name in _EFFECTS and True in typical:
        return label(f"column.typical.{name}" if typical == {True} else f"column.either.{name}", language)
    return label("column.signal_effect" if (name, sheet) == ("effect", "signals") else f"column.{name}", language)


def column_values(name: str, values: Sequence[Any], language: str) -> Sequence[Any]:
    """The column with words for its codes."""
    if language == "en":
        return values
    return [_worded(name, value, language) if isinstance(value, str) else value for value in values]


def _worded(name: str, code: str, language: str) -> str:
    if name == "verdict":
        return verdict_short(code, None, language)
    if name == "assurance" and code != "not_assessable":
        return label(f"assurance.{code}", language)
    if name in {"variation", "assurance"}:
        return label(f"variation.{code}", language)
    if name in _CODED:
        return label(f"value.{name}_{code}", language)
    return code
