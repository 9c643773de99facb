"""Units chosen for a project since they did badly: what to expect of them anyway, and which months to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc.arguments import explained
from kvalspc.options import whole
from kvalspc.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc._variation import Variation

__all__ = ["Selection", "select_units"]


@dataclass(frozen=True, repr=False)
class Selection:
    """Units chosen by their own results in a window of time. Made by :func:`select_units`.

    Attributes:
        units: equally long arrays, one entry a chosen unit: unit, value (in the window), expected (next time, if
            nothing is done: its level when the other units are taken into account), expected_lower, expected_upper.
        window: first and last period of the data that the units were chosen by.
        baseline: first and last period of the baseline that is proposed: it ends before the window.
        after: first period after the window: what lies between it and the start may be used too.
    """

    kind: str
    units: dict[str, Any]
    window: tuple[Period, Period]
    baseline: tuple[Period, Period]
    after: Period

    def __len__(self) -> int:
        return len(self.units["unit"])

    def __repr__(self) -> str:
        first, last = self.baseline
        return (
            f"<kvalspc.Selection {len(self)} units by {self.window[0]} to {self.window[1]}; baseline {first} to {last}>"
        )

    def text(self, language: str = "nb", **options: Any) -> str:
        """The warning and the proposal in words: "nb", "nn" or "en"; `measure` says how the indicator is worded."""
        from kvalspc.words.units import selection_text

        return selection_text(self, language, **options)

    def to_frame(self, backend: str | None = None) -> Any:
        """The chosen units as a data frame: "pandas", "polars" or "pyarrow"."""
        from kvalspc.frames import to_frame

        return to_frame(self.units, backend)


@explained
def select_units(
    variation: Variation, units: Sequence[Any], *, window: tuple[Any, Any], baseline_periods: int = 24
) -> Selection:
    """Warns of regression to the mean, and proposes a baseline outside the window that the units were chosen by.

    Units that are chosen for bad results have had bad luck too, and do better next time without any change. Measured on
    stable series: with the three months that triggered the choice inside a baseline of twelve, 6 to 10 % "improve"
    where 2.5 % should; with them left out, 2.5 %.

    Args:
        variation: of all units in the window, from :func:`kvalspc.variation`.
        units: the chosen ones.
        window: first and last period (labels of one type) of those data.
        baseline_periods: how many periods the baseline has.

    Raises:
        ValueError, TypeError: a unit that is not there, or a window that ends before it begins.
    """
    first, last = (one if isinstance(one, Period) else Period.parse(str(one)) for one in window)
    if first.type is not last.type or last < first:
        raise ValueError(f"window: got {first} to {last}, need two periods of one type, the first first")
    length = whole(baseline_periods, "baseline_periods")
    if length < 1:
        raise ValueError(f"baseline_periods: got {length}, need at least 1")
    known = list(variation.units["unit"])
    missing = next((one for one in units if one not in known), None)
    if missing is not None:
        raise ValueError(f"units: got {missing!r}, need units of the variation")
    rows = np.array([known.index(one) for one in units], dtype=np.int64)
    columns = {
        "unit": "unit", "value": "value", "expected": "shrunk", "expected_lower": "shrunk_lower",
        "expected_upper": "shrunk_upper",
    }  # fmt: skip
    chosen = {name: variation.units[column][rows] for name, column in columns.items()}
    return Selection(variation.kind, chosen, (first, last), (first - length, first - 1), last + 1)
