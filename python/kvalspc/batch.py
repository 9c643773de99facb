"""Many series in one call."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arrays import offsets as to_offsets
from kvalspc.arrays import to_floats
from kvalspc.calendar import as_list, as_periods, is_missing
from kvalspc.chart import notes_of
from kvalspc.compare import minima_of, relevant
from kvalspc.many import Joined, join
from kvalspc.options import number, optional_number, optional_word, positive, whole, word
from kvalspc.phasing import frozen_at
from kvalspc.rows import no_calendar, read_rows
from kvalspc.rules import RuleSet, rules_of

if TYPE_CHECKING:
    from kvalspc.arrays import Integers

__all__ = ["batch", "run"]


def batch(
    kind: str,
    numerator: Any,
    denominator: Any,
    offsets: Any,
    *,
    start: Any = None,
    threads: int = 0,
    period: Any = None,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    limits: str = "auto",
    screen: bool = False,
    rules: str | RuleSet | None = "anhoej",
    target: float | None = None,
    better: str | None = None,
    notes: Mapping[Any, str] | None = None,
    centre: float | None = None,
    sigma: float | None = None,
    per: float = 1,
    constants: str = "field",
    profile: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    complete_until: Any = None,
    dispersion: str = "own",
    runs_p: bool = False,
) -> dict[str, Any]:
    """Charts (and with `start` compares) every series: series k is rows ``offsets[k]:offsets[k + 1]``.

    Args:
        numerator, denominator: the rows of all series, one after the other; denominator may be None.
        offsets: one more than there are series, whole numbers, the first 0.
        start: position of the intervention in each series (one for all, or one a series; -1 where there is none:
            those are searched for a change).
        threads: 0 for as many as the machine has; the result is the same for any number.
        period: labels or dates, one a row: each series is then put in this order, and `start` may be a period or a
            date (one for all, or one a series; None where there is none).
        breaks, freeze, exclude: positions, the same in every series; freeze also as ``{phase: n}``.
        complete_until: the last day (or period) with complete data: later periods of each series count as missing.
            It needs `period`.
        dispersion: "own": each series' test rests on its own dispersion; "shared": on its own moderated by that of all
            series of the call (Smyth 2004; at least ten series of counts). Use it for the units of one indicator.
        runs_p: adds the columns runs_p and runs_judgeable of the last phase (exact, and slower than all the rest).
        target, notes, per: belong to charts; checked, and used for nothing here.
        others: as for :func:`kvalspc.chart` and :func:`kvalspc.compare`.

    Returns:
        One array a column, one entry a series: centre, useful, longest_run, crossings (of the last phase),
        runs_signal (any phase), beyond (points beyond limits), first_beyond, last_beyond (-1: none), status; with
        `start` also the columns of compare: verdict, strength, reason, p_value, exact_p, quasi_p, effect ... `status`,
        `verdict`, `strength` and `reason` are the integers of kvalspc.Status, Verdict, Strength and Reason. The same
        bits as one by one; `dispersion_used` is what the quasi test rests on.

    Raises:
        ValueError, IndexError, TypeError: misuse, naming the series; nothing is computed then.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    x = to_floats(numerator, "numerator")
    n = None if denominator is None else to_floats(denominator, "denominator")
    where = to_offsets(offsets)
    optional_number(target, "target")
    positive(per, "per")
    notes_of(notes, max((int(size) for size in np.diff(where)), default=0), no_calendar())
    charted: dict[str, Any] = {
        "breaks": breaks, "freeze": freeze, "exclude": exclude, "limits": limits, "screen": screen, "rules": rules,
        "better": better, "centre": centre, "sigma": sigma, "constants": constants, "profile": profile,
        "alpha": alpha, "relevant_change": relevant_change, "dispersion": dispersion, "runs_p": runs_p,
        "threads": threads,
    }  # fmt: skip
    if period is None:
        if complete_until is not None:
            raise ValueError(f"complete_until: got {complete_until} without periods, need period=")
        starts = None if start is None else _starts(start)
        return run(kind, Joined(x, n, where, starts, yearly=False), **charted)
    if n is not None and len(n) != len(x):
        raise ValueError(f"denominator: got {len(n)} values, need as many as the numerator ({len(x)})")
    labels = as_periods(period)
    if len(labels) != len(x):
        raise ValueError(f"period: got {len(labels)} values, need as many as the numerator ({len(x)})")
    _core.aggregate_sum(x, where)  # checks the offsets before they cut anything
    slices = [slice(int(a), int(b)) for a, b in pairwise(where)]
    names = [f"series {k}" for k in range(len(slices))]
    rows = [
        read_rows(kind, x[one], None if n is None else n[one], labels[one], name)
        for one, name in zip(slices, names, strict=True)
    ]
    if complete_until is not None:
        rows = [one.without(one.dated().incomplete(complete_until)) for one in rows]
    single = start is None or isinstance(start, str) or not hasattr(start, "__iter__")
    each = [start] * len(rows) if single else [None if _no_start(one) else one for one in as_list(start)]
    if len(each) != len(rows):
        raise ValueError(f"start: got {len(each)} positions, need one, or one a series ({len(rows)})")
    return run(kind, join(rows, None if start is None else each, names), **charted)


