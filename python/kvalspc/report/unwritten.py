"""Units whose part of a report could not be written: it says so there, and all other parts are as they would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvalspc.job.problems import Problems
    from kvalspc.job.results import UnitResult

__all__ = ["Unwritten"]

Made = TypeVar("Made")


class Unwritten:
    """What was raised while the parts of single units were written, by indicator and unit.

    Nothing of it stands on a page: it may quote data, and pages may be public.
    """

    def __init__(self) -> None:
        self.errors: dict[tuple[str, str], Exception] = {}

    def attempt(self, unit: UnitResult, make: Callable[[], Made], instead: Callable[[], Made]) -> Made:
        """Return what `make` makes of a unit, or `instead` where it raises; a disk that fails is no unit's fault."""
        try:
            return make()
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the other units go on
            self.errors.setdefault((unit.indicator, unit.unit), error)
            return instead()

    def tell(self, problems: Problems, report: str) -> None:
        """Add an error for each unit; `report` is the folder whose pages it concerns."""
        for (indicator, unit), error in sorted(self.errors.items(), key=lambda one: one[0]):
            detail = f"{type(error).__name__}: {error}"
            problems.add("page_failed", file=report, unit=unit, indicator=indicator, detail=detail)


class Strict(Unwritten):
    """Passes on what is raised: for those who write a report by themselves."""

    def attempt(self, unit: UnitResult, make: Callable[[], Made], instead: Callable[[], Made]) -> Made:  # noqa: ARG002
        """Return what `make` makes."""
        return make()
