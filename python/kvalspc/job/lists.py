"""Lists of units: those that are clear enough when all tests are counted, and how many false alarms to expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kvalspc.job.evidence import LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kvalspc.arrays import Floats
    from kvalspc.job.results import IndicatorResult, UnitResult
    from kvalspc.multiplicity import Shortlist

LARGEST_LOG = 700.0
"""The exponential of more is no number; such evidence is as good as certain."""


@dataclass(frozen=True)
class UnitList:
    """One list. `units` are the ids, the clearest first, each with the side on which it was found ("up", "down").

    Attributes:
        name: "verdict" (before and after), "against" (beside units that had not begun), "funnel" and "outlier" (the
            last year) or "evidence" (against the target, whatever night one looks).
        method: "bh" (Benjamini and Hochberg 1995) or "e-bh" (Wang and Ramdas 2022).
        found: how many tests there were, and how many false alarms the list has on the average at most.
    """

    name: str
    method: str
    units: tuple[tuple[str, str | None], ...]
    found: Shortlist


def lists_of(indicator: IndicatorResult) -> tuple[UnitList, ...]:
    """Return the lists of one indicator, without those that nothing was tested for."""
    return tuple(one for one in _lists(indicator) if one.found.tested > 0)


def verdict_q(units: Sequence[UnitResult]) -> Floats:
    """The q-values of the verdicts of one indicator's units; all units together are no test beside them."""
    from kvalspc.multiplicity import verdict_q_values

    p_values = [None if unit.comparison is None else unit.comparison.p_value for unit in units]
    return verdict_q_values([unit.verdict for unit in units], p_values)


def evidence_q(indicator: IndicatorResult) -> dict[str, float]:
    """The e-BH q-values of the evidence against the target, by unit."""
    from kvalspc.multiplicity import q_values

    found = indicator.network.evidence
    e_values = np.exp(np.minimum([one.log_e for one in found.values()], LARGEST_LOG))
    return dict(zip(found, (float(q) for q in q_values(e_values, method="e-bh")), strict=True))


def _lists(indicator: IndicatorResult) -> Iterator[UnitList]:
    from kvalspc.multiplicity import verdict_q_values

    network = indicator.network
    compared = [unit for unit in indicator.units if unit.start is not None and unit.comparison is not None]
    effects = [None if unit.comparison is None else unit.comparison.effect for unit in compared]
    sides = [_side(effect) for effect in effects]
    yield _list("verdict", "bh", [unit.unit for unit in compared], sides, verdict_q(compared))
    beside = list((network.against or {}).values())
    q = verdict_q_values([one.verdict for one in beside], [one.contrast.p for one in beside])
    yield _list("against", "bh", [str(one.unit) for one in beside], [_side(one.contrast.effect) for one in beside], q)
    if network.funnel is not None:
        units = network.funnel.units
        ids = [str(unit) for unit in units["unit"]]
        above = [{"above": "up", "below": "down"}.get(str(side)) for side in units["direction"]]
        yield _list("funnel", "bh", ids, above, units["q_value"])
        yield _list("outlier", "bh", ids, above, units["outlier_q"])
    against_target = evidence_q(indicator)
    directions = [network.evidence[unit].direction for unit in against_target]
    yield _list("evidence", "e-bh", list(against_target), directions, list(against_target.values()))


def _side(effect: float | None) -> str | None:
    return None if effect is None or not effect else "up" if effect > 0 else "down"


def _list(name: str, method: str, units: Sequence[str], sides: Sequence[str | None], q: object) -> UnitList:
    from kvalspc.multiplicity import shortlist_of

    found = shortlist_of(np.asarray(q, dtype=np.float64), LEVEL)
    return UnitList(name, method, tuple((units[k], sides[k]) for k in found.positions), found)
