"""Where the panels of small multiples stand: pixels from the top left corner of the whole drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc.plot.axis import Axis
    from kvalspc.plot.panel import Panel, Record

HEAD, BELOW = 10.0, 24.0
"""Room between a panel and the texts above it, and for the labels of its time axis."""

ROW = 15.0
"""Height of each text above a panel."""


@dataclass(frozen=True)
class Grid:
    """`n` panels of width x height pixels, `columns` a row with `beside` between them, all on the time axis `axis`.

    Above each stand `texts` lines.
    """

    columns: int
    n: int
    width: float
    height: float
    beside: float
    axis: Axis
    texts: int = 2

    @property
    def above(self) -> float:
        """Room for the texts above a panel."""
        return HEAD + ROW * self.texts

    @property
    def rows(self) -> int:
        """How many rows of panels."""
        return -(-self.n // self.columns)

    @property
    def across(self) -> float:
        """Width of the whole drawing, without the room on its right."""
        return self.columns * (self.width + self.beside) - self.beside

    @property
    def down(self) -> float:
        """Height of the whole drawing."""
        return self.rows * (self.above + self.height + BELOW)

    def place(self, record: Record, k: int, panel: Panel) -> Record:
        """The record of panel `k` in pixels of the drawing, moved by dx and dy; its line (`k`) is that panel's own."""
        left = (k % self.columns) * (self.width + self.beside)
        top = (k // self.columns) * (self.above + self.height + BELOW) + self.above
        span = self.axis.high - self.axis.low
        placed = {name: value for name, value in record.items() if name not in {"dx", "dy"}}
        for name in ("x", "x2"):
            if name in record:
                pixel = left + self.width * (record[name] - self.axis.low) / span
                placed[name] = round(pixel + record.get("dx", 0.0), 2)
        for name in ("y", "y2"):
            if record.get(name) is not None:
                placed[name] = round(top + panel.scale.pixel(record[name]) + record.get("dy", 0.0), 2)
        if "k" in record:
            placed["k"] = f"{k}.{record['k']}"
        return placed
