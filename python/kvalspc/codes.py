"""The core's small integers as words: what a column of verdicts says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc._core import Assurance, Cause, GoalOutcome, Reason, Status, Strength, Sustained, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["has_words", "words_of"]

_WORDS: dict[str, dict[int, str | None]] = {
    name: {int(member): None if member.name == "NONE" else member.name.lower() for member in kind}
    for name, kind in (
        ("verdict", Verdict),
        ("strength", Strength),
        ("reason", Reason),
        ("sustained", Sustained),
        ("goal", GoalOutcome),
        ("status", Status),
        ("variation", Cause),
        ("assurance", Assurance),
    )
}


def has_words(name: str) -> bool:
    """Whether the column `name` holds codes."""
    return name in _WORDS


def words_of(name: str, values: Any) -> Sequence[Any]:
    """The column `name` with words for integers where it holds codes: verdicts, strengths, reasons ..."""
    words = _WORDS.get(name)
    return values if words is None else [words[int(value)] for value in values]
