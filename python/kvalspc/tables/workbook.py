"""A workbook for Excel: the table that people read first, then units, phases, points and signals as data."""

from __future__ import annotations

import io
import math
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from kvalspc.periods import Period, PeriodType
from kvalspc.tables.columns import by_phase, by_point, by_signal, by_unit
from kvalspc.tables.overview import Number, overview, sheet_name
from kvalspc.words.timeline import as_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvalspc.chart_set import ChartSet

__all__ = ["workbook_bytes"]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (Excel knows no time zones; the same charts give the same file)
_WIDEST = 60
_PERIODS = frozenset({"period", "first", "last", "change_period", "change_period_lower", "change_period_upper"})


def workbook_bytes(charts: ChartSet, language: str) -> bytes:
    """See :meth:`kvalspc.ChartSet.to_excel`."""
    try:
        import xlsxwriter
    except ImportError:
        raise ImportError("to_excel: need XlsxWriter; pip install 'kvalspc[tables]'") from None
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED, "comments": "Made with kvalspc"})
        for name, columns in _sheets(charts, language).items():
            _write(book.add_worksheet(name), columns, _Formats(book))
    return file.getvalue()


class _Formats:
    """The formats of a workbook: those of its head, and one for each form of numbers."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self._book = book
        self._forms: dict[str, Any] = {}

    def of(self, form: str) -> Any:
        """The format that shows numbers and dates in this form."""
        if form not in self._forms:
            self._forms[form] = self._book.add_format({"num_format": form, "valign": "top"})
        return self._forms[form]


def _sheets(charts: ChartSet, language: str) -> dict[str, Mapping[str, Sequence[Any]]]:
    units: dict[str, Any] = by_unit(charts)
    first: dict[str, Mapping[str, Sequence[Any]]] = {}
    if "verdict" in charts.columns:
        units["text"] = [charts.text(unit, language) for unit in charts]
        first = {sheet_name(language): overview(charts, language)}
    return {
        **first,
        "units": units,
        "phases": by_phase(charts),
        "points": by_point(charts),
        "signals": by_signal(charts),
    }


def _write(sheet: Any, columns: Mapping[str, Sequence[Any]], formats: _Formats) -> None:
    """A table with a frozen head; missing numbers are empty cells, and text is text, whatever it begins with."""
    for k, (name, values) in enumerate(columns.items()):
        sheet.write_string(0, k, name, formats.head)
        cells = [_dated(value) if name in _PERIODS else _cell(value) for value in values]
        for row, cell in enumerate(cells, start=1):
            _write_cell(sheet, row, k, cell, formats)
        lengths = (_length(cell) for cell in cells[:200])
        sheet.set_column(k, k, min(_WIDEST, 2 + max(min(len(name), 14), *lengths, 6)))
    sheet.freeze_panes(1, 1)
    if columns:
        sheet.autofilter(0, 0, max((len(values) for values in columns.values()), default=0), len(columns) - 1)


def _write_cell(sheet: Any, row: int, k: int, cell: Any, formats: _Formats) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, k, cell)
    elif isinstance(cell, Number):
        sheet.write_number(row, k, cell.value, formats.of(cell.form))
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, k, cell, formats.of("0" if float(cell).is_integer() else "0.000"))
    elif isinstance(cell, Period):
        form = "yyyy-mm" if cell.type is PeriodType.MONTH else "yyyy-mm-dd"
        sheet.write_datetime(row, k, datetime.combine(cell.start, time()), formats.of(form))
    elif cell is not None:
        sheet.write_string(row, k, cell, formats.text)


def _length(cell: Any) -> int:
    return 8 if isinstance(cell, (Number, float, Period)) else len(str(cell))


def _dated(value: Any) -> Any:
    """A month or a day as the date that Excel knows; other periods as their labels."""
    period = None if value is None else as_period(value)
    dated = period is not None and period.anchor is None and period.type in {PeriodType.MONTH, PeriodType.DAY}
    return period if dated else _cell(value)


def _cell(value: Any) -> bool | float | str | Number | None:
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, (bool, int, Number)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
