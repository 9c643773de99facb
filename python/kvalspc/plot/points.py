"""The measurements of a panel: how each looks, and what it says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc.plot.panel import Panel, Record


def points(panel: Panel, *, told: bool = True, tooltips: bool = True) -> list[Record]:
    """One record a measurement that can be drawn: what kind of point it is and, if `told`, what it says.

    With `tooltips` also the columns of what hovering over it shows where scripts run; an image has its text alone.
    """
    c = panel.content
    records = []
    for i in range(c.n):
        y = c.value[i]
        if not math.isfinite(y):
            continue
        # what may still change, or does not count, is no signal
        look = (
            "plain"
            if c.provisional[i] or not c.included[i]
            else "beyond"
            if c.beyond[i]
            else "rule"
            if c.ruled[i]
            else "plain"
        )
        hollow = "late" if c.provisional[i] else "out" if not c.included[i] else "full"
        record: Record = {"x": panel.axis.x[i], "y": y, "look": look, "fill": hollow}
        if look != "plain":
            record["effect"] = c.effect[i]
        if told:
            record["text"] = _spoken(panel, i)
            record |= _tooltip(panel, i) if tooltips else {}
        records.append(record)
    return records


def _tooltip(panel: Panel, i: int) -> Record:
    c, w = panel.content, panel.wording
    shown: Record = {"when": panel.when(i), "value": _exact(panel, c.value[i])}
    if _counted(panel, i):
        shown["numerator"], shown["denominator"] = w.count(c.numerator[i]), w.count(c.denominator[i])
    if math.isfinite(c.centre[i]):
        shown["centre"] = _exact(panel, c.centre[i])
    for name, column in (("lower", c.lower), ("upper", c.upper)):
        if math.isfinite(column[i]):
            shown[name] = _exact(panel, column[i])
    return shown


def _exact(panel: Panel, scaled: float) -> str:
    """A value of this panel (already on the reader's scale), with a decimal more than the labels."""
    return panel.wording.value(scaled / panel.wording.factor, more=1)


def _counted(panel: Panel, i: int) -> bool:
    """Whether a measurement is one of counts."""
    c = panel.content
    return math.isfinite(c.denominator[i]) and c.kind not in {"i", "mr", "xbar", "r", "s", "t", "g"}


def _spoken(panel: Panel, i: int) -> str:
    c, w = panel.content, panel.wording
    text = f"{panel.when(i)}: {w.value(c.value[i] / w.factor)}"
    if _counted(panel, i):
        of = w.label(
            "chart.numerator_of_denominator",
            numerator=w.count(c.numerator[i]),
            denominator=w.count(c.denominator[i]),
        )
        text += f" ({of})"
    return text
