"""A shift that a search found, as a drawing shows it: both levels, a line at its time, and the other possible times."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc._compare import Comparison
    from kvalspc.plot.axis import Axis
    from kvalspc.plot.content import Content

__all__ = ["Shift", "shift_of"]


@dataclass(frozen=True)
class Shift:
    """Where the level shifted: the first position after, the first and last that are possible, and both levels.

    One that is not `dated` came at any of the possible times.
    """

    at: int
    first: int
    last: int
    before: float
    after: float
    dated: bool = True

    def shown(self, content: Content) -> Content:
        """The content with a level on each side, in place of the one level that it was searched around.

        Limits and points beyond them stay those of the whole series.
        """
        sides = [self._side(i) for i in range(content.n)]
        levels = (self.before, math.nan, self.after)
        return replace(
            content,
            centre=[levels[side] for side in sides],
            phase=sides,
            dashed=[False] * content.n,
            dotted=() if self.dated else ((self.first, self.last, self.before), (self.first, self.last, self.after)),
        )

    @property
    def heads(self) -> int:
        """Where its heading stands: at its time, or where the possible ones begin."""
        return self.at if self.dated else self.first

    def _side(self, i: int) -> int:
        """0 before, 2 after; 1 where an uncertain shift may have come before or not."""
        if self.dated:
            return 0 if i < self.at else 2
        return 0 if i < self.first else 1 if i < self.last else 2

    def span(self, axis: Axis) -> tuple[float, float] | None:
        """Where the possible times lie on the axis; None where there is only one."""
        return (axis.before(self.first), axis.before(self.last)) if self.first < self.last else None


def shift_of(comparison: Comparison | None) -> Shift | None:
    """The shift behind a verdict; None for any other verdict."""
    if comparison is None or comparison.verdict != "shifted" or comparison.change_at is None:
        return None
    at, first, last = comparison.change_at, comparison.change_lower, comparison.change_upper
    return Shift(
        at,
        at if first is None else first,
        at if last is None else last,
        comparison.baseline.level,
        comparison.after.level,
        comparison.change_dated,
    )
