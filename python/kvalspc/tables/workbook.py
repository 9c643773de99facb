"""A workbook for Excel: units, phases, points and signals, each on its sheet, with the answer in words."""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kvalspc.tables.columns import by_phase, by_point, by_signal, by_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvalspc.chart_set import ChartSet

__all__ = ["workbook_bytes"]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (Excel knows no time zones; the same charts give the same file)
_WIDEST = 60


def workbook_bytes(charts: ChartSet, language: str) -> bytes:
    """See :meth:`kvalspc.ChartSet.to_excel`."""
    try:
        import xlsxwriter
    except ImportError:
        raise ImportError("to_excel: need XlsxWriter; pip install 'kvalspc[tables]'") from None
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED, "comments": "Made with kvalspc"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for name, columns in _sheets(charts, language).items():
            _write(book.add_worksheet(name), columns, head)
    return file.getvalue()


def _sheets(charts: ChartSet, language: str) -> dict[str, Mapping[str, Sequence[Any]]]:
    units: dict[str, Any] = by_unit(charts)
    if "verdict" in charts.columns:
        units["text"] = [charts.text(unit, language) for unit in charts]
    return {"units": units, "phases": by_phase(charts), "points": by_point(charts), "signals": by_signal(charts)}


def _write(sheet: Any, columns: Mapping[str, Sequence[Any]], head: Any) -> None:
    """A table with a frozen head; missing numbers are empty cells, and text is text, whatever it begins with."""
    for k, (name, values) in enumerate(columns.items()):
        sheet.write_string(0, k, name, head)
        cells = [_cell(value) for value in values]
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, bool):
                sheet.write_boolean(row, k, cell)
            elif isinstance(cell, (int, float)):
                sheet.write_number(row, k, cell)
            elif cell is not None:
                sheet.write_string(row, k, cell)
        sheet.set_column(k, k, min(_WIDEST, 2 + max(len(name), *(len(str(cell)) for cell in cells[:200]), 6)))
    sheet.freeze_panes(1, 1)
    if columns:
        sheet.autofilter(0, 0, max((len(values) for values in columns.values()), default=0), len(columns) - 1)


def _cell(value: Any) -> bool | float | str | None:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
