"""What ``kvalspc chart`` is refused by the chart, in the words of its file and options and in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.job.remedies import remedy_among
from kvalspc.job.wording import Wording, got, keyed, quote

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Given", "chart_error", "in_row"]

_SAID = re.compile(
    r'(?P<key>\w+)(?:\[(?P<at>\d+)\])?(?: for chart "(?P<chart>\w+)")?: got (?P<given>.+?), need (?P<need>.+)',
    re.DOTALL,
)
_MIXED = re.compile(
    r"mixed granularity: got '(?P<label>.+)', a (?P<kind>[a-z-]+), at position (?P<at>\d+) after .+, "
    r"a (?P<others>[a-z-]+);.*"
)
_SPARSE = re.compile(r"period: got (?P<rows>\d+) from (?P<first>.+) to (?P<last>.+), (?P<size>\d+) periods;.*")

# argument of kvalspc.chart, what it needs, and the text that says so; what is named fills the text's places
_NEEDS = (
    ("kind", r"one of (?P<listed>.+)", "one_of"),
    ("numerator", r"0 or 1, or a denominator: .*", "zero_one_or_denominator"),
    ("numerator", r"a whole number, 0 or more", "count"),
    ("numerator", r"0 where the denominator is 0", "zero_of_zero"),
    ("numerator", r"at most the denominator \((?P<bound>.+)\)", "at_most_denominator"),
    ("numerator|denominator|target|per", r"a finite number.*", "finite_number"),
    ("numerator|denominator", r"(?P<bound>0)(?: \(no patients\))? or more", "greater_than_equal"),
    ("denominator", r"none: .*", "no_denominator"),
    ("denominator", r"one value a point", "denominator"),
    ("period", r"one a row: .*", "period_column"),
    ("period", r"2024-03, .*", "period"),
    ("period", r"one value a period .*", "one_value_a_period"),
    ("breaks", r"a position from 1 to .*", "start_between"),
    ("breaks", r"a position, a date or a period .*", "period_example"),
    ("breaks", r"a position, or one of the periods .*", "start_among"),
    ("target", r"a possible level of chart .*: a share from 0 to 1 .*", "proportion"),
    ("target", r"a possible level of chart .*: (?P<bound>0) or more", "greater_than_equal"),
    ("per", r"a number above (?P<bound>0)", "greater_than"),
    ("save", r"one of (?P<listed>.+)", "one_of"),
)  # fmt: skip

_OPTIONS = {"breaks": "start", "save": "output"}
"""What arguments are called on the command line, where it is another name."""


@dataclass(frozen=True)
class Given:
    """What the command line names: the file, its columns, the first period of a new phase, and the file to write."""

    file: Path
    numerator: str
    denominator: str | None
    period: str | None
    start: str | None
    output: Path


def in_row(row: int, column: str, text: Wording) -> Wording:
    """Return a text about a row, the one below the header being 1, and a column of a file."""
    return Wording("problem.detail.row_column", {"row": row, "column": column, "text": text})


def chart_error(error: Exception, given: Given) -> Wording:
    """Return what the chart says: of which row and column, or of which option. What is not known here is quoted."""
    said = str(error)
    of_all = _of_periods(said, given)
    if of_all is not None:
        return keyed(str(given.file), of_all)
    parts = _SAID.fullmatch(said)
    remedy = remedy_among(_NEEDS, parts["key"], parts["need"], chart=parts["chart"]) if parts else None
    if parts and remedy:
        return _about(parts, remedy, given)
    return keyed(str(given.file), Wording("problem.detail.chart_said", {"said": said}))


def _of_periods(said: str, given: Given) -> Wording | None:
    """What is wrong with the periods as a whole: several types of them, or large gaps."""
    sparse, mixed = _SPARSE.fullmatch(said), _MIXED.fullmatch(said)
    if sparse:
        return Wording("problem.detail.sparse", sparse.groupdict())
    if mixed is None:
        return None
    kinds = {name: Wording(f"problem.period.{mixed[name]}") for name in ("kind", "others")}
    among = Wording("problem.detail.among", {"label": mixed["label"], **kinds})
    text = Wording("problem.detail.needing", {"given": among, "need": Wording("problem.need.one_kind")})
    return in_row(int(mixed["at"]) + 1, given.period or "", text)


def _about(parts: re.Match[str], remedy: Wording, given: Given) -> Wording:
    """A text about a row and column, about an option, or about the periods of the file."""
    key, value = parts["key"], _in_quotes(parts["given"])
    if parts["at"] is not None:
        return keyed(str(given.file), in_row(int(parts["at"]) + 1, getattr(given, key) or "", got(value, remedy)))
    option = f"--{_OPTIONS.get(key, key)}"
    if value in ("none", "None", "one"):  # whether a column is named is all that is wrong
        return keyed(option, Wording("problem.needed", {"need": remedy}))
    if key == "period":
        twice = Wording("problem.detail.twice", {"given": parts["given"].removesuffix(" twice")})
        return keyed(str(given.file), got(twice, remedy))
    ours = {"breaks": quote(given.start), "save": quote(given.output.suffix or given.output.name)}
    return keyed(option, got(ours.get(key, value), remedy))


def _in_quotes(given: str) -> Wording | str:
    """A text in quotes, in the quotation marks of the reader's language; a number as it is."""
    text = re.fullmatch("""(['"])(.*)\\1""", given, re.DOTALL)
    return quote(text[2]) if text else given
