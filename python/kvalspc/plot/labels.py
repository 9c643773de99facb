"""The texts of a panel, each put where it covers nothing: levels, target, notes, and what begins where."""

from __future__ import annotations

import itertools
import math
import textwrap
from typing import TYPE_CHECKING

from kvalspc.plot.panel import LABEL, LINE, SMALL, Record
from kvalspc.plot.place import RULE, Box, Field, Segment, spread, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kvalspc.plot.panel import Panel


WIDE, NARROW = 22, (18, 14)
"""Letters in a line of a note; fewer where a drawing has no room for the wider."""


_LEAST = 12
"""So many pixels a note keeps away from its measurement."""

_BEYOND = 30.0
"""What it costs to stand beyond a rule: beyond two it is worse than to stand across one."""


def occupied(panel: Panel, strong: Iterable[Sequence[Record]], weak: Iterable[Sequence[Record]]) -> Field:
    """What labels must not cover: lines through measurements (`strong`), and limits and levels (`weak`)."""
    taken = Field(panel.axis.width, panel.scale.height)
    taken.strong = [segment for line in strong for segment in _segments(panel, line)]
    taken.weak = [segment for line in weak for segment in _segments(panel, line)]
    for first, end, target in panel.content.target_spans():
        if panel.scale.holds(target):
            y = panel.scale.pixel(target)
            left = 0.0 if first == 0 else panel.axis.pixel(panel.axis.before(first))
            right = panel.axis.width if end == panel.content.n else panel.axis.pixel(panel.axis.before(end))
            taken.weak.append((left, y, right, y))
    for mark in (mark for mark in panel.marks if mark.lined):
        x = panel.axis.pixel(mark.x)
        taken.rules.append((x, 0.0, x, panel.scale.height))
    return taken


def _segments(panel: Panel, records: Sequence[Record]) -> list[Segment]:
    segments = []
    for a, b in itertools.pairwise(records):
        if a["k"] == b["k"] and a["y"] is not None and b["y"] is not None:
            segments.append(
                (
                    panel.axis.pixel(a["x"]),
                    panel.scale.pixel(a["y"]),
                    panel.axis.pixel(b["x"]),
                    panel.scale.pixel(b["y"]),
                )
            )
    return segments


def margin_labels(panel: Panel) -> tuple[list[Record], list[Record]]:
    """Labels right of the plot, kept apart: the last level, and the target."""
    wanted: list[tuple[float, str, str]] = []
    last = panel.content.last_level()
    if last is not None and panel.scale.holds(last):
        wanted.append((panel.scale.pixel(last), panel.level(last), "level"))
    target = panel.content.target
    if panel.scale.holds(target):
        text = panel.wording.label("chart.target") + " " + panel.level(target)
        wanted.append((panel.scale.pixel(target), text, "target"))
    placed = spread([y for y, _, _ in wanted], LINE, 0.0, panel.scale.height)
    found: dict[str, list[Record]] = {"level": [], "target": []}
    for (_, text, kind), y in zip(wanted, placed, strict=True):
        found[kind].append({"x": panel.axis.high, "y": panel.value_at(y), "text": text})
    return found["level"], found["target"]


def phase_labels(panel: Panel, taken: Field) -> list[Record]:
    """The level of every phase but the last, on its own line, where the measurements leave room."""
    records = []
    spans = panel.content.spans()
    for first, end, _ in spans[:-1]:
        levels = [v for v in panel.content.centre[first:end] if panel.scale.holds(v)]
        if not levels:
            continue
        short = panel.possible and panel.content.dotted  # the solid piece of an uncertain shift
        records.append(_along(panel, taken, first, panel.content.dotted[0][1] if short else end, levels[-1]))
    return records


def _along(panel: Panel, taken: Field, first: int, end: int, level: float) -> Record:
    """A level's label above or below its line, from measurement `first` to before `end`."""
    text = panel.level(level)
    width, y = text_width(text, LABEL) + 4, panel.scale.pixel(level)
    left, right = panel.axis.pixel(panel.axis.before(first)), panel.axis.pixel(panel.axis.before(end))
    candidates = []
    for k in range(max(1, int((right - left - width) / 4))):
        x = left + 4 + 4 * k
        above, below = y - LINE - 1, y + 2
        candidates.append((0.002 * k, Box(x, above, x + width, above + LINE)))
        candidates.append((0.002 * k + 0.5, Box(x, below, x + width, below + LINE)))
    return _at(panel, taken.best(candidates), text)


def dotted_labels(panel: Panel, taken: Field) -> list[Record]:
    """The chart's own levels where the thick lines are those of the verdict."""
    if panel.possible:
        return []
    return [
        _along(panel, taken, first, end, level)
        for first, end, level in panel.content.dotted
        if panel.scale.holds(level)
    ]


