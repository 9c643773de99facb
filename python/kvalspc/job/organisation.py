"""Hospitals, health trusts (HF), regional health trusts (RHF) and the nation, by the organisation tables of imongr.

Several organisation numbers may share one short name: these are one unit, under the least of the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.job.imongr import Tables

LEVELS = ("hospital", "hf", "rhf", "nation")
"""From the unit upwards; their names are those of the tables."""


@dataclass(frozen=True)
class Organisation:
    """`unit_of`: the organisation number that stands for each other one; `group`: of a number, its names by level."""

    unit_of: Mapping[str, str] = field(default_factory=dict)
    group: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name(self, orgnr: str) -> str | None:
        """Return the short name of a unit of any level."""
        found = self.group.get(orgnr)
        return None if found is None else next(iter(found.values()))

    def above(self, orgnr: str) -> dict[str, str]:
        """Return the names of the levels that a unit belongs to, its own the first."""
        return dict(self.group.get(orgnr, {}))

    def number(self, level: str, name: str) -> str | None:
        """Return the least organisation number of a unit of a level; None where it has none."""
        found = [n for n, group in self.group.items() if next(iter(group.items())) == (level, name)]
        return min(found, key=_size, default=None)


def organisation_of(tables: Tables) -> Organisation:
    """Join the tables hospital, hf, rhf and nation, as far as they are there."""
    nation = next((row["short_name"] for row in tables.rows.get("nation", ())), None)
    top = {} if nation is None else {"nation": nation}
    group: dict[str, dict[str, str]] = {row["orgnr"]: dict(top) for row in tables.rows.get("nation", ())}
    upper: dict[str, dict[str, str]] = {}
    for level, parent in (("rhf", ""), ("hf", "rhf_orgnr"), ("hospital", "hf_orgnr")):
        rows = tables.rows.get(level, ())
        upper = {row["orgnr"]: {level: row["short_name"], **upper.get(row.get(parent, ""), top)} for row in rows}
        group |= upper
    least: dict[str, str] = {}
    for orgnr in sorted(upper, key=_size):
        least.setdefault(upper[orgnr]["hospital"], orgnr)
    return Organisation({orgnr: least[found["hospital"]] for orgnr, found in upper.items()}, group)


def _size(orgnr: str) -> tuple[int, str]:
    return len(orgnr), orgnr
