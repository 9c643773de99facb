"""One panel: what it draws, and how its pixels and its values translate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.plot.axis import Axis
    from kvalspc.plot.content import Content
    from kvalspc.plot.scale import Scale
    from kvalspc.plot.wording import Wording

Record = dict[str, Any]

LABEL = 13  # font size of labels, pixels
SMALL = 12  # of axis text, notes and headings above the plot
LINE = 15  # between lines of text


@dataclass(frozen=True)
class Mark:
    """A vertical rule where something begins: the border it stands on, and its heading."""

    x: float
    text: str
    strong: bool = True  # the intervention; other breaks are quieter
    lined: bool = True  # whether the rule is drawn, or its heading alone


@dataclass(frozen=True)
class Panel:
    """Everything one panel draws, in data coordinates (already on the reader's scale)."""

    content: Content
    axis: Axis
    scale: Scale
    wording: Wording
    marks: Sequence[Mark] = ()
    shade: tuple[float, float] | None = None
    possible: bool = False  # the shade is of the times that a shift may have come at, not of a baseline

    @property
    def begins(self) -> bool:
        """Whether an intervention ends the shaded ground."""
        return self.shade is not None and any(mark.strong and mark.x == self.shade[1] for mark in self.marks)

    @property
    def dense(self) -> bool:
        """True where measurements stand so close that their dots must be small."""
        return self.axis.width / max(1, self.content.n) < 6.0

    def level(self, scaled: float) -> str:
        """A level as a label."""
        return self.wording.value(scaled / self.wording.factor)

    def when(self, i: int) -> str:
        """The period of measurement i in words."""
        return when(self.axis, self.wording, i)

    def value_at(self, pixel: float) -> float:
        """The value that stands `pixel` below the top."""
        return self.scale.high - (self.scale.high - self.scale.low) * pixel / self.scale.height

    def x_at(self, pixel: float) -> float:
        """The place that stands `pixel` right of the left edge."""
        return self.axis.low + (self.axis.high - self.axis.low) * pixel / self.axis.width


def when(axis: Axis, wording: Wording, i: int) -> str:
    """The period of measurement i in words, or its label."""
    if axis.named is None:
        return axis.labels[i]
    return wording.long(axis.named[i], axis.ends[i] if axis.ends else None)