def note_labels(panel: Panel, taken: Field) -> tuple[list[Record], list[Record]]:
    """Notes near their measurements, and thin lines that tie them together; of neighbours with one text the first."""
    texts, ties, told = [], [], dict(panel.content.notes)
    for i, note in panel.content.notes:
        if told.get(i - 1) == note:
            continue
        x = panel.axis.pixel(panel.axis.x[i])
        value = panel.content.value[i]
        y = panel.scale.pixel(value) if panel.scale.holds(value) else panel.scale.height / 2
        lines, box = _note_at(panel, taken, note, x, y)
        texts.append(_at(panel, box, "\n".join(lines)))
        tie_x, tie_y = box.nearest(x, y)
        ties.append(
            {"x": panel.x_at(tie_x), "y": panel.value_at(tie_y), "x2": panel.axis.x[i], "y2": panel.value_at(y)}
        )
    return texts, ties


def _note_at(panel: Panel, taken: Field, note: str, x: float, y: float) -> tuple[list[str], Box]:
    """A note in lines, and its place: near its measurement where there is room, else anywhere, in shorter lines too."""
    lines = textwrap.wrap(note, WIDE, max_lines=3, placeholder=" …") or [note]
    cost, box = taken.cheapest(_around(x, y, *_size(lines), panel.scale.height))
    if cost >= RULE:
        tall = [
            textwrap.wrap(note, letters, max_lines=5, placeholder=" …", break_long_words=False) for letters in NARROW
        ]
        for other in (lines, *(one for one in tall if one)):
            places = _anywhere(panel, taken, x, y, *_size(other))
            if places and (found := taken.cheapest(places))[0] < cost:
                lines, (cost, box) = other, found
    taken.boxes.append(box)
    return lines, box


def _size(lines: Sequence[str]) -> tuple[float, float]:
    return max(text_width(line, SMALL) for line in lines) + 4, LINE * len(lines)


def headings(panel: Panel) -> list[Record]:
    """Headings of the vertical rules, in rows above the plot: they never meet data or each other.

    A heading that reaches beyond a later rule stands above it, so that no rule goes through its text.
    """
    marks = sorted(panel.marks, key=lambda m: m.x)
    spans = []
    for mark in marks:
        x, width = panel.axis.pixel(mark.x), text_width(mark.text, SMALL)
        flip = x + width > panel.axis.width + 60
        left = x - width - 4 if flip else x
        spans.append((left, left + width, flip))
    row: dict[int, int] = {}
    for k in sorted(range(len(marks)), key=lambda k: (spans[k][2], k if spans[k][2] else -k)):
        left, right, _ = spans[k]
        met = [row[j] for j in row if spans[j][0] < right + 8 and spans[j][1] > left - 8]
        row[k] = 1 + max(met, default=-1)
    records = []
    for k, mark in enumerate(marks):
        flip = spans[k][2]
        rise = 9.0 + LINE * row[k] if mark.text else 0.0
        records.append(
            {
                "x": mark.x,
                "y": panel.value_at(-rise),
                "y2": panel.scale.low,
                "text": mark.text,
                "flip": flip,
                "strong": mark.strong,
                "lined": mark.lined,
            }
        )
    return records


def _at(panel: Panel, box: Box, text: str) -> Record:
    return {"x": panel.x_at(box.left + 2), "y": panel.value_at(box.top + LINE / 2), "text": text}


def _around(x: float, y: float, width: float, height: float, room: float) -> list[tuple[float, Box]]:
    """Places for a note: beside, above and below its measurement."""
    top = min(max(y - height / 2, 0.0), room - height)
    candidates = []
    for aside in (14, 30):
        own = 0.4 + aside / 40
        candidates.append((own, Box(x + aside, top, x + aside + width, top + height)))
        candidates.append((own, Box(x - aside - width, top, x - aside, top + height)))
    for distance in (14, 24, 36, 50, 66, 84, 104, 126):
        for shift in (0.5, 0.2, 0.8, 0.0, 1.0):
            left = x - shift * width
            own = distance / 40 + abs(shift - 0.5)
            candidates.append((own, Box(left, y - distance - height, left + width, y - distance)))
            candidates.append((own + 0.2, Box(left, y + distance, left + width, y + distance + height)))
    return candidates


def _anywhere(panel: Panel, taken: Field, x: float, y: float, width: float, height: float) -> list[tuple[float, Box]]:
    """Places for a note all over the panel, the nearer to its measurement the better, never on that.

    Beyond a rule it seems to be about what began there: then its line must lead across.
    """
    places = []
    for left in range(0, int(panel.axis.width - width) + 1, 6):
        for top in range(0, int(panel.scale.height - height) + 1, 5):
            box = Box(left, top, left + width, top + height)
            near_x, near_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
            away = math.hypot(x - near_x, y - near_y)
            if away >= _LEAST:
                beyond = sum(1 for rule, *_ in taken.rules if min(x, near_x) < rule < max(x, near_x))
                places.append((away / 40 + _BEYOND * beyond, box))
    return places
