"""One panel: the records of every layer, with labels put where they cover nothing."""

from __future__ import annotations

import itertools
import math
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kvalspc.plot.place import Box, Field, Segment, spread, text_width

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


@dataclass
class Panel:
    """Everything one panel draws, in data coordinates (already on the reader's scale)."""

    content: Content
    axis: Axis
    scale: Scale
    wording: Wording
    marks: Sequence[Mark] = ()
    shade: tuple[float, float] | None = None
    dense: bool = field(init=False)

    def __post_init__(self) -> None:
        self.dense = self.axis.width / max(1, self.content.n) < 6.0

    # --- lines ---

    def data_lines(self) -> tuple[list[Record], list[Record]]:
        """The line through the measurements, and its provisional parts (dashed). Gaps are not bridged."""
        final: list[Record] = []
        late: list[Record] = []
        run, late_run = 0, 0
        values, x, provisional = self.content.value, self.axis.x, self.content.provisional
        for i in range(self.content.n):
            here = {"x": x[i], "y": self._shown(values[i])}
            joined = i > 0 and self._next_to(i)
            if provisional[i]:
                if not joined or not provisional[i - 1]:
                    late_run += 1
                    if joined:
                        late.append({"x": x[i - 1], "y": self._shown(values[i - 1]), "k": late_run})
                late.append({**here, "k": late_run})
            else:
                run += not joined or provisional[i - 1]
                final.append({**here, "k": run})
        return _ordered(final), _ordered(late)

    def _next_to(self, i: int) -> bool:
        """True where measurement i follows i - 1 without a hole in the calendar, and both are numbers."""
        whole = math.isfinite(self.content.value[i]) and math.isfinite(self.content.value[i - 1])
        return whole and self.axis.joined(i)

    def limits(self, column: Sequence[float]) -> list[Record]:
        """A control limit, stepping with the denominators; none where it only bounds what is possible."""
        shown = list(column)
        for first, end, _ in self.content.spans():
            if all(level in self.ends or math.isnan(level) for level in shown[first:end]):
                shown[first:end] = [math.nan] * (end - first)
        return self.steps(shown)

    @property
    def ends(self) -> tuple[float, ...]:
        """Limits that say nothing: 0, and 1 for a proportion."""
        return (0.0, 1.0) if self.wording.is_share else (0.0,)

    def steps(self, column: Sequence[float]) -> list[Record]:
        """A stepping line: a level over each measurement's own width; a new piece for each phase."""
        records: list[Record] = []
        piece = 0
        for first, end, _ in self.content.spans():
            previous = math.nan
            for i in range(first, end):
                level = column[i]
                if not self.scale.holds(level):
                    previous = math.nan
                    continue
                left, right = self.axis.before(i), self.axis.before(i + 1)
                if math.isnan(previous):
                    piece += 1
                    records.append({"x": left, "y": level, "k": piece})
                elif previous == level:
                    records.pop()  # a longer stretch of the same level
                else:
                    records.append({"x": left, "y": level, "k": piece})
                records.append({"x": right, "y": level, "k": piece})
                previous = level
        return _ordered(records)

    def centres(self) -> tuple[list[Record], list[Record]]:
        """Centre lines: solid ones, and dashed ones where there is a runs signal."""
        pairs = list(zip(self.content.centre, self.content.dashed, strict=True))
        solid = self.steps([math.nan if dashed else level for level, dashed in pairs])
        return solid, self.steps([level if dashed else math.nan for level, dashed in pairs])

    # --- points ---

    def points(self) -> list[Record]:
        """One record a measurement that can be drawn, with its tooltip and what kind of point it is."""
        c, w = self.content, self.wording
        records = []
        for i in range(c.n):
            y = self._shown(c.value[i])
            if y is None:
                continue
            look = "beyond" if c.beyond[i] else "rule" if c.ruled[i] else "plain"
            hollow = "out" if not c.included[i] else "late" if c.provisional[i] else "full"
            record: Record = {"x": self.axis.x[i], "y": y, "look": look, "fill": hollow}
            record.update(self._tooltip(i))
            record["text"] = self._spoken(i, w)
            records.append(record)
        return records

    def _shown(self, value: float) -> float | None:
        return value if math.isfinite(value) else None

    def when(self, i: int) -> str:
        """The period of measurement i in words."""
        return when(self.axis, self.wording, i)

    def _tooltip(self, i: int) -> Record:
        c, w = self.content, self.wording
        shown: Record = {"when": self.when(i), "value": self._exact(c.value[i])}
        if math.isfinite(c.denominator[i]) and c.kind not in {"i", "mr", "xbar", "r", "s", "t", "g"}:
            shown["numerator"], shown["denominator"] = w.count(c.numerator[i]), w.count(c.denominator[i])
        if math.isfinite(c.centre[i]):
            shown["centre"] = self._exact(c.centre[i])
        for name, column in (("lower", c.lower), ("upper", c.upper)):
            if math.isfinite(column[i]):
                shown[name] = self._exact(column[i])
        return shown

    def _exact(self, scaled: float) -> str:
        """A value of this panel (already on the reader's scale), with a decimal more than the labels."""
        return self.wording.value(scaled / self.wording.factor, more=1)

    def _spoken(self, i: int, w: Wording) -> str:
        c = self.content
        text = f"{self.when(i)}: {w.value(c.value[i] / w.factor)}"
        if "numerator" in self._tooltip(i):
            of = w.label(
                "chart.numerator_of_denominator",
                numerator=w.count(c.numerator[i]),
                denominator=w.count(c.denominator[i]),
            )
            text += f" ({of})"
        return text

    # --- labels ---

    def level(self, scaled: float) -> str:
        """A level as a label."""
        return self.wording.value(scaled / self.wording.factor)

    def occupied(self) -> Field:
        """What labels must not cover."""
        taken = Field(self.axis.width, self.scale.height)
        final, late = self.data_lines()
        taken.strong = self._segments(final) + self._segments(late)
        solid, dashed = self.centres()
        for line in (self.limits(self.content.upper), self.limits(self.content.lower), solid, dashed):
            taken.weak += self._segments(line)
        if self.scale.holds(self.content.target):
            y = self.scale.pixel(self.content.target)
            taken.weak.append((0.0, y, self.axis.width, y))
        for mark in self.marks:
            x = self.axis.pixel(mark.x)
            taken.weak.append((x, 0.0, x, self.scale.height))
        return taken

    def _segments(self, records: Sequence[Record]) -> list[Segment]:
        segments = []
        for a, b in itertools.pairwise(records):
            if a["k"] == b["k"] and a["y"] is not None and b["y"] is not None:
                segments.append(
                    (
                        self.axis.pixel(a["x"]),
                        self.scale.pixel(a["y"]),
                        self.axis.pixel(b["x"]),
                        self.scale.pixel(b["y"]),
                    )
                )
        return segments

    def margin_labels(self) -> tuple[list[Record], list[Record]]:
        """Labels right of the plot, kept apart: the last level, and the target."""
        wanted: list[tuple[float, str, str]] = []
        last = self._last_level()
        if last is not None:
            wanted.append((self.scale.pixel(last), self.level(last), "level"))
        target = self.content.target
        if self.scale.holds(target):
            text = self.wording.label("chart.target") + " " + self.level(target)
            wanted.append((self.scale.pixel(target), text, "target"))
        placed = spread([y for y, _, _ in wanted], LINE, 0.0, self.scale.height)
        found: dict[str, list[Record]] = {"level": [], "target": []}
        for (_, text, kind), y in zip(wanted, placed, strict=True):
            found[kind].append({"x": self.axis.high, "y": self._value_at(y), "text": text})
        return found["level"], found["target"]

    def _last_level(self) -> float | None:
        for level in reversed(self.content.centre):
            if math.isfinite(level):
                return level if self.scale.holds(level) else None
        return None

    def phase_labels(self, taken: Field) -> list[Record]:
        """The level of every phase but the last, on its own line, where the measurements leave room."""
        records = []
        spans = self.content.spans()
        for first, end, _ in spans[:-1]:
            levels = [v for v in self.content.centre[first:end] if self.scale.holds(v)]
            if not levels:
                continue
            text = self.level(levels[-1])
            width, y = text_width(text, LABEL) + 4, self.scale.pixel(levels[-1])
            left, right = self.axis.pixel(self.axis.before(first)), self.axis.pixel(self.axis.before(end))
            candidates = []
            for k in range(max(1, int((right - left - width) / 4))):
                x = left + 4 + 4 * k
                above, below = y - LINE - 1, y + 2
                candidates.append((0.002 * k, Box(x, above, x + width, above + LINE)))
                candidates.append((0.002 * k + 0.5, Box(x, below, x + width, below + LINE)))
            records.append(self._at(taken.best(candidates), text))
        return records

    def note_labels(self, taken: Field) -> tuple[list[Record], list[Record]]:
        """Notes near their measurements, and thin lines that tie them together."""
        texts, ties = [], []
        for i, note in self.content.notes:
            lines = textwrap.wrap(note, 22, max_lines=3, placeholder=" …") or [note]
            width = max(text_width(line, SMALL) for line in lines) + 4
            height = LINE * len(lines)
            x = self.axis.pixel(self.axis.x[i])
            value = self.content.value[i]
            y = self.scale.pixel(value) if self.scale.holds(value) else self.scale.height / 2
            box = taken.best(_around(x, y, width, height, self.scale.height))
            texts.append(self._at(box, "\n".join(lines)))
            tie_x, tie_y = box.nearest(x, y)
            ties.append(
                {"x": self._x_at(tie_x), "y": self._value_at(tie_y), "x2": self.axis.x[i], "y2": self._value_at(y)}
            )
        return texts, ties

    def headings(self) -> list[Record]:
        """Headings of the vertical rules, in rows above the plot: they never meet data or each other."""
        rows: list[float] = []  # right end of each row
        records = []
        for mark in sorted(self.marks, key=lambda m: m.x):
            x, width = self.axis.pixel(mark.x), text_width(mark.text, SMALL)
            flip = x + width > self.axis.width + 60
            left = x - width - 4 if flip else x
            row = next((r for r, end in enumerate(rows) if left > end + 8), len(rows))
            if row == len(rows):
                rows.append(0.0)
            rows[row] = left + width
            rise = 9.0 + LINE * row if mark.text else 0.0
            records.append(
                {
                    "x": mark.x,
                    "y": self._value_at(-rise),
                    "y2": self.scale.low,
                    "text": mark.text,
                    "flip": flip,
                    "strong": mark.strong,
                }
            )
        return records

    def _at(self, box: Box, text: str) -> Record:
        return {"x": self._x_at(box.left + 2), "y": self._value_at(box.top + LINE / 2), "text": text}

    def _value_at(self, pixel: float) -> float:
        return self.scale.high - (self.scale.high - self.scale.low) * pixel / self.scale.height

    def _x_at(self, pixel: float) -> float:
        return self.axis.low + (self.axis.high - self.axis.low) * pixel / self.axis.width


def when(axis: Axis, wording: Wording, i: int) -> str:
    """The period of measurement i in words, or its label."""
    if axis.periods is None:
        return axis.labels[i]
    return wording.long(axis.periods[i], axis.ends[i] if axis.ends else None)


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


def _ordered(records: list[Record]) -> list[Record]:
    for order, record in enumerate(records):
        record["o"] = order
    return records
