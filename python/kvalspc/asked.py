"""What is asked of many series beside before and after: planned looks, what lasts, and goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc._goal import GAP_KINDS, window_of
from kvalspc.looks import look_at
from kvalspc.rows import no_calendar
from kvalspc.sustained import YEARLY_SUSTAINED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from kvalspc.arrays import Floats, Integers
    from kvalspc.many import Joined
    from kvalspc.phasing import Phasing

__all__ = ["Asked", "asked_of"]


@dataclass(frozen=True)
class Asked:
    """`looks`: the number of each series' planned look, -1 without one; `given`: what the compiled core is told."""

    looks: npt.NDArray[np.int32]
    given: dict[str, Any]


def asked_of(
    kind: str,
    series: Joined,
    phasings: Sequence[Phasing],
    *,
    targets: Floats | None,
    better: str | None,
    by: Any,
    looks: Any,
    alpha: float,
    relevant_change: float,
) -> Asked:
    """Puts the questions of :func:`kvalspc.batch` into columns, one entry a series; `targets` are NaN where none is.

    Raises:
        ValueError, IndexError, TypeError: misuse.
    """
    sizes = np.diff(series.offsets)
    starts = _one_each(series.starts, "start", len(sizes))
    ends_of_projects = None
    if series.sustained_from is not None:
        ends_of_projects = _one_each(series.sustained_from, "sustained_from", len(sizes))
    numbers = np.full(len(sizes), -1, dtype=np.int32)
    given: dict[str, Any] = {
        "ends": None, "alphas": None, "sustained_from": ends_of_projects, "goals": [],
        "min_sustained": YEARLY_SUSTAINED if series.yearly else _core.min_sustained,
        "at_least": better == "higher", "relevant_change": relevant_change,
    }  # fmt: skip
    if looks is not None:
        look_at(looks, 0, 0, alpha)  # checks the looks themselves
        ends, alphas = sizes.copy(), np.full(len(sizes), alpha)
        for k, (start, size) in enumerate(zip(starts, sizes, strict=True)):
            if 0 <= start <= size:
                left_out = {*phasings[k % len(phasings)].given, *(series.torn[k] if series.torn else ())}
                after = -1 if ends_of_projects is None else int(ends_of_projects[k])
                stop = int(size) if after < 0 else min(int(size), after)
                look = look_at(looks, int(start) - sum(at < start for at in left_out), stop - int(start), alpha)
                numbers[k], alphas[k] = look.number, look.alpha
                ends[k] = min(stop, int(start) + look.periods)
        given |= {"ends": ends, "alphas": alphas}
    if targets is not None and better is not None and kind not in GAP_KINDS:
        for k, (start, size, bound) in enumerate(zip(starts, sizes, targets, strict=True)):
            calendar = no_calendar() if series.calendars is None else series.calendars[k]
            at = None if start < 0 else int(start)
            seen = window_of(int(size) if by is None else by, calendar, int(size), at)
            given["goals"].append((float(bound), seen.start, seen.first, seen.end, seen.reached))
    return Asked(numbers, given)


def _one_each(given: Integers | None, name: str, size: int) -> Integers:
    positions = np.array([-1], dtype=np.int64) if given is None else given
    if len(positions) not in {1, size}:
        raise ValueError(f"{name}: got {len(positions)} positions, need one, or one a series ({size})")
    return np.ascontiguousarray(np.broadcast_to(positions, (size,)))