def run(
    kind: str,
    series: Joined,
    *,
    threads: int = 0,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    limits: str = "auto",
    screen: bool = False,
    rules: str | RuleSet | None = "anhoej",
    better: str | None = None,
    centre: float | None = None,
    sigma: float | None = None,
    constants: str = "field",
    profile: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    dispersion: str = "own",
    runs_p: bool = False,
) -> dict[str, Any]:
    """As :func:`batch`, for series that are in order already."""
    firsts, left_out = _positions(breaks, "breaks"), _positions(exclude, "exclude")
    if whole(threads, "threads") < 0:
        raise ValueError(f"threads: got {threads}, need 0 (all) or more")
    shortest = min((int(size) for size in np.diff(series.offsets)), default=0)
    frozen = (
        frozen_at(freeze, firsts, shortest, no_calendar())
        if isinstance(freeze, Mapping)
        else _positions(freeze, "freeze")
    )
    if word(dispersion, "dispersion") not in {"own", "shared"}:
        raise ValueError(f'dispersion: got "{dispersion}", need "own", "shared"')
    wish, level, change = optional_word(better, "better"), number(alpha, "alpha"), relevant(relevant_change)
    if wish not in {None, "higher", "lower"}:
        raise ValueError(f'better: got "{wish}", need "higher", "lower"')
    columns = _core.batch_chart(
        kind, series.numerator, series.denominator, series.offsets, breaks=firsts, freeze=frozen, exclude=left_out,
        limits=word(limits, "limits"), screen=bool(screen), rules=rules_of(rules),
        centre=optional_number(centre, "centre"), sigma=optional_number(sigma, "sigma"),
        constants=word(constants, "constants"), profile=optional_word(profile, "profile"), runs_p=bool(runs_p),
        threads=int(threads),
    )  # fmt: skip
    for name in {"runs_signal", "runs_judgeable"} & set(columns):
        columns[name] = columns[name].view(np.bool_)
    if series.starts is None:
        return columns
    minima = minima_of(series.yearly)
    compared = _core.batch_compare(
        kind, series.numerator, series.denominator, series.offsets, series.starts, exclude=left_out, better=wish,
        alpha=level, relevant_change=change, min_baseline=minima[0], min_after=minima[1],
        moderate_at_most=series.yearly, share=dispersion == "shared", threads=int(threads),
    )  # fmt: skip
    return {**columns, **compared}


def _starts(start: Any) -> Integers:
    starts = np.atleast_1d(to_offsets(start, "start"))
    below = next((int(one) for one in starts if one < -1), None)
    if below is not None:
        raise IndexError(f"start: got {below}, need a position, or -1 where there is none")
    return starts


def _no_start(where: Any) -> bool:
    return is_missing(where) or (hasattr(where, "__index__") and not isinstance(where, bool) and where == -1)


def _positions(where: Any, name: str) -> list[int]:
    if where is None:
        return []
    positions = [int(p) for p in np.atleast_1d(to_offsets(where, name))]
    negative = next((p for p in positions if p < 0), None)
    if negative is not None:
        raise IndexError(f"{name}: got {negative}, need a position of 0 or more")
    return positions
