"""How long until a chart signals, on average: of stable values too seldom is slow, of changed ones too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.options import number, positive, whole, word

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CHAMP_WOODALL", "run_length"]

CHAMP_WOODALL: dict[str, tuple[int, int, float]] = {
    "beyond": (1, 1, 3.0),
    "two_of_three": (2, 3, 2.0),
    "four_of_five": (4, 5, 1.0),
    "eight_in_a_row": (8, 8, 0.0),
}
"""Rules 1 to 4 of Champ and Woodall (1987): so many of so many values beyond so many standard deviations."""


@explained
def run_length(
    method: str,
    shift: float = 0.0,
    *,
    allowance: float = 0.5,
    threshold: float = 5.0,
    head_start: float = 0.0,
    weight: float = 0.2,
    width: float = 3.0,
    rules: Iterable[tuple[int, int, float]] = (CHAMP_WOODALL["beyond"],),
) -> float:
    """Average run length: how many normal values until a signal, when their level is known.

    Args:
        method: "cusum" (two-sided, tabular), "ewma" or "runs" (a Shewhart chart with rules).
        shift: how far the values lie from the level, in standard deviations; 0: stable values.
        allowance, threshold, head_start: of a CUSUM, in standard deviations.
        weight, width: of an EWMA, with its final limits from the start.
        rules: of a Shewhart chart: (needed, window, width) each; a point beyond its limit is (1, 1, 3).

    Raises:
        ValueError, TypeError: misuse.

    Brook and Evans (1972); Lucas and Crosier (1982); Crowder (1987); Champ and Woodall (1987).
    """
    moved = number(shift, "shift")
    if word(method, "method") == "cusum":
        k, h = number(allowance, "allowance"), positive(threshold, "threshold")
        start = number(head_start, "head_start")
        if not 0.0 <= start < h:
            raise ValueError(f"head_start: got {start:g}, need a number from 0 to below the threshold")
        return _core.cusum_arl(k, h, moved, start)
    if method == "ewma":
        newest = positive(weight, "weight")
        if newest > 1.0:
            raise ValueError(f"weight: got {newest:g}, need a number above 0, at most 1")
        return _core.ewma_arl(newest, positive(width, "width"), moved)
    if method == "runs":
        given = [(whole(a, "rules"), whole(b, "rules"), number(c, "rules")) for a, b, c in rules]
        return _core.runs_arl(given, moved)
    raise ValueError(f'method: got "{method}", need one of cusum, ewma, runs')
