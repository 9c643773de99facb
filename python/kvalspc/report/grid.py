"""A plain table of a page: its caption, its heads, and rows of cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows of cells, and which rows are of all units together."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: frozenset[int] = frozenset()
    wide: bool = False  # of many columns: smaller type
