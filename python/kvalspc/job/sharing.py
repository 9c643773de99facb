"""What the units of an indicator say together about how much each one's months vary.

The statistics are the core's (kvalspc.many.share_dispersion); here it is only decided who is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvalspc.job.series import Series

Prior = tuple[float, float, float]


def share(kind: str, series: Iterable[Series]) -> dict[str, Prior]:
    """Return the prior of each unit's dispersion, for units of counts that have a start of their own.

    Empty where the units are too few to share.
    """
    from kvalspc.many import share_dispersion

    units = [one for one in series if one.plan.cut.boundaries]
    numerators, denominators, starts = [], [], []
    for one in units:
        numerator = one.part_numerator[: one.plan.cut.complete_parts].copy()
        numerator[one.plan.cut.parts_of("neither")] = np.nan
        numerators.append(numerator)
        denominators.append(one.part_denominator[: one.plan.cut.complete_parts])
        starts.append(one.plan.cut.first_after)
    priors = share_dispersion(kind, numerators, denominators, starts)
    return {one.plan.unit: prior for one, prior in zip(units, priors, strict=True) if prior is not None}
