"""The levels that a verdict names, as a drawing shows them: thick, in place of the chart's own where they differ.

The chart's own level stays as a dotted line: limits and points beyond them are reckoned from it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from kvalspc.plot.shift import shift_of
from kvalspc.rows import OFF_LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvalspc._compare import Comparison
    from kvalspc.plot.content import Content

__all__ = ["of_whole", "told"]

_SAME = 1e-6
"""Relative difference below which two levels are one: sums in another order."""


def told(content: Content, comparison: Comparison | None) -> Content:
    """The content with the levels of a comparison; as it is where there is none, or where they are the same."""
    shift = shift_of(comparison)
    if shift is not None:
        return shift.shown(content)
    if comparison is None or content.kind in OFF_LEVEL:
        return content
    other = [stretch for stretch in _named(comparison, content.n) if _differs(content, *stretch)]
    if not other:
        return content
    centre, phase, dashed = list(content.centre), list(content.phase), list(content.dashed)
    for number, (first, end, level) in enumerate(other, start=1):
        centre[first:end] = [level] * (end - first)
        phase[first:end] = [-number] * (end - first)
        dashed[first:end] = [False] * (end - first)
    hidden = [own if own != shown else math.nan for own, shown in zip(content.centre, centre, strict=True)]
    return replace(content, centre=centre, phase=phase, dashed=dashed, dotted=tuple(_pieces(hidden)))


def of_whole(content: Content) -> Content:
    """The content of a series that shifted: what stands out from all of it is neither better nor worse at its time.

    As it is where a baseline is frozen: then limits and signs are of that.
    """
    return content if content.frozen else replace(content, effect=[""] * content.n)


def _named(comparison: Comparison, n: int) -> Iterator[tuple[int, int, float]]:
    """Both sides of the start as (first, end exclusive, level), where their level is known."""
    start = comparison.start
    if start is None or not 0 < start < n:
        return
    last = n if comparison.ended is None else comparison.ended
    for first, end, side in ((0, start, comparison.baseline), (start, last, comparison.after)):
        if first < end and math.isfinite(side.level):
            yield first, end, side.level


def _differs(content: Content, first: int, end: int, level: float) -> bool:
    return any(
        math.isfinite(own) and not math.isclose(own, level, rel_tol=_SAME, abs_tol=1e-12)
        for own, used in zip(content.centre[first:end], content.included[first:end], strict=True)
        if used
    )


def _pieces(levels: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """Stretches of one level as (first, end exclusive, level)."""
    for level, places in groupby(range(len(levels)), key=lambda i: levels[i]):
        found = list(places)
        if math.isfinite(level):
            yield found[0], found[-1] + 1, level
