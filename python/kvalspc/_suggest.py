"""Which chart fits a series, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.arrays import to_floats
from kvalspc.calendar import Calendar
from kvalspc.options import word

if TYPE_CHECKING:
    from kvalspc.arrays import Floats

__all__ = ["Suggestion", "suggest"]


@dataclass(frozen=True, repr=False)
class Suggestion:
    """A chart that fits, and why. Made by :func:`suggest`.

    Attributes:
        kind: which chart, for :func:`kvalspc.chart`.
        reasons: one dict a reason, in the order in which they decide: reason (a word) and value (the figure that
            goes with it, or None).
        others: charts that can be right too.
    """

    kind: str
    reasons: list[dict[str, Any]]
    others: list[str]

    def __repr__(self) -> str:
        return f"<kvalspc.Suggestion {self.kind}: {', '.join(one['reason'] for one in self.reasons)}>"

    def text(self, language: str = "nb") -> str:
        """The suggestion in words: "nb", "nn" or "en"."""
        from kvalspc.words import numbers
        from kvalspc.words.catalogue import say

        def name(kind: str) -> str:
            return say(f"suggest.kind.{kind}", language)

        sentences = [say("suggest.choose", language, kind=name(self.kind))]
        for one in self.reasons:
            value = one["value"]
            places = {} if value is None else {"value": _written(value, language)}
            if one["reason"] in {"shares_or_rates", "ties"}:
                places = {"percent": numbers.percent(value, numbers.percent_digits(value), language)}
            sentences.append(say(f"suggest.reason.{one['reason']}", language, **places))
        others = [kind for kind in self.others if kind != self.kind]
        if others:
            sentences.append(say("suggest.others", language, kinds=", ".join(map(name, others))))
        return " ".join(sentences)


@explained
def suggest(numerator: Any, denominator: Any = None, *, period: Any = None, what: str | None = None) -> Suggestion:
    """Suggests a chart from the data: what kind of numbers they are, how many events, how unequal, how varied.

    Args:
        numerator: counts or values; NaN or None where missing.
        denominator: patients or exposure, one a row.
        period: labels or dates, one a row. Rows that share one: counts are added up, zeros and ones are events
            among their rows, other values are subgroups of measurements.
        what: "shares", "rates", "counts", "values", "gaps" (number between rare events) or "times" (between them);
            None: seen from the numbers, which cannot tell gaps and times from counts and values.

    Raises:
        ValueError, TypeError: no numbers, or numbers that are not what `what` says.

    Sources: Montgomery, Introduction to Statistical Quality Control, ch. 6-7; Laney (2002), Qual. Eng. 14:531-537;
    Benneyan (2001), Health Care Manag. Sci. 4:305-318; docs/limits.md for the thresholds.
    """
    x = to_floats(numerator, "numerator")
    n = None if denominator is None else to_floats(denominator, "denominator")
    if n is not None and len(n) != len(x):
        raise ValueError(f"denominator: got {len(n)} values, need as many as the numerator ({len(x)})")
    offsets = np.arange(len(x) + 1, dtype=np.int64)
    if period is not None:
        x, n, offsets = _by_period(x, n, Calendar.of(period))
    measured = "unknown" if what is None else word(what, "what")
    kind, reasons, others = _core.suggest(x, n, offsets, measured)
    return Suggestion(kind, reasons, others)


def _written(value: float, language: str) -> str:
    from kvalspc.words import numbers

    return numbers.alone(value, language)


def _by_period(x: Floats, n: Floats | None, calendar: Calendar) -> tuple[Floats, Floats | None, Any]:
    if len(calendar) != len(x):
        raise ValueError(f"period: got {len(calendar)} values, need as many as the numerator ({len(x)})")
    order = calendar.order()
    labels = [calendar.labels[k] for k in order]
    firsts = [k for k in range(len(labels)) if k == 0 or labels[k] != labels[k - 1]]
    sizes = None if n is None else np.ascontiguousarray(n[order])
    return np.ascontiguousarray(x[order]), sizes, np.array([*firsts, len(labels)], dtype=np.int64)
