"""What is found in many series at once: the columns of batch() for units that have phases of their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from kvalspc._batch import run
from kvalspc.codes import words_of
from kvalspc.comparable import is_comparable
from kvalspc.many import join, share_dispersion
from kvalspc.multiplicity import verdict_q_values
from kvalspc.phasing import Phasing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.arrays import Floats
    from kvalspc.rows import Rows
    from kvalspc.rules import RuleSet

__all__ = ["ChartOptions", "Judgement", "Member", "scored", "with_priors"]


class ChartOptions(TypedDict, total=False):
    """What :func:`kvalspc.charts` hands on to :func:`kvalspc.chart`, the same for every unit."""

    limits: str
    screen: bool | None
    rules: str | RuleSet | None
    better: str | None
    notes: Mapping[Any, str] | None
    centre: Any
    sigma: Any
    lower: Any
    upper: Any
    spread: str | None
    per: float
    constants: str
    profile: str | None
    width: float


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
    each = list(members.values())
    targets = np.array([np.nan if one.target is None else one.target for one in each], dtype=np.float64)
    columns = _charted(kind, members, options, targets, judgement.threads)
    if not is_comparable(kind):
        return columns
    series = join([one.counted for one in each], [one.start for one in each], [f"unit {unit!r}" for unit in members])
    compared = run(
        kind, series, [Phasing()], rules=None, better=options.get("better"), target=targets, **asdict(judgement)
    )
    tested = verdict_q_values(words_of("verdict", compared["verdict"]), compared["p_value"])
    return {**compared, **columns, "q_value": tested}


def with_priors(kind: str, members: Mapping[Any, Member]) -> dict[Any, Member]:
    """The units, each with what all of them together say about its dispersion."""
    rows = [one.counted for one in members.values()]
    denominators = [one.denominator for one in rows if one.denominator is not None]
    starts = [one.position for one in members.values()]
    priors = share_dispersion(kind, [one.numerator for one in rows], denominators or None, starts)
    return {unit: replace(one, prior=prior) for (unit, one), prior in zip(members.items(), priors, strict=True)}


def _charted(
    kind: str, members: Mapping[Any, Member], options: ChartOptions, targets: Floats, threads: int
) -> dict[str, Any]:
    """The columns of the charts: each unit with its own phases and target."""
    computed: dict[str, Any] = {name: value for name, value in options.items() if name not in _SHOWN}
    each = list(members.values())
    rows = [one.rows.without(one.phasing.provisional) for one in each]
    series = join(rows, None, [f"unit {unit!r}" for unit in members])
    return run(kind, series, [_decided(one.phasing) for one in each], target=targets, threads=threads, **computed)


def _decided(phasing: Phasing) -> Phasing:
    """The phasing without what is provisional: those points are missing already."""
    late = set(phasing.provisional)
    return replace(phasing, exclude=tuple(sorted(k for k in set(phasing.exclude) if k not in late)))
