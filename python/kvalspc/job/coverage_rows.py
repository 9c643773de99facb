"""The rows of files of coverage: checked one by one, and added up by indicator, unit and year."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from math import nan
from typing import TYPE_CHECKING, NamedTuple

from kvalspc.job.coverage import Covered
from kvalspc.job.data_file import BITS
from kvalspc.job.problems import SHOWN
from kvalspc.job.results import TOTAL
from kvalspc.job.source import by_bytes
from kvalspc.job.times import EARLIEST, LATEST
from kvalspc.job.wording import Wording, got, quote, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvalspc.job.data_file import DataFile
    from kvalspc.job.problems import Problems
    from kvalspc.job.project import Project


class Number(NamedTuple):
    """What stands in a column of numbers: the text, the code of what is wrong with it, and the number."""

    text: str
    code: str | None
    number: float | None


class _Sum(NamedTuple):
    """Rows of a unit and year added up: the share of the only one, else registered patients and all of them."""

    share: float | None
    events: float
    of: float  # NaN: unknown


class CoverageRows:
    """The rows of the files, checked one by one and added up by indicator, unit and year."""

    def __init__(self, project: Project, files: Sequence[DataFile], problems: Problems) -> None:
        self.units: set[str] = set()
        self._project = project
        self._files = files
        self._header = files[0].header
        self._problems = problems
        self._label = files[0].name if len(files) == 1 or project.coverage is None else project.coverage.label
        self._told = 0
        self._missing = 0
        self._contexts: set[str] = set()
        self._first: dict[tuple[str, str, int], int] = {}  # rows of indicators, units and years
        self._joined: dict[tuple[str, str, int], int] = {}  # the same of units that several may be
        self._sums: dict[tuple[str, str, int], _Sum] = {}

    def tell_odd(self) -> None:
        """Refuse rows with too few or too many fields."""
        for file in self._files:
            for _, line, fields in file.shape.odd:
                detail = Wording("problem.row_fields", {"count": fields, "need": file.shape.fields})
                self._refuse(file.name, line, None, detail)

    def take(self, rec: int, unit: str, year: str, indicator: str, context: str, numbers: Mapping[str, Number]) -> None:
        """Check a row, and add it up where it says something."""
        self._contexts.add(context)
        asked = self._project.data.context
        if "context" in self._header.role and asked not in ("auto", context):
            return
        file = self._files[rec >> BITS]
        before = self._told
        place = (file.name, file.line(rec))
        if not unit.strip() or unit == TOTAL:
            self._refuse(*place, "unit", Wording("problem.detail.coverage_unit"))
        if not (re.fullmatch("[0-9]{4}", year) and EARLIEST <= int(year) <= LATEST):
            self._refuse(*place, "year", got(quote(year), Wording("problem.need.year_example")))
        if "indicator" in self._header.role and not indicator.strip():
            self._refuse(*place, "indicator", Wording("problem.indicator_empty"))
        for role, one in numbers.items():
            code = "not01" if role == "share" and one.code is None and (one.number or 0) > 1 else one.code
            if code not in (None, "missing"):
                need = Wording("problem.need.proportion" if role == "share" else "problem.need.count")
                words = {"of_kind": Wording(f"problem.kind.{code}"), "value": one.text, "need": need}
                self._refuse(*place, role, Wording("problem.detail.of_kind", words))
        if self._told > before:
            return
        self._add(rec, place, (indicator, unit, int(year)), numbers)

    def _add(self, rec: int, place: tuple[str, int], key: tuple[str, str, int], numbers: Mapping[str, Number]) -> None:
        indicator, unit, year = key
        number = {role: one.number for role, one in numbers.items()}
        counted = "denominator" in number
        merged = (indicator, self._project.organisation.unit_of.get(unit, unit), year)
        self.units.add(merged[1])
        first = self._first.setdefault(key, rec)
        if first == rec and not counted:  # shares of unknown numbers cannot be added up
            first = self._joined.setdefault(merged, rec)
        if first != rec:
            there = self._files[first >> BITS]
            words = {"other": there.name, "there": there.line(first)}
            self._refuse(*place, None, Wording("problem.detail.coverage_twice", words))
            return
        if any(one is None for one in number.values()):
            self._missing += 1
            return
        of = (number["denominator"] or 0.0) if counted else nan
        share = number.get("share")
        events = (number["numerator"] or 0.0) if share is None else share * of
        if share is None and events > of:
            text = {role: numbers[role].text for role in ("numerator", "denominator")}
            code = "zero_denominator" if of == 0 else "above_denominator"
            self._refuse(*place, "numerator", Wording(f"problem.{code}_values", text))
        elif of != 0:
            had = self._sums.get(merged)
            whole = _Sum(share, events, of) if had is None else _Sum(None, had.events + events, had.of + of)
            self._sums[merged] = whole

    def warn(self) -> None:
        """Say what is worth knowing of the rows: figures that are missing, indicators and contexts of others."""
        header, problems = self._header, self._problems
        for file in self._files:
            if not file.rows:
                problems.add("no_rows", file=file.name)
        if self._missing:
            problems.add("value_missing", file=self._label, count=self._missing)
        if self._project.data.context == "auto" and {"caregiver", "resident"} <= self._contexts:
            problems.add("contexts", file=self._label, column=header.name("context"))
        if "indicator" not in header.role:
            return
        there = {indicator for indicator, _, _ in self._first}
        own = {i.coverage or i.id for i in self._project.indicator}
        others = sorted(there - own, key=by_bytes)
        if others:
            ids = quoted(others)
            problems.add("indicators_ignored", file=self._label, column=header.name("indicator"), ids=ids)
        for id_ in sorted({i.coverage for i in self._project.indicator if i.coverage is not None} - there):
            problems.add("indicator_no_rows", file=self._label, indicator=id_)

    def shares(self, as_of: date | None) -> dict[tuple[int, str], dict[int, Covered]]:
        """Return the coverage by year of each indicator (its position) and unit."""
        found: dict[tuple[int, str], dict[int, Covered]] = defaultdict(dict)
        of_all = "indicator" not in self._header.role
        for (id_, unit, year), one in sorted(self._sums.items()):
            covered = Covered(one.events / one.of if one.share is None else one.share, one.of)
            for k, indicator in enumerate(self._project.indicator):
                known = as_of is None or date(year, 1, 1) <= as_of
                if known and (of_all or id_ == (indicator.coverage or indicator.id)):
                    found[k, unit][year] = covered
        return dict(found)

    def _refuse(self, file: str, line: int, role: str | None, detail: Wording) -> None:
        self._told += 1
        if self._told > SHOWN:
            self._problems.more[file, "coverage_refused"] += 1
            return
        column = None if role is None else self._header.name(role)
        self._problems.add("coverage_refused", file=file, line=line, column=column, detail=detail)
