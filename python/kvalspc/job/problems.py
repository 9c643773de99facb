"""Problems: every error and warning that the job reports, and their words, in one place.

A `Problem` says where (file, line, column) and what is needed. In files of events the message names the kind
of value ("text", "a negative number"), never the value, since a row there is a person; in aggregated files it
names the value too. The words stand in the catalogues: reports tell them in their own language, and the terminal
in the one that is asked for. Details that come from elsewhere (a database's driver) are quoted as they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording, in_language, shown, worded
from kvalspc.words.catalogue import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


SHOWN = 200
"""So many problems of one kind in one file are listed; the rest are counted."""

EXAMPLES = 5
"""So many bad rows of one kind in one column are printed; the list has them all."""


class Severity(str, Enum):
    """What a problem leads to."""

    REFUSE = "refuse"  # the file cannot be used: nothing is written
    ERROR = "error"  # the row is bad: its unit is rejected, the others go on
    WARNING = "warning"  # worth knowing: the run goes on

    def __str__(self) -> str:
        return self.value


R, E, W = Severity.REFUSE, Severity.ERROR, Severity.WARNING

# code: (severity, message); None: the catalogues have it, as "problem." and the code
CATALOGUE: dict[str, tuple[Severity, str | None]] = {
    # the project file
    "project_unreadable": (R, None),
    "project_toml": (R, None),
    "project_unknown_key": (R, None),
    "project_missing_key": (R, None),
    "project_value": (R, "{key}: {detail}"),
    "imongr_bad": (R, "imongr: {detail}"),
    # the file as a whole
    "file_missing": (R, None),
    "file_not_regular": (R, None),
    "file_denied": (R, None),
    "file_empty": (R, None),
    "file_too_large": (R, None),
    "file_changed": (R, None),
    "files_not_found": (R, None),
    "file_name_letters": (R, None),
    "file_form": (R, None),
    "file_twice": (R, None),
    "encoding_utf16": (R, None),
    "encoding_invalid": (R, None),
    "encoding_mixed": (R, None),
    "encoding_guessed": (W, None),
    "nul_byte": (R, None),
    "lone_cr": (R, None),
    "line_too_long": (R, None),
    "quote_open": (R, None),
    "quote_stray": (R, None),
    "separator_unknown": (R, None),
    "column_missing": (R, None),
    "columns_differ": (R, None),
    "column_twice": (R, None),
    "column_empty": (R, None),
    "columns_ignored": (W, None),
    "no_rows": (W, None),
    "rows_gone": (R, None),
    "indicators_ignored": (W, None),
    "indicator_no_rows": (W, None),
    "unit_no_rows": (W, None),
    "units_confusable": (W, None),
    "too_many_units": (R, None),
    "contexts": (R, None),
    "count_mismatch": (R, None),
    # databases and tables
    "credentials_bad": (R, "{detail}"),
    "database_driver": (R, None),
    "database_failed": (R, "{detail}"),
    "database_unreadable": (R, None),
    "table_bad": (R, "{detail}"),
    "table_unreadable": (R, None),
    # rows
    "row_fields": (E, None),
    "unit_empty": (E, None),
    "unit_total": (E, None),
    "indicator_empty": (E, None),
    "count_bad": (E, None),
    "number_bad": (E, None),
    "weight_bad": (E, None),
    "not_zero_or_one": (E, None),
    "above_denominator": (E, None),
    "denominator_large": (E, None),
    "count_large": (E, None),
    "zero_denominator": (E, None),
    "no_patients": (W, None),
    "coverage_bad": (W, None),
    "coverage_low": (W, None),
    "coverage_columns": (R, None),
    "coverage_of_all": (R, None),
    "coverage_both": (R, None),
    "coverage_refused": (R, "{detail}"),
    "coverage_unknown": (W, None),
    "value_missing": (W, None),
    "date_bad": (E, None),
    "date_late": (W, None),
    "period_bad": (E, "{found}"),
    "period_mixed": (E, "{found}"),
    "duplicate": (E, None),
    "rows_repeated": (W, None),
    "files_overlap": (W, None),
    "rows_replaced": (W, None),
    "uploads_mixed": (R, None),
    "duplicates_summed": (W, None),
    "sum_too_large": (E, None),
    "unsorted": (W, None),
    "gaps": (W, None),
    "weeks_to_months": (W, None),
    "future": (W, None),
    "last_incomplete": (W, None),
    "widened_incomplete": (W, None),
    "period_finer": (R, None),
    "period_values": (R, None),
    # units
    "unit_table_bad": (R, "{detail}"),
    "units_not_in_table": (W, None),
    "units_only_in_table": (W, None),
    "unit_reports": (R, None),
    "rows_outside": (W, None),
    "reports_after": (W, None),
    "reports_early": (W, None),
    "reports_unknown": (W, None),
    "unit_failed": (E, None),
    "network_failed": (W, None),
    "page_failed": (E, None),
    "total_without": (W, None),
    "start_outside": (W, None),
    "history_revised": (W, None),
    "history_jumped": (W, None),
    "history_doubled": (W, None),
    "units_gone": (E, None),
    # alerts
    "acknowledged_bad": (R, "{detail}"),
    "diary_bad": (R, "{detail}"),
    # outputs
    "output_refused": (R, "{detail}"),
}


NAME_THEIR_COLUMN = frozenset({"column_missing", "column_twice"})
"""Problems whose text says which column it is about."""


@dataclass(frozen=True)
class Problem:
    """One error or warning. `line` counts from 1 (the line where the record starts); `unit` is who it concerns.

    `message` is in English; `text` and `words` are its id in the catalogues and what fills its places there.
    """

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    unit: str | None = None
    indicator: str | None = None
    text: str = ""
    words: Mapping[str, str | Wording] = field(default_factory=dict, compare=False)

    @property
    def severity(self) -> Severity:
        """What it leads to."""
        return CATALOGUE[self.code][0]

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """Where it is, and what, in a language; in English where the catalogues do not have it."""
        told = _worded(self.code, self.text, self.words, language) if self.text else self.message
        if self.column is not None:
            told = say("problem.column", language, column=shown(self.column), text=told)
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{where}: {told}" if where else told


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
        variant: str | None = None,
        **words: object,
    ) -> None:
        """Add the problem of that code; `words` fill the places of its message, `variant` is one of its wordings."""
        given = {"unit": unit, "indicator": indicator, "column": column, **words}
        fill = {k: v if isinstance(v, Wording) else shown(v) for k, v in given.items()}
        text = f"problem.{code}_{variant}" if variant else f"problem.{code}"
        message = _worded(code, text, fill, "en")
        named = None if code in NAME_THEIR_COLUMN else column
        self.found.append(Problem(code, message, file, line, named, unit, indicator, text, fill))

    def refused(self) -> bool:
        """Whether any problem forbids to go on."""
        return any(p.severity is Severity.REFUSE for p in self.found)

    def of(self, severity: Severity) -> list[Problem]:
        """Those of one severity."""
        return [p for p in self.found if p.severity is severity]

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by file and line; those of a whole file first."""
        return tuple(sorted(self.found, key=lambda p: (p.file or "", p.line or 0)))

    def lines(self, language: str = "en") -> Iterator[str]:
        """One line of text a problem, of bad rows of one kind the first few; and one for each kind that was cut."""
        more = Counter(self.more)
        printed: Counter[tuple[str | None, str, str | None]] = Counter()
        for problem in self.sorted():
            kind = (problem.file, problem.code, problem.column)
            printed[kind] += problem.line is not None
            if printed[kind] > EXAMPLES:
                more[kind[:2]] += 1
            else:
                yield f"{_severity(problem.code, language)}: {problem.said(language)}"
        for (file, code), count in sorted(more.items(), key=str):
            alike = say("problem.more_alike", language, count=str(count), code=code)
            yield f"{_severity(code, language)}: {file}: {alike}"

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


class RefusedError(Exception):
    """Raised when nothing can be written: carries all problems found so far."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.lines()))


def _severity(code: str, language: str) -> str:
    return say(f"problem.severity.{CATALOGUE[code][0]}", language)


def _worded(code: str, text: str, words: Mapping[str, str | Wording], language: str) -> str:
    """Fill the text of a problem; the kind of thing that was found stands in the catalogues too."""
    kind = words.get("of_kind")
    places = in_language({**words, **({"of_kind": Wording(f"problem.kind.{kind}")} if kind else {})}, language)
    own = CATALOGUE[code][1]
    return worded(text, language, places) if own is None else own.format(**places)
