"""What of a report could not be written: it says so there, and all other parts are as they would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvalspc.job.problems import Problems
    from kvalspc.job.results import UnitResult

__all__ = ["Unwritten"]

Made = TypeVar("Made")
Key = TypeVar("Key")


class Unwritten:
    """What was raised while a report was written: by indicator and unit, and by file where units share a page.

    Nothing of it stands on a page: it may quote data, and pages may be public.
    """

    def __init__(self) -> None:
        self.errors: dict[tuple[str, str], Exception] = {}
        self.pages: dict[str, Exception] = {}

    def attempt(self, unit: UnitResult, make: Callable[[], Made], instead: Callable[[], Made]) -> Made:
        """Return what `make` makes of a unit, or `instead` where it raises; a disk that fails is no unit's fault."""
        return self._attempt(self.errors, (unit.indicator, unit.unit), make, instead)

    def attempt_page(self, file: str, make: Callable[[], Made], instead: Callable[[], Made]) -> Made:
        """Return what `make` makes of a page that all units share, or of a part of it, or `instead`."""
        return self._attempt(self.pages, file, make, instead)

    def tell(self, problems: Problems, report: str) -> None:
        """Add an error for each page and unit; `report` is the folder whose pages it concerns."""
        for file, error in sorted(self.pages.items()):
            problems.add("page_failed", file=f"{report}/{file}", variant="shared", detail=_said(error))
        for (indicator, unit), error in sorted(self.errors.items(), key=lambda one: one[0]):
            problems.add("page_failed", file=report, unit=unit, indicator=indicator, detail=_said(error))

    def _attempt(
        self, errors: dict[Key, Exception], key: Key, make: Callable[[], Made], instead: Callable[[], Made]
    ) -> Made:
        try:
            return make()
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
            errors.setdefault(key, error)
            return instead()


class Strict(Unwritten):
    """Passes on what is raised: for those who write a report by themselves."""

    def _attempt(
        self,
        errors: dict[Key, Exception],  # noqa: ARG002
        key: Key,  # noqa: ARG002
        make: Callable[[], Made],
        instead: Callable[[], Made],  # noqa: ARG002
    ) -> Made:
        return make()


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
