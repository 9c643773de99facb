"""Many series in one call."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc._chart import DRAWN, notes_of
from kvalspc._compare import minima_of, relevant
from kvalspc.arguments import explained
from kvalspc.arrays import columns_of_panel, to_floats, to_numbers
from kvalspc.arrays import offsets as to_offsets
from kvalspc.asked import asked_of
from kvalspc.calendar import as_list, as_periods, is_missing
from kvalspc.many import Joined, join
from kvalspc.options import number, optional_number, optional_word, positive, whole, word
from kvalspc.phasing import as_profiled, phasings_of, positions_of_each
from kvalspc.rows import SUBGROUP_KINDS, no_calendar, read_rows
from kvalspc.settings import settings_of, within_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from kvalspc.arrays import Floats, Integers
    from kvalspc.phasing import Phasing
    from kvalspc.rules import RuleSet

__all__ = ["batch", "isa", "run"]


def isa() -> str:
    """Return the instruction set that `batch` uses: "generic", "x86_64_v3" (AVX2) or "x86_64_v4" (AVX-512).

    The best that the processor has, unless the environment variable KVALSPC_ISA names another before the first batch.
    Results do not depend on it.
    """
    return _core.isa()


@explained
def batch(
    kind: str,
    numerator: Any,
    denominator: Any = None,
    offsets: Any = None,
    *,
    start: Any = None,
    threads: int = 0,
    period: Any = None,
    breaks: Any = None,
    freeze: Any = None,
    exclude: Any = None,
    limits: str = "auto",
    screen: bool | None = False,
    rules: str | RuleSet | None = "anhoej",
    target: Any = None,
    better: str | None = None,
    notes: Mapping[Any, str] | None = None,
    centre: Any = None,
    sigma: Any = None,
    lower: Any = None,
    upper: Any = None,
    spread: str | None = None,
    per: float = 1,
    constants: str = "field",
    profile: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    complete_until: Any = None,
    dispersion: str = "own",
    runs_p: bool = False,
    false_alarms: bool = False,
    sustained_from: Any = None,
    by: Any = None,
    looks: Any = None,
    width: float = 3.0,
    points: bool = False,
) -> dict[str, Any]:
    """Charts (and with `start` compares) every series: series k is rows ``offsets[k]:offsets[k + 1]``.

    Args:
        numerator, denominator: the rows of all series, one after the other; denominator may be None. Columns of float64
            are not copied, nor are those of int32 without `period` and `false_alarms`.
        offsets: one more than there are series, whole numbers, the first 0. Not for a panel: numerators and
            denominators of shape (periods, units), where each column is a series (columns that lie together in memory,
            order "F", are not copied).
        start: position of the intervention in each series (one for all, or one a series; -1 where there is none:
            those are searched for a change).
        threads: 0 for as many as the machine has; the result is the same for any number.
        period: labels or dates, one a row: each series is then put in this order, and `start` may be a period or a
            date (one for all, or one a series; None where there is none).
        breaks, freeze, exclude: as for :func:`kvalspc.chart`, the same for every series; or a list with one such
            argument (a list, a mapping or None) a series. Periods and dates need `period`: each series then has its own
            positions, and what lies outside of it is passed over.
        complete_until: the last day (or period) with complete data: later periods of each series count as missing.
            It needs `period`.
        dispersion: "own": each series' test rests on its own dispersion; "shared": on its own moderated by that of all
            series of the call (Smyth 2004; at least ten series of counts). Use it for the units of one indicator.
        runs_p: adds the columns runs_p and runs_judgeable of the last phase (exact, and slower than all the rest).
        false_alarms: adds the column false_alarm_rate, as :attr:`kvalspc.Chart.false_alarm_rate`: 2000 charts are drawn
            for every series, which takes about a hundredth of a second each.
        target: as it is now: a number, or one a series (NaN: none).
        sustained_from: first position after the project's end in each series, given like `start`; those without a start
            are not followed. by, looks: as for :func:`kvalspc.compare`, the same for all series.
        points: adds "points", the points of all charts: a mapping of columns with one entry a row (value, centre,
            lower, upper, lower_raw, upper_raw, phase, included, beyond; as in :attr:`kvalspc.Chart.points`), in the
            order of the rows. Not with `period`, which puts them in another.
        notes, per: belong to charts; checked, and used for nothing here.
        others: as for :func:`kvalspc.chart` and :func:`kvalspc.compare`.

    Returns:
        One array a column, one entry a series: centre, useful, longest_run, crossings (of the last phase),
        runs_signal (any phase), beyond (points beyond limits), first_beyond, last_beyond (-1: none), status,
        variation, assurance; with `start` also the columns of compare: verdict, strength, reason, p_value, exact_p,
        quasi_p, effect ... sustained, goal (with `target` and `better`) and look (the number of the planned look; -1:
        none). `status`, `variation`, `assurance`, `verdict`, `strength`, `reason`, `sustained` and `goal` are the
        integers of kvalspc.Status, Cause, Assurance, Verdict, Strength, Reason, Sustained and GoalOutcome. The same
        bits as one by one; `dispersion_used` is what the quasi test rests on.

    Raises:
        ValueError, IndexError, TypeError: misuse, naming the series; nothing is computed then.
    """
    kind = "i" if word(kind, "kind") == "xmr" else kind
    numerator, denominator, offsets = _series_of_panel(numerator, denominator, offsets)
    read = to_numbers if period is None and not false_alarms else to_floats
    x = read(numerator, "numerator")
    n = None if denominator is None else read(denominator, "denominator")
    where = to_offsets(offsets)
    positive(per, "per")
    longest = int(np.diff(where).max(initial=0))
    notes_of(notes, longest, no_calendar())
    charted: dict[str, Any] = {
        "limits": limits, "screen": screen, "rules": rules, "better": better, "target": target, "centre": centre,
        "sigma": sigma, "lower": lower, "upper": upper, "spread": spread, "constants": constants, "profile": profile,
        "alpha": alpha, "relevant_change": relevant_change, "dispersion": dispersion, "runs_p": runs_p,
        "false_alarms": false_alarms, "threads": threads, "by": by, "looks": looks, "width": width,
    }  # fmt: skip
    if start is None and (sustained_from is not None or looks is not None):
        raise ValueError("start: got none beside sustained_from or looks, need the start of the intervention")
    if period is None:
        if complete_until is not None:
            raise ValueError(f"complete_until: got {complete_until} without periods, need period=")
        if kind in SUBGROUP_KINDS:
            raise ValueError(f'period for chart "{kind}": got None, need one a measurement')
        starts = None if start is None else _starts(start, "start")
        ends = None if sustained_from is None else _starts(sustained_from, "sustained_from")
        series = Joined(x, n, where, starts, yearly=False, sustained_from=ends)
        return run(kind, series, positions_of_each(where, breaks, freeze, exclude), points=bool(points), **charted)
    if points:
        raise ValueError("points: got True beside period, need rows in order and no period")
    if n is not None and len(n) != len(x):
        raise ValueError(f"denominator: got {len(n)} values, need as many as the numerator ({len(x)})")
    labels = as_periods(period)
    if len(labels) != len(x):
        raise ValueError(f"period: got {len(labels)} values, need as many as the numerator ({len(x)})")
    _core.aggregate_sum(to_floats(x, "numerator"), where)  # checks the offsets before they cut anything
    slices = [slice(int(a), int(b)) for a, b in pairwise(where)]
    names = [f"series {k}" for k in range(len(slices))]
    rows = [
        read_rows(kind, x[one], None if n is None else n[one], labels[one], name, spread=within_of(kind, spread))
        for one, name in zip(slices, names, strict=True)
    ]
    if complete_until is not None:
        rows = [one.without(one.dated().incomplete(complete_until)) for one in rows]
    series = join(rows, _each(start, "start", len(rows)), names, _each(sustained_from, "sustained_from", len(rows)))
    return run(kind, series, phasings_of(rows, names, breaks, freeze, exclude), **charted)


def run(
    kind: str,
    series: Joined,
    phasings: Sequence[Phasing],
    *,
    threads: int = 0,
    limits: str = "auto",
    screen: bool | None = False,
    rules: str | RuleSet | None = "anhoej",
    better: str | None = None,
    target: Any = None,
    centre: Any = None,
    sigma: Any = None,
    lower: Any = None,
    upper: Any = None,
    spread: str | None = None,
    constants: str = "field",
    profile: str | None = None,
    alpha: float = 0.05,
    relevant_change: float | None = None,
    dispersion: str = "own",
    runs_p: bool = False,
    false_alarms: bool = False,
    by: Any = None,
    looks: Any = None,
    width: float = 3.0,
    points: bool = False,
) -> dict[str, Any]:
    """As :func:`batch`, for series that are in order already, and one phasing for all or one a series."""
    phasings = [as_profiled(one, profile) for one in phasings]
    if whole(threads, "threads") < 0:
        raise ValueError(f"threads: got {threads}, need 0 (all) or more")
    if word(dispersion, "dispersion") not in {"own", "shared"}:
        raise ValueError(f'dispersion: got "{dispersion}", need "own", "shared"')
    wish, level, change = optional_word(better, "better"), number(alpha, "alpha"), relevant(relevant_change)
    if wish not in {None, "higher", "lower"}:
        raise ValueError(f'better: got "{wish}", need "higher", "lower"')
    common, each = _targets(target)
    settings = settings_of(
        kind, max((len(one.breaks) for one in phasings), default=0) + 1, limits=limits, screen=screen, rules=rules,
        better=better, target=common, centre=centre, sigma=sigma, lower=lower, upper=upper, spread=spread,
        constants=constants, profile=profile, width=width,
    )  # fmt: skip
    columns = _core.batch_chart(
        kind, series.numerator, series.denominator, series.within, series.offsets,
        plans=[one.plan for one in phasings], target=each, settings=settings, runs_p=bool(runs_p), points=points,
        threads=int(threads),
    )  # fmt: skip
    for name in {"runs_signal", "runs_judgeable"} & set(columns):
        columns[name] = columns[name].view(np.bool_)
    if points:
        columns["points"] |= {name: columns["points"][name].view(np.bool_) for name in ("included", "beyond")}
    if false_alarms:
        columns["false_alarm_rate"] = _false_alarm_rates(kind, series, phasings, settings)
    if series.starts is None:
        return columns
    minima = minima_of(series.yearly)
    asked = asked_of(
        kind, series, phasings, targets=each if common is None else np.full(len(columns["status"]), common),
        better=wish, by=by, looks=looks, alpha=level, relevant_change=change,
    )  # fmt: skip
    compared = _core.batch_compare(
        kind, series.numerator, series.denominator, series.offsets, series.starts,
        exclude=[one.given for one in phasings], better=wish,
        alpha=level, relevant_change=change, min_baseline=minima[0], min_after=minima[1],
        moderate_at_most=series.yearly, share=dispersion == "shared", asked=asked.given,
        threads=int(threads),
    )  # fmt: skip
    return {**columns, **compared, "look": asked.looks}


def _doubles(series: Joined) -> tuple[Floats, Floats | None]:
    sizes = series.denominator
    return to_floats(series.numerator, "numerator"), None if sizes is None else to_floats(sizes, "denominator")


def _false_alarm_rates(
    kind: str, series: Joined, phasings: Sequence[Phasing], settings: dict[str, Any]
) -> npt.NDArray[np.float64]:
    """P(at least one signal) of a stable series like each one."""

    def cut(column: npt.NDArray[np.float64] | None, rows: slice) -> npt.NDArray[np.float64] | None:
        return None if column is None else column[rows].copy()

    x, n = _doubles(series)
    rates = np.empty(len(series.offsets) - 1)
    for k, rows in enumerate(slice(int(a), int(b)) for a, b in pairwise(series.offsets)):
        one = phasings[k % len(phasings)]
        found = _core.false_alarms_of_series(
            kind, x[rows].copy(), cut(n, rows), cut(series.within, rows),
            breaks=one.breaks, freeze=one.freeze, exclude=one.exclude, settings=settings, drawn=DRAWN,
        )  # fmt: skip
        rates[k] = found["either"]
    return rates


def _series_of_panel(numerator: Any, denominator: Any, offsets: Any) -> tuple[Any, Any, Any]:
    """A panel's columns as series; anything else as it is."""
    panel = columns_of_panel(numerator, "numerator")
    if panel is None:
        if offsets is None:
            raise ValueError("offsets: got None, need the first row of each series (or a panel with two dimensions)")
        return numerator, denominator, offsets
    if offsets is not None:
        raise ValueError("offsets: got some beside a panel, need none: each column is a series")
    if denominator is None:
        return panel[0], None, panel[1]
    sizes = columns_of_panel(denominator, "denominator")
    if sizes is None or denominator.shape != numerator.shape:
        got = getattr(denominator, "shape", None)
        raise ValueError(f"denominator: got shape {got}, need that of the numerator {numerator.shape}")
    return panel[0], sizes[0], panel[1]


def _starts(start: Any, name: str) -> Integers:
    starts = np.atleast_1d(to_offsets(start, name))
    below = next((int(one) for one in starts if one < -1), None)
    if below is not None:
        raise IndexError(f"{name}: got {below}, need a position, or -1 where there is none")
    return starts


def _each(given: Any, name: str, size: int) -> list[Any] | None:
    """One place a series; None where nothing was given at all."""
    if given is None:
        return None
    single = isinstance(given, str) or not hasattr(given, "__iter__")
    each = [given] * size if single else [None if _no_start(one) else one for one in as_list(given)]
    if len(each) != size:
        raise ValueError(f"{name}: got {len(each)} positions, need one, or one a series ({size})")
    return each


def _no_start(where: Any) -> bool:
    return is_missing(where) or (hasattr(where, "__index__") and not isinstance(where, bool) and where == -1)


def _targets(target: Any) -> tuple[float | None, Floats | None]:
    """One target for all series, or one a series."""
    if target is None or isinstance(target, str) or not hasattr(target, "__len__"):
        return optional_number(target, "target"), None
    return None, to_floats(target, "target")
