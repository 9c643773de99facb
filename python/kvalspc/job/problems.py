"""Problems: every error and warning that the job reports, and their words, in one place.

A `Problem` says where (file, line, column) and what is needed. In files of events the message names the kind
of value ("text", "a negative number"), never the value, since a row there is a person; in aggregated files it
names the value too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHOWN = 200
"""So many problems of one kind in one file are listed; the rest are counted."""


class Severity(str, Enum):
    """What a problem leads to."""

    REFUSE = "refuse"  # the file cannot be used: nothing is written
    ERROR = "error"  # the row is bad: its unit is rejected, the others go on
    WARNING = "warning"  # worth knowing: the run goes on

    def __str__(self) -> str:
        return self.value


R, E, W = Severity.REFUSE, Severity.ERROR, Severity.WARNING

# code: (severity, message). {found} is "text" or "a negative number (-3)": see `found`.
CATALOGUE: dict[str, tuple[Severity, str]] = {
    # the project file
    "project_unreadable": (R, "the project file cannot be read: {detail}"),
    "project_toml": (R, "not valid TOML: {detail}"),
    "project_unknown_key": (R, "{key}: unknown key{hint}"),
    "project_missing_key": (R, "{key}: missing; need {need}"),
    "project_value": (R, "{key}: {detail}"),
    # the file as a whole
    "file_missing": (R, "no such file; need the path that the project file names, relative to it"),
    "file_not_regular": (R, "not an ordinary file; need a CSV file"),
    "file_denied": (R, "cannot be read: {detail}"),
    "file_empty": (R, "the file is empty (0 bytes); need a header line and rows"),
    "file_too_large": (R, "{size} MB; need at most {limit} MB, or a larger data.max_megabytes"),
    "file_changed": (R, "changed while it was read; run again when the file is complete"),
    "encoding_utf16": (R, "encoding: UTF-16; need UTF-8 or Latin-1 (save the file as CSV UTF-8)"),
    "encoding_invalid": (R, "encoding: not valid {encoding}; need {need}"),
    "encoding_mixed": (R, "encoding: both UTF-8 and other letters; need one encoding in the whole file"),
    "encoding_guessed": (
        W,
        'read as Latin-1, since it is not UTF-8; set data.encoding = "latin-1" to confirm',
    ),
    "nul_byte": (R, "a NUL byte; need a text file"),
    "lone_cr": (R, "a carriage return without a line feed; need line ends LF or CRLF"),
    "line_too_long": (R, "a line of {length} bytes; need at most {limit}"),
    "quote_open": (R, "a quote that never ends: the file may be truncated; need the whole file"),
    "quote_stray": (
        R,
        "a quote inside a field; need fields with quotes to be quoted, and their quotes doubled",
    ),
    "separator_unknown": (R, "cannot tell the separator; need {need}"),
    "column_missing": (R, "column {column} is missing; found {columns}"),
    "column_twice": (R, 'column "{column}" stands twice; need each name once'),
    "column_empty": (R, "column {number} has no name; need a name for each column"),
    "columns_ignored": (W, "columns that are not used: {columns}"),
    "no_rows": (W, "no rows below the header"),
    "indicators_ignored": (W, "rows of indicators that the project does not have: {ids}"),
    "indicator_no_rows": (W, 'no rows for indicator "{indicator}"'),
    "unit_no_rows": (W, 'no rows for unit "{unit}"'),
    "units_confusable": (W, "units that look alike but are different: {ids}"),
    "too_many_units": (R, "{count} units; need at most {limit}, or a larger data.max_units"),
    "contexts": (R, 'rows of both contexts; need data.context = "caregiver" or "resident"'),
    "count_mismatch": (R, "{read} rows were read where {counted} were counted; the file cannot be trusted"),
    # databases and tables
    "credentials_bad": (R, "{detail}"),
    "database_driver": (R, 'the Python package "{module}" is missing; need pip install "kvalspc[databases]"'),
    "database_failed": (R, "{detail}"),
    "database_unreadable": (
        R,
        "the answer cannot be read as a table ({kind}); need text in UTF-8, numbers and dates, no field over 1 MiB",
    ),
    "table_bad": (R, "{detail}"),
    "table_unreadable": (R, "DuckDB cannot read it ({kind}); need {need}"),
    # rows
    "row_fields": (E, "{found} fields; need {need}, as in the header"),
    "unit_empty": (E, "no unit; need a unit on every row (the row is left out)"),
    "unit_total": (E, 'unit "total"; that name is reserved for all units together'),
    "indicator_empty": (E, "no indicator; need an indicator on every row"),
    "count_bad": (E, "{found}; need a whole number, 0 or more"),
    "number_bad": (E, "{found}; need a number"),
    "weight_bad": (E, "{found}; need a number, 0 or more"),
    "not_zero_or_one": (E, "{found}; need 0 or 1, or a column with the denominator"),
    "above_denominator": (E, "numerator above denominator{found}; need at most the denominator"),
    "zero_denominator": (E, "denominator 0 with a numerator{found}; need 0 of 0, or a denominator"),
    "no_patients": (W, "rows with 0 of 0, shown as gaps (no patients): {count}"),
    "value_missing": (W, "rows without a value, left out: {count}"),
    "date_bad": (E, "{found}; need {need}"),
    "period_bad": (E, "{found}"),
    "period_mixed": (E, "{found}"),
    "duplicate": (E, 'a second row for the same unit and period; need one (or data.duplicates = "sum")'),
    "duplicates_summed": (W, "rows added to another one of the same unit and period: {count}"),
    "sum_too_large": (E, 'the sum for unit "{unit}" is out of range; need less than 9 007 199 254 740 992'),
    "unsorted": (W, "periods are not in order; they were sorted"),
    "gaps": (W, '"{indicator}": periods without rows, shown as gaps: {count} (in {units} units)'),
    "weeks_to_months": (W, "weeks are counted in the month that holds their Thursday"),
    "future": (W, "rows after {day}, left out: {count}"),
    "last_incomplete": (W, "{period} is not over on {day}: shown, but left out of limits and verdict{remedy}"),
    "widened_incomplete": (
        W,
        "units whose last widened period is not over on {day} (shown, but left out of limits and verdict): {count}",
    ),
    "period_finer": (R, 'report.period is "{asked}" but the rows are by {base}; need {need}'),
    "period_values": (
        R,
        (
            '"{indicator}" has ready-made values by {base}, which cannot be joined into a {asked}; '
            'need report.period = "{base}", a denominator to weight them by, or events'
        ),
    ),
    # units
    "unit_table_bad": (R, "{detail}"),
    "unit_failed": (E, 'unit "{unit}", indicator "{indicator}": {detail}'),
    "network_failed": (W, 'indicator "{indicator}": units beside each other: {detail}'),
    "total_without": (W, '"{indicator}": all units together leaves out {units} (rejected)'),
    "start_outside": (W, 'unit "{unit}": start {start} lies {side} the data ({first} to {last})'),
    "history_revised": (
        W,
        (
            '"{indicator}": late registrations: {count} periods that were over in the last run have other numbers now '
            "(the first is {first}), in {units}"
        ),
    ),
    # alerts
    "acknowledged_bad": (R, "{detail}"),
    # outputs
    "output_refused": (R, "{detail}"),
}


@dataclass(frozen=True)
class Problem:
    """One error or warning. `line` counts from 1 (the line where the record starts); `unit` is who it concerns."""

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    unit: str | None = None
    indicator: str | None = None

    @property
    def severity(self) -> Severity:
        """What it leads to."""
        return CATALOGUE[self.code][0]

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f'column "{shown(self.column)}": ' if self.column is not None else ""
        return f"{where}: {column}{self.message}" if where else f"{column}{self.message}"


@dataclass
class Problems:
    """All problems of a run, in the order of discovery; `more` counts those that are not listed one by one."""

    found: list[Problem] = field(default_factory=list)
    more: Counter[tuple[str | None, str]] = field(default_factory=Counter)

    def add(
        self,
        code: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        unit: str | None = None,
        indicator: str | None = None,
        **words: object,
    ) -> None:
        """Add the problem of that code; `words` fill the places of its message."""
        fill = {"unit": unit, "indicator": indicator, "column": column, **words}
        text = CATALOGUE[code][1].format(**{k: shown(v) if isinstance(v, str) else v for k, v in fill.items()})
        named = None if "{column}" in CATALOGUE[code][1] else column
        self.found.append(Problem(code, text, file, line, named, unit, indicator))

    def refused(self) -> bool:
        """Whether any problem forbids to go on."""
        return any(p.severity is Severity.REFUSE for p in self.found)

    def of(self, severity: Severity) -> list[Problem]:
        """Those of one severity."""
        return [p for p in self.found if p.severity is severity]

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by file and line; those of a whole file first."""
        return tuple(sorted(self.found, key=lambda p: (p.file or "", p.line or 0)))

    def lines(self) -> Iterator[str]:
        """One line of text a problem, and one for each kind that was cut short."""
        for problem in self.sorted():
            yield f"{problem.severity}: {problem}"
        for (file, code), count in sorted(self.more.items(), key=str):
            yield f"{CATALOGUE[code][0]}: {file}: and {count} more like this ({code})"

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


class RefusedError(Exception):
    """Raised when nothing can be written: carries all problems found so far."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.lines()))


def shown(text: object) -> str:
    """Return a text that is safe to print: control, bidirectional and other invisible characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(text))


def quoted(values: Iterable[str], limit: int = 20) -> str:
    """Return up to `limit` values in quotes, and how many more there are."""
    listed = list(values)
    text = ", ".join(f'"{v}"' for v in listed[:limit])
    return text if len(listed) <= limit else f"{text} and {len(listed) - limit} more"
