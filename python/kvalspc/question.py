"""What is asked of the compiled core: by one series, or by many at once."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Asked", "Question", "answers", "defaults_of"]

Answer = TypeVar("Answer")


class Asked(NamedTuple):
    """One question to the core: the columns of a series (kind, numerator, denominator, within), and how it is meant."""

    columns: tuple[Any, ...]
    how: dict[str, Any]


def defaults_of(function: Callable[..., object]) -> dict[str, Any]:
    """The arguments that a call of `function` may leave out, with what stands for them."""
    return {name: one.default for name, one in signature(function).parameters.items() if one.default is not one.empty}


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """What has to be asked for one answer; `answered` makes it of what the core found, one argument for each."""

    asked: tuple[Asked, ...]
    answered: Callable[..., Answer]


def answers(
    ask: Callable[[Sequence[Asked]], list[dict[str, Any]]], questions: Sequence[Question[Answer]]
) -> list[Answer]:
    """The answers to all questions, in their order; the core is asked once, and works outside of Python's lock.

    Raises what the core raises: misuse of any of them.
    """
    found = iter(ask([asked for one in questions for asked in one.asked]))
    return [one.answered(*islice(found, len(one.asked))) for one in questions]
