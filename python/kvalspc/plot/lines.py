"""The lines of a panel: through the measurements, the limits, the levels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.plot.content import Content
    from kvalspc.plot.panel import Panel, Record


def data_lines(panel: Panel) -> tuple[list[Record], list[Record]]:
    """The line through the measurements, and its provisional parts (dashed). Gaps are not bridged."""
    final: list[Record] = []
    late: list[Record] = []
    run, late_run = 0, 0
    values, x, provisional = panel.content.value, panel.axis.x, panel.content.provisional
    for i in range(panel.content.n):
        here = {"x": x[i], "y": _shown(values[i])}
        joined = i > 0 and _next_to(panel, i)
        if provisional[i]:
            if not joined or not provisional[i - 1]:
                late_run += 1
                if joined:
                    late.append({"x": x[i - 1], "y": _shown(values[i - 1]), "k": late_run})
            late.append({**here, "k": late_run})
        else:
            run += not joined or provisional[i - 1]
            final.append({**here, "k": run})
    return final, late


def _next_to(panel: Panel, i: int) -> bool:
    """True where measurement i follows i - 1 without a hole in the calendar, and both are numbers."""
    whole = math.isfinite(panel.content.value[i]) and math.isfinite(panel.content.value[i - 1])
    return whole and panel.axis.joined(i)


def upper_limit(panel: Panel) -> list[Record]:
    """The upper control limit, stepping with the denominators."""
    return steps(panel, upper_shown(panel.content, share=panel.wording.is_share))


def lower_limit(panel: Panel) -> list[Record]:
    """The lower control limit, stepping with the denominators."""
    return steps(panel, lower_shown(panel.content))


def upper_shown(content: Content, *, share: bool) -> list[float]:
    """The upper limits that are drawn, see :func:`_shown_limit`; a `share` is at most 1."""
    return _shown_limit(content, content.upper, 1.0 if share else math.nan)


def lower_shown(content: Content) -> list[float]:
    """The lower limits that are drawn, see :func:`_shown_limit`."""
    return _shown_limit(content, content.lower, 0.0)


def _shown_limit(content: Content, column: Sequence[float], bound: float) -> list[float]:
    """A limit says nothing at the `bound` of what is possible, or where no count of so few patients could signal.

    None is drawn in a phase where that is so of most measurements; elsewhere it stands at that bound, so that no
    loose pieces are left.
    """
    shown = list(column)
    for first, end, _ in content.spans():
        places = [i for i in range(first, end) if math.isfinite(content.value[i])]
        silent = [i for i in places if math.isnan(column[i]) or column[i] == bound]
        dropped = 2 * len(silent) > len(places)
        for i in range(first, end) if dropped else silent:
            shown[i] = math.nan if dropped else bound
    return shown


def steps(panel: Panel, column: Sequence[float]) -> list[Record]:
    """A stepping line: a level over each measurement's own width; a new piece for each phase."""
    records: list[Record] = []
    piece = 0
    for first, end, _ in panel.content.spans():
        previous = math.nan
        for i in range(first, end):
            level = column[i]
            if not panel.scale.holds(level):
                previous = math.nan
                continue
            left, right = panel.axis.before(i), panel.axis.before(i + 1)
            if math.isnan(previous):
                piece += 1
                records.append({"x": left, "y": level, "k": piece})
            elif previous == level:
                records.pop()  # a longer stretch of the same level
            else:
                records.append({"x": left, "y": level, "k": piece})
            records.append({"x": right, "y": level, "k": piece})
            previous = level
    return records


def centres(panel: Panel) -> tuple[list[Record], list[Record]]:
    """Centre lines: solid ones, and dashed ones where there is a runs signal."""
    pairs = list(zip(panel.content.centre, panel.content.dashed, strict=True))
    solid = steps(panel, [math.nan if dashed else level for level, dashed in pairs])
    return solid, steps(panel, [level if dashed else math.nan for level, dashed in pairs])


def dotted_lines(panel: Panel) -> list[Record]:
    """Levels beside the one that the verdict names, or between those of a shift whose time is not known."""
    return [
        {"x": panel.axis.before(at), "y": level, "k": piece}
        for piece, (first, end, level) in enumerate(panel.content.dotted)
        for at in (first, end)
        if panel.scale.holds(level)
    ]


def in_one(records: Sequence[Record]) -> list[Record]:
    """The pieces (`k`) of a line as one line, in which a record without a value ends a piece: drawn as one path."""
    drawn: list[Record] = []
    for before, record in zip([*records[:1], *records], records, strict=False):
        if before["k"] != record["k"]:
            drawn.append({"x": record["x"], "y": None})
        drawn.append({"x": record["x"], "y": record["y"]})
    return drawn


def _shown(value: float) -> float | None:
    return value if math.isfinite(value) else None
