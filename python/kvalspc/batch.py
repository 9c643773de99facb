"""Many series in one call."""

from __future__ import annotations

from typing import Any

import numpy as np

from kvalspc import _core
from kvalspc.arrays import offsets as to_offsets
from kvalspc.arrays import to_floats

__all__ = ["batch"]


def batch(
    kind: str,
    numerator: Any,
    denominator: Any,
    offsets: Any,
    *,
    start: Any = None,
    threads: int = 0,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    limits: str = "auto",
    screen: bool = False,
    rules: str | None = "anhoej",
    better: str | None = None,
    centre: float | None = None,
    sigma: float | None = None,
    constants: str = "field",
    profile: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
) -> dict[str, Any]:
    """Charts (and with `start` compares) every series: series k is rows ``offsets[k]:offsets[k + 1]``.

    Args:
        numerator, denominator: the rows of all series, one after the other; denominator may be None.
        offsets: one more than there are series, whole numbers, the first 0.
        start: position of the intervention in each series (one for all, or one a series; -1 where there is none:
            those are searched for a change).
        threads: 0 for as many as the machine has; the result is the same for any number.
        breaks, freeze, exclude: positions, the same in every series.
        others: as for :func:`kvalspc.chart` and :func:`kvalspc.compare`.

    Returns:
        One array a column, one entry a series: centre, useful, longest_run, crossings (of the last phase),
        runs_signal (any phase), beyond (points beyond limits), first_beyond, last_beyond (-1: none), status; with
        `start` also the columns of compare: verdict, strength, reason, p_value, exact_p, quasi_p, effect ... `status`,
        `verdict`, `strength` and `reason` are the integers of kvalspc.Status, Verdict, Strength and Reason. The same
        bits as one by one.

    Raises:
        ValueError, IndexError, TypeError: misuse, naming the series; nothing is computed then.
    """
    kind = "i" if kind == "xmr" else kind
    x = to_floats(numerator, "numerator")
    n = None if denominator is None else to_floats(denominator, "denominator")
    rows = to_offsets(offsets)
    left_out = _positions(exclude, "exclude")
    if threads < 0:
        raise ValueError(f"threads: got {threads}, need 0 (all) or more")
    columns = _core.batch_chart(
        kind, x, n, rows, breaks=_positions(breaks, "breaks"), freeze=_positions(freeze, "freeze"), exclude=left_out,
        limits=limits, screen=bool(screen), rules=rules, centre=centre, sigma=sigma, constants=constants,
        profile=profile, threads=threads,
    )  # fmt: skip
    columns["runs_signal"] = columns["runs_signal"].view(np.bool_)
    if start is None:
        return columns
    starts = np.atleast_1d(to_offsets(start, "start"))
    compared = _core.batch_compare(
        kind, x, n, rows, starts, exclude=left_out, better=better, alpha=alpha,
        relevant_change=0.0 if relevant_change is None else float(relevant_change), min_baseline=_core.min_baseline,
        min_after=_core.min_after, moderate_at_most=False, threads=threads,
    )  # fmt: skip
    return {**columns, **compared}


def _positions(where: Any, name: str) -> list[int]:
    if where is None:
        return []
    positions = [int(p) for p in np.atleast_1d(to_offsets(where, name))]
    negative = next((p for p in positions if p < 0), None)
    if negative is not None:
        raise IndexError(f"{name}: got {negative}, need a position of 0 or more")
    return positions
