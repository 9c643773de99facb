"""The key below a drawing: what each sign in it means, and no others."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.plot.lines import centres, lower_limit, upper_limit
from kvalspc.plot.panel import SMALL
from kvalspc.plot.place import WIDER, text_width
from kvalspc.plot.points import points
from kvalspc.plot.theme import EFFECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvalspc.plot.panel import Panel
    from kvalspc.plot.wording import Wording

__all__ = ["BELOW", "ROW", "Entry", "entries", "placed"]

BELOW = 40.0
"""Pixels from the plot to the middle of the first row: room for the labels of the time axis."""

ROW, SAMPLE, APART = 18.0, 22.0, 18.0
"""Height of a row, width of a sign and between one text and the next sign, in pixels."""


@dataclass(frozen=True)
class Entry:
    """A sign and what it means: a line or ground by its name, or a point by what decides how it looks.

    Without a sign a text of its own, or where it is `indented` the next line of the one before.
    """

    sign: str | tuple[str, str, str]
    text: str
    indented: bool = False

    @property
    def width(self) -> float:
        """Pixels that it takes."""
        return (SAMPLE if self.sign else 0.0) + WIDER * text_width(self.text, SMALL)


def entries(panels: Sequence[Panel], *, shifted: str | None = None) -> list[Entry]:
    """The signs that occur in these panels.

    `shifted` where the limits are of a whole series that did: when, or the empty text where the drawing shows it.
    """
    wording = panels[0].wording
    lines = [entry for panel in panels for entry in _lines(panel, wording, whole=shifted is not None)]
    found = [*dict.fromkeys(sorted(lines, key=_in_order)), *_points(panels, wording)]
    if shifted:
        found.append(Entry("", wording.label("key.shifted", when=shifted)))
    elif shifted == "" and any(isinstance(entry.sign, tuple) and entry.sign[0] != "plain" for entry in found):
        found.append(Entry("", wording.label("key.whole")))
    return found


def _in_order(entry: Entry) -> int:
    return ("solid", "dashed", "dotted", "limit", "shade", "possible").index(str(entry.sign))


def _lines(panel: Panel, wording: Wording, *, whole: bool) -> Iterator[Entry]:
    solid, dashed = centres(panel)
    if solid:
        yield Entry("solid", wording.label("key.median" if panel.content.kind == "run" else "key.level"))
    if dashed:
        yield Entry("dashed", wording.label("key.runs"))
    if panel.content.dotted:
        yield Entry("dotted", wording.label("key.uncertain" if panel.possible else "key.own"))
    if upper_limit(panel) or lower_limit(panel):
        yield Entry("limit", wording.label("key.limits_whole" if whole else "key.limits"))
    if panel.shade is not None:
        if panel.possible:
            yield Entry("possible", wording.label("key.possible"))
        else:
            yield Entry("shade", wording.label("key.before" if panel.begins else "key.baseline"))


def _points(panels: Sequence[Panel], wording: Wording) -> Iterator[Entry]:
    signs = {
        (record["look"], record["fill"], record.get("effect", ""))
        for panel in panels
        for record in points(panel, told=False)
        if math.isfinite(record["y"])
    }
    for look in ("beyond", "rule"):
        for effect in EFFECTS:
            if any(sign[0] == look and sign[2] == effect for sign in signs):
                meant = effect or "neither"
                text = f"key.beyond.{meant}" if look == "beyond" else f"key.rule.{meant}"
                yield Entry((look, "full", effect), wording.label(text))
    for fill in ("late", "out"):
        if any(sign[1] == fill for sign in signs):
            yield Entry(("plain", fill, ""), wording.label(f"key.{fill}"))


def _lines_of(found: Sequence[Entry], width: float) -> Iterator[Entry]:
    """The entries, texts in lines that fit."""
    for entry in found:
        room, letter = (width - SAMPLE, WIDER * 0.5 * SMALL) if entry.sign else (width, 0.5 * SMALL)
        lines = textwrap.wrap(entry.text, int(room / letter)) if not entry.sign or entry.width > width else [entry.text]
        for k, line in enumerate(lines):
            yield Entry("" if k else entry.sign, line, indented=bool(k and entry.sign))


def placed(found: Sequence[Entry], width: float) -> list[tuple[float, float, Entry]]:
    """Where each entry begins, in pixels from the left and below the plot; a new row where one is full."""
    places, x, row = [], 0.0, 0
    for entry in _lines_of(found, width):
        if x > 0.0 and (x + entry.width > width or not entry.sign):
            x, row = 0.0, row + 1
        places.append((SAMPLE if entry.indented else x, BELOW + ROW * row, entry))
        x += entry.width + APART if entry.sign else width  # a line without a sign stands alone
    return places
