"""What is found in many series at once: the columns of batch() for units that have phases of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from kvalspc.batch import run
from kvalspc.comparable import is_comparable
from kvalspc.many import join, share_dispersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.phasing import Phasing
    from kvalspc.rows import Rows
    from kvalspc.rules import RuleSet

__all__ = ["ChartOptions", "Judgement", "Member", "scored", "with_priors"]


class ChartOptions(TypedDict, total=False):
    """What :func:`kvalspc.charts` hands on to :func:`kvalspc.chart`, the same for every unit."""

    limits: str
    screen: bool
    rules: str | RuleSet | None
    better: str | None
    notes: Mapping[Any, str] | None
    centre: float | None
    sigma: float | None
    per: float
    constants: str
    profile: str | None


_SHOWN = {"notes", "per"}  # they compute nothing


@dataclass(frozen=True)
class Judgement:
    """How verdicts are reached: as for :func:`kvalspc.compare` and :func:`kvalspc.batch`."""

    alpha: float = 0.05
    relevant_change: float | None = None
    dispersion: str = "own"
    threads: int = 0


@dataclass(frozen=True)
class Member:
    """One unit: its series, its phases, the start of its intervention (as given), its target.

    `prior` is what the other units say about its dispersion.
    """

    rows: Rows
    phasing: Phasing
    start: Any
    target: float | None
    prior: tuple[float, float, float] | None = None

    @property
    def counted(self) -> Rows:
        """The series with what does not count as missing."""
        return self.rows.without(self.phasing.exclude)

    @property
    def position(self) -> int:
        """Where the intervention starts; -1 where there is none."""
        return -1 if self.start is None else self.rows.dated().position(self.start, "start")


def scored(kind: str, members: Mapping[Any, Member], options: ChartOptions, judgement: Judgement) -> dict[str, Any]:
    """The columns of batch(), one entry a unit.

    Raises:
        ValueError, IndexError, TypeError: misuse, naming the unit.
    """
    columns = _charted(kind, members, options, judgement.threads)
    if not is_comparable(kind):
        return columns
    each = list(members.values())
    series = join([one.counted for one in each], [one.start for one in each], [f"unit {unit!r}" for unit in members])
    return {**run(kind, series, rules=None, better=options.get("better"), **asdict(judgement)), **columns}


def with_priors(kind: str, members: Mapping[Any, Member]) -> dict[Any, Member]:
    """The units, each with what all of them together say about its dispersion."""
    rows = [one.counted for one in members.values()]
    denominators = [one.denominator for one in rows if one.denominator is not None]
    starts = [one.position for one in members.values()]
    priors = share_dispersion(kind, [one.numerator for one in rows], denominators or None, starts)
    return {unit: replace(one, prior=prior) for (unit, one), prior in zip(members.items(), priors, strict=True)}


def _charted(kind: str, members: Mapping[Any, Member], options: ChartOptions, threads: int) -> dict[str, Any]:
    """The columns of the charts; units with the same phases share one call."""
    alike: dict[Any, list[int]] = {}
    for k, member in enumerate(members.values()):
        alike.setdefault(_positions(member.phasing), []).append(k)
    units, each = list(members), list(members.values())
    computed: dict[str, Any] = {name: value for name, value in options.items() if name not in _SHOWN}
    columns: dict[str, Any] = {}
    for (breaks, freeze, exclude), places in alike.items():
        rows = [each[k].rows.without(each[k].phasing.provisional) for k in places]
        series = join(rows, None, [f"unit {units[k]!r}" for k in places])
        found = run(kind, series, breaks=breaks, freeze=freeze, exclude=exclude, threads=threads, **computed)
        for name, values in found.items():
            columns.setdefault(name, np.empty(len(units), dtype=values.dtype))[places] = values
    return columns


def _positions(phasing: Phasing) -> tuple[tuple[int, ...], ...]:
    late = set(phasing.provisional)
    return phasing.breaks, phasing.freeze, tuple(sorted(k for k in set(phasing.exclude) if k not in late))
