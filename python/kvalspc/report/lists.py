"""Lists of units in words: who is clear enough when all tests are counted, and how many false alarms to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.lists import lists_of
from kvalspc.plot.wording import visible
from kvalspc.words import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvalspc.job.lists import UnitList
    from kvalspc.job.results import IndicatorResult


def list_lines(found: IndicatorResult, language: str, *, filled: bool = False) -> Iterator[tuple[str, str]]:
    """(what was asked, the answer) of every list that more than one unit was tested for; `filled`: and has units."""
    names = {unit.unit: visible(unit.name) for unit in found.units}
    for one in lists_of(found):
        if one.found.tested > 1 and (one.units or not filled):
            said = one.found.text(language)
            yield label(f"lists.{one.name}", language), f"{said} {_named(one, names, language)}".strip()


def _named(one: UnitList, names: dict[str, str], language: str) -> str:
    shown = []
    for unit, direction in one.units:
        side = "" if direction is None else f" ({label(f'lists.{direction}', language)})"
        shown.append(f"{names.get(unit, visible(unit))}{side}")
    return f"{', '.join(shown)}." if shown else ""
