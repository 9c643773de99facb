"""The comparison of a series before and after: what the project file says of it, with dates made positions.

The statistics are kvalspc.compare; here it is only decided what it is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.job.looks import look_periods
from kvalspc.job.score import KINDS
from kvalspc.rows import COUNT_KINDS

if TYPE_CHECKING:
    from kvalspc.job.project import Indicator, Project
    from kvalspc.job.series import Series
    from kvalspc.job.sharing import Prior

__all__ = ["compare_arguments"]


def compare_arguments(
    series: Series, indicator: Indicator, project: Project, prior: Prior | None = None
) -> dict[str, Any]:
    """What kvalspc.compare is given: parts of periods, so that each event counts on its own side of the start.

    Parts of the testing phase are left out; so are periods that are not over. What comes after the project's end
    tells whether an improvement lasts. Without a start: stable or shifted. `prior` is what the other units say about
    this one's dispersion.
    """
    cut, kind = series.plan.cut, KINDS[indicator.type]
    return {
        "numerator": series.part_numerator[: cut.complete_parts],
        "denominator": series.part_denominator[: cut.complete_parts] if kind in COUNT_KINDS else None,
        "kind": kind,
        "start": cut.first_after if cut.boundaries else None,
        "period": cut.calendar_of_parts,
        "better": indicator.better,
        "relevant_change": indicator.relevant_change,
        "exclude": cut.parts_of("neither") or None,
        "prior": prior,
        "sustained_from": cut.first_sustained,
        "looks": look_periods(series.plan, project.project.looks) if project.project.looks else None,
    }
