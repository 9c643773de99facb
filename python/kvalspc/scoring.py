"""What is found in many series at once: the columns of batch() for units that have phases of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from kvalspc.batch import run
from kvalspc.comparable import is_comparable
from kvalspc.many import join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.phasing import Phasing
    from kvalspc.rows import Rows
    from kvalspc.rules import RuleSet

__all__ = ["ChartOptions", "Judgement", "Member", "scored"]


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
    """How verdicts are reached: as for :func:`kvalspc.compare`; `threads` as for :func:`kvalspc.batch`."""

    alpha: float = 0.05
    relevant_change: float | None = None
    threads: int = 0


@dataclass(frozen=True)
class Member:
    """One unit: its series, its phases, the start of its intervention (as given) and its target."""

    rows: Rows
    phasing: Phasing
    start: Any
    target: float | None


def scored(kind: str, members: Mapping[Any, Member], options: ChartOptions, judgement: Judgement) -> dict[str, Any]:
    """The columns of batch(), one entry a unit; units with the same phases share one call.

    Raises:
        ValueError, IndexError, TypeError: misuse, naming the unit.
    """
    alike: dict[Any, list[int]] = {}
    for k, member in enumerate(members.values()):
        alike.setdefault(_positions(member.phasing), []).append(k)
    units, each = list(members), list(members.values())
    computed: dict[str, Any] = {name: value for name, value in options.items() if name not in _SHOWN}
    columns: dict[str, Any] = {}
    for (breaks, freeze, exclude), places in alike.items():
        found = run(
            kind,
            join(
                [each[k].rows.without(each[k].phasing.provisional) for k in places],
                [each[k].start for k in places] if is_comparable(kind) else None,
                [f"unit {units[k]!r}" for k in places],
            ),
            breaks=breaks,
            freeze=freeze,
            exclude=exclude,
            alpha=judgement.alpha,
            relevant_change=judgement.relevant_change,
            threads=judgement.threads,
            **computed,
        )
        for name, values in found.items():
            columns.setdefault(name, np.empty(len(units), dtype=values.dtype))[places] = values
    return columns


def _positions(phasing: Phasing) -> tuple[tuple[int, ...], ...]:
    late = set(phasing.provisional)
    return phasing.breaks, phasing.freeze, tuple(sorted(k for k in set(phasing.exclude) if k not in late))
