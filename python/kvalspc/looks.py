"""Planned looks: a verdict that is given several times, and errs no more often than one that is given once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.options import number, whole

__all__ = ["Look", "look_alphas", "look_at"]


@dataclass(frozen=True)
class Look:
    """Which planned look a verdict was given at.

    Attributes:
        number: 1 for the first look, 2 ...; 0: the first has not come, so there is no verdict yet.
        of: how many looks are planned.
        periods: periods after the start at this look (0 before the first); next: at the look to come, or None.
        alpha: the level that this look is tested at; alpha_of_all: of all looks together.
        last: periods after the start at the last look.
    """

    number: int
    of: int
    periods: int
    next: int | None
    alpha: float
    alpha_of_all: float
    last: int


@explained
def look_alphas(baseline: int, looks: Iterable[int], *, alpha: float = 0.05) -> list[float]:
    """The level that each planned look is tested at, so that together they give a false alarm in `alpha`.

    Args:
        baseline: periods before the start.
        looks: periods after the start at each look, increasing: (3, 6, 12).
        alpha: of all looks together, two-sided.

    Raises:
        ValueError, TypeError: no baseline, no looks, or looks that do not increase from 1.

    Lan and DeMets (1983), Biometrika 70:659-663, with their spending function in the manner of O'Brien and Fleming;
    exact recursive integration. Little error is spent early: the last look is tested at almost `alpha`.
    """
    return list(_alphas(_count(baseline, "baseline"), _looks(looks), number(alpha, "alpha")))


def look_at(looks: Any, baseline: int, elapsed: int, alpha: float) -> Look:
    """The latest of the planned looks that `elapsed` periods after the start have reached."""
    planned = _looks(looks)
    alphas = _alphas(baseline, planned, alpha) if baseline > 0 else tuple(alpha for _ in planned)
    reached = sum(periods <= elapsed for periods in planned)
    to_come = planned[reached] if reached < len(planned) else None
    periods = planned[reached - 1] if reached else 0
    return Look(reached, len(planned), periods, to_come, alphas[max(reached, 1) - 1], alpha, planned[-1])


@lru_cache(maxsize=1024)
def _alphas(baseline: int, looks: tuple[int, ...], alpha: float) -> tuple[float, ...]:
    return tuple(_core.look_alphas(baseline, list(looks), alpha))


def _looks(looks: Any) -> tuple[int, ...]:
    if isinstance(looks, str) or not isinstance(looks, Iterable):
        raise TypeError(f"looks: got {type(looks).__name__}, need whole numbers such as (3, 6, 12)")
    planned = tuple(_count(one, "looks") for one in looks)
    if not planned or any(b <= a for a, b in zip((0, *planned), planned, strict=False)):
        raise ValueError(f"looks: got {list(planned)}, need whole numbers that increase from 1")
    return planned


def _count(value: Any, name: str) -> int:
    found = whole(value, name)
    if found < 0:
        raise ValueError(f"{name}: got {found}, need 0 or more")
    return found
