"""Where a label can stand without covering what it labels: boxes, segments, and a search among candidates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Segment = tuple[float, float, float, float]  # x1, y1, x2, y2 in pixels

#: Widths of letters in thousandths of the font size; Liberation Sans has those of Helvetica (Adobe, Core 14 AFM, 1997).
_LETTERS = {
    222: "ijl'|", 278: "ftI .,:;/\\[]!\u202f\u00a0", 333: "r()-\u00b7\u201c\u201d", 500: "ckvsxyz",
    556: "abdeghnopquL0123456789#$?_\u00e5\u00f6\u00e4\u00e9\u2013", 584: "+<=>\u2212\u00d7", 611: "FTZ\u00f8",
    667: "ABEKPSVXY&\u00c5", 722: "wCDHNRU", 778: "GOQ\u00d8", 833: "mM", 889: "%\u00e6",
    944: "W", 1000: "\u2026\u2014\u2192\u00c6",
}  # fmt: skip
_WIDTHS = {letter: width / 1000 for width, letters in _LETTERS.items() for letter in letters}
_OTHER = 0.7  # of a letter that is not listed
_BOLD = 1.1  # bold letters are at most about this much wider in words

WIDER = 1.2
"""How much wider letters are where a reader has none of the drawing's fonts: in DejaVu Sans, the widest usual one."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels; of bold text a little more than it takes."""
    return size * (_BOLD if bold else 1.0) * sum(_WIDTHS.get(letter, _OTHER) for letter in text)


def in_lines(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most so many lines, broken between words; where that is not enough the last is shortened."""
    words, found = text.split(" "), [""]
    for k, word in enumerate(words):
        longer = f"{found[-1]} {word}".strip()
        if not found[-1] or text_width(longer, size, bold=bold) <= room:
            found[-1] = longer
        elif len(found) < lines:
            found.append(word)
        else:
            found[-1] = " ".join([found[-1], *words[k:]])
            break
    return [fitted(line, size, room, bold=bold) for line in found]


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text; where it is wider than the room its beginning and its end, which tells like names apart."""
    shown, kept = text, len(text)
    while text_width(shown, size, bold=bold) > room and kept > 2:
        kept -= 1
        end = kept // 3
        shown = f"{text[: kept - end].rstrip()}…{text[len(text) - end :].lstrip()}"
    return shown


RULE = 50.0
"""What it costs to stand across a vertical rule: half of another label, or five lines between measurements."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """True where the two share area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the box that is nearest to (x, y), a little inside its corners."""
        inset = min(4.0, (self.right - self.left) / 2)
        beside = self.top < y < self.bottom
        inside = (self.left, self.right) if beside else (self.left + inset, self.right - inset)
        return min(max(x, inside[0]), inside[1]), min(max(y, self.top), self.bottom)


def crossings(boxes: Sequence[Box], segments: Sequence[Segment]) -> list[int]:
    """How many of the segments enter each box (Liang and Barsky's clipping), of all boxes at once."""
    import numpy as np

    if not segments:
        return [0] * len(boxes)
    left, top, right, bottom = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).T[:, :, np.newaxis]
    lines = np.array(segments)
    near = (lines[:, 0::2].max(axis=1) >= left.min()) & (lines[:, 0::2].min(axis=1) <= right.max())
    near &= (lines[:, 1::2].max(axis=1) >= top.min()) & (lines[:, 1::2].min(axis=1) <= bottom.max())
    x1, y1, x2, y2 = lines[near].T
    enter, leave = np.zeros((len(boxes), len(x1))), np.ones((len(boxes), len(x1)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for delta, low, high in ((x2 - x1, left - x1, right - x1), (y2 - y1, top - y1, bottom - y1)):
            along = delta == 0.0  # beside the box or, its edge included, within for the whole way
            beside = along & ((low > 0.0) | (high < 0.0))
            first, second = np.where(along, 0.0, low / delta), np.where(along, 1.0, high / delta)
            enter = np.where(beside, 2.0, np.maximum(enter, np.minimum(first, second)))
            leave = np.minimum(leave, np.maximum(first, second))
    return [int(count) for count in np.count_nonzero(enter < leave, axis=1)]


@dataclass
class Field:
    """What is already drawn: labels avoid it, most of all other labels."""

    width: float
    height: float
    strong: list[Segment] = field(default_factory=list)  # measurements
    weak: list[Segment] = field(default_factory=list)  # limits, target, levels
    rules: list[Segment] = field(default_factory=list)  # where something begins: a text across one reads as two
    boxes: list[Box] = field(default_factory=list)

    def costs(self, boxes: Sequence[Box]) -> list[float]:
        """How bad each place is: 0 is free."""
        found = (crossings(boxes, lines) for lines in (self.strong, self.weak, self.rules))
        costs = []
        for box, measurements, lines, rules in zip(boxes, *found, strict=True):
            taken = sum(1 for other in self.boxes if box.overlaps(other))
            outside = max(0.0, -box.left, box.right - self.width, -box.top, box.bottom - self.height)
            costs.append(100.0 * taken + RULE * rules + 10.0 * measurements + 3.0 * lines + 20.0 * outside)
        return costs

    def best(self, candidates: Iterable[tuple[float, Box]]) -> Box:
        """The cheapest candidate (own cost, box), the first among equals; it is then taken."""
        _, box = self.cheapest(candidates)
        self.boxes.append(box)
        return box

    def cheapest(self, candidates: Iterable[tuple[float, Box]]) -> tuple[float, Box]:
        """The cheapest candidate and its whole cost, the first among equals."""
        listed = list(candidates)
        if not listed:
            raise ValueError("cheapest: got no candidates, need at least one")
        costs = self.costs([box for _, box in listed])
        return min(((own + cost, box) for (own, box), cost in zip(listed, costs, strict=True)), key=lambda one: one[0])


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions moved as little as needed to be at least `gap` apart, in their order, between low and high.

    Neighbours that are too close become one block, centred on the mean of where they wanted to be.
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    blocks: list[tuple[float, list[int]]] = []  # wanted centre, members
    for i in order:
        centre, members = positions[i], [i]
        while blocks and centre - blocks[-1][0] < gap * (len(members) + len(blocks[-1][1])) / 2:
            before, others = blocks.pop()
            total = len(members) + len(others)
            centre = (before * len(others) + centre * len(members)) / total
            members = others + members
        half = gap * (len(members) - 1) / 2
        blocks.append((min(max(centre, low + half), high - half), members))
    placed = [0.0] * len(positions)
    for centre, members in blocks:
        for k, i in enumerate(members):
            placed[i] = centre + gap * (k - (len(members) - 1) / 2)
    return placed
