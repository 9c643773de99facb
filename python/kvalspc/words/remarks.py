"""What was odd about the time before the start, one sentence each, where the verdict does not depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.words.catalogue import say

if TYPE_CHECKING:
    from kvalspc.words.facts import ComparisonFacts

__all__ = ["remarks"]

_STANDING = {"improved", "worsened", "changed", "no_evidence", "uncertain"}


def remarks(comparison: ComparisonFacts, language: str) -> str:
    """The notes of a comparison as sentences; empty where the verdict was withheld or nothing was odd."""
    if str(comparison.verdict) not in _STANDING:
        return ""
    notes = getattr(comparison, "notes", ())
    return " ".join(say(f"remark.{_identifier(note, comparison)}", language) for note in notes)


def _identifier(note: str, comparison: Any) -> str:
    if note != "baseline_trend":
        return note
    return f"{note}.{'up' if comparison.baseline_check.slope > 0 else 'down'}"
