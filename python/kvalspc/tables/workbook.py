"""A workbook for Excel: the table that people read first, then units, phases, points and signals as data."""

from __future__ import annotations

import io
import math
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from kvalspc.periods import Period, PeriodType
from kvalspc.tables.columns import by_phase, by_point, by_signal, by_unit
from kvalspc.tables.formatted import measure_of, typical_of_charts
from kvalspc.tables.overview import Number, overview, p_form, sheet_name
from kvalspc.tables.worded import column_name, column_values
from kvalspc.words.timeline import as_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kvalspc.chart_set import ChartSet

__all__ = ["workbook_bytes"]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (Excel knows no time zones; the same charts give the same file)
_WIDEST = 60
_PERIODS = frozenset({"period", "first", "last", "change_period", "change_period_lower", "change_period_upper"})
_P_VALUES = frozenset({"p_value", "exact_p", "quasi_p", "p_adjusted", "change_p", "q_value"})
_OR_NONE = frozenset(
    {"first_beyond", "last_beyond", "periods_needed", "change_at", "change_lower", "change_upper", "look"}
)
"""Columns in which -1 says that there is none."""
_FIGURES = 4  # that the largest number of a column shows


def workbook_bytes(charts: ChartSet, language: str, title: str | None = None) -> bytes:
    """See :meth:`kvalspc.ChartSet.to_excel`."""
    try:
        import xlsxwriter
    except ImportError:
        raise ImportError("to_excel: need XlsxWriter; pip install 'kvalspc[tables]'") from None
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED, "comments": "Made with kvalspc", "title": title or ""})
        for name, columns in _sheets(charts, language).items():
            head = _headings(charts, name, columns, language)
            sheet = book.add_worksheet(sheet_name(name, language))
            _write(sheet, head, columns, _Formats(book), p_form(language), title)
            title = None  # it stands over the first sheet alone
    return file.getvalue()


class _Formats:
    """The formats of a workbook: those of its head, and one for each form of numbers."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
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
        first = {"overview": overview(charts, language)}
    data = {"units": units, "phases": by_phase(charts), "points": by_point(charts), "signals": by_signal(charts)}
    own = charts.by  # the caller's columns keep their names
    worded = {
        sheet: {name: values if name in own else column_values(name, values, language) for name, values in one.items()}
        for sheet, one in data.items()
    }
    return {**first, **worded}


def _headings(charts: ChartSet, sheet: str, columns: Iterable[str], language: str) -> list[str]:
    """What the columns of a sheet are called; those of the overview have their headings already."""
    if sheet == "overview":
        return list(columns)
    kinds = frozenset(typical_of_charts(charts, measure_of(charts))) if sheet == "units" else frozenset()
    return [name if name in charts.by else column_name(name, sheet, language, kinds) for name in columns]


def _write(
    sheet: Any,
    headings: Sequence[str],
    columns: Mapping[str, Sequence[Any]],
    formats: _Formats,
    p: str,
    title: str | None,
) -> None:
    """A table with a frozen head; missing numbers are empty cells, and text is text, whatever it begins with."""
    top = 0
    if title is not None:
        sheet.write_string(0, 0, title, formats.title)
        top = 1
    for k, (name, values) in enumerate(columns.items()):
        sheet.write_string(top, k, headings[k], formats.head)
        cells = [_read(name, value) for value in values]
        form = p if name in _P_VALUES else _form(cells)
        for row, cell in enumerate(cells, start=top + 1):
            _write_cell(sheet, row, k, cell, formats, form)
        lengths = (_length(cell) for cell in cells[:200])
        sheet.set_column(k, k, min(_WIDEST, 2 + max(min(len(headings[k]), 14), *lengths, 6)))
    sheet.freeze_panes(top + 1, 1)
    if columns:
        last = top + max((len(values) for values in columns.values()), default=0)
        sheet.autofilter(top, 0, last, len(columns) - 1)


def _form(cells: Sequence[Any]) -> str:
    """One form for the numbers of a column: whole ones as such, else figures enough for the largest."""
    found = [abs(cell) for cell in cells if isinstance(cell, float)]
    if all(number.is_integer() for number in found):
        return "0"
    decimals = _FIGURES - 1 - math.floor(math.log10(max(found)))
    return f"0.{'0' * min(max(decimals, 1), 9)}"


def _write_cell(sheet: Any, row: int, k: int, cell: Any, formats: _Formats, form: str) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, k, cell)
    elif isinstance(cell, Number):
        sheet.write_number(row, k, cell.value, formats.of(cell.form))
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, k, cell, formats.of(form))
    elif isinstance(cell, Period):
        day = "yyyy-mm" if cell.type is PeriodType.MONTH else "yyyy-mm-dd"
        sheet.write_datetime(row, k, datetime.combine(cell.start, time()), formats.of(day))
    elif cell is not None:
        sheet.write_string(row, k, cell, formats.text)


def _length(cell: Any) -> int:
    return 8 if isinstance(cell, (Number, float, Period)) else len(str(cell))


def _read(name: str, value: Any) -> bool | float | str | Number | Period | None:
    """A cell of the column `name`: a month or a day as the date that Excel knows, other periods as their labels."""
    if name in _OR_NONE and value == -1:
        return None
    period = as_period(value) if isinstance(value, Period) or (name in _PERIODS and value is not None) else None
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
