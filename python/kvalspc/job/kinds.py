"""What kind of thing a field holds: SQL that reads numbers and dates strictly, and names what is not one.

A whole field must parse. The codes of what was found ("negative", "nodate") are worded by the catalogues, so that a
message about a person's row tells the kind of value and never the value.
"""

from __future__ import annotations

from kvalspc.job.data_file import file_of
from kvalspc.job.load import literal

COUNT_LIMIT = 9007199254740992
"""2^53: from here on a double cannot tell two neighbouring counts apart."""

LARGEST, SMALLEST = "1e100", "1e-100"
"""Values beyond these overflow or vanish when they are squared; no quality indicator comes near them."""


def missing(column: str, tokens: tuple[str, ...]) -> str:
    """SQL: the field without outer spaces, NULL when it is one of the tokens for a missing value."""
    listed = ", ".join(literal(t) for t in tokens)
    return f"CASE WHEN trim({column}) IN ({listed}) THEN NULL ELSE trim({column}) END"


def events_of(share: str, denominator: str, typed: bool) -> str:
    """SQL: of a share with a few decimals the whole number of events; of other types of indicators the value."""
    number, of = (v if typed else f"try_cast(replace({v}, ',', '.') AS DOUBLE)" for v in (share, denominator))
    events = f"round({number} * {of})"
    worded = events if typed else f"CAST(CAST({events} AS BIGINT) AS VARCHAR)"
    return f"CASE WHEN type = 'andel' THEN coalesce({worded}, {share}) ELSE {share} END"


class Text:
    """SQL for numbers that are written as text, with a decimal mark."""

    def __init__(self, decimal: str) -> None:
        self.decimal = decimal

    @staticmethod
    def of(commas: frozenset[int], files: int) -> Text:
        """Return that for so many files, of which those at some places have commas."""
        return TwoMarks(commas) if 0 < len(commas) < files else Text("," if commas else ".")

    def kind(self, v: str) -> str:
        """SQL: 'number' when the text is one with that decimal mark, else the code of what it is."""
        mark, other = ("[.]", "[,]") if self.decimal == "." else ("[,]", "[.]")
        wrong = "mark_comma" if self.decimal == "." else "mark_point"
        form = r"-?([0-9]+({m}[0-9]*)?|{m}[0-9]+)([eE][+-]?[0-9]{{1,3}})?"
        full = "regexp_full_match"
        grouped = (
            r"[+-]?[0-9]{1,3}([ _''.,\x{a0}\x{202f}][0-9]{3})+([.,][0-9]+)?|[+][0-9.,]+|[+-]?0[xX][0-9a-fA-F.pP+-]+"
        )
        return f"""CASE WHEN {v} IS NULL THEN 'missing'
            WHEN {full}({v}, '{form.format(m=mark)}') THEN 'number'
            WHEN {full}({v}, '{form.format(m=other)}') THEN '{wrong}'
            WHEN {full}(lower({v}), '[+-]?nan([(].*[)])?') THEN 'nan'
            WHEN {full}(lower({v}), '[+-]?inf(inity)?') THEN 'infinity'
            WHEN {full}({v}, '{grouped}') THEN 'notation'
            WHEN {full}({v}, '[-+.,\\p{{Nd}}]+') AND NOT {full}({v}, '[-+.,0-9]+') THEN 'script'
            ELSE 'text' END"""

    def as_double(self, v: str, kind: str) -> str:
        """SQL: the number as a double (NULL when it is none, or overflows); -0 is 0."""
        text = f"replace({v}, ',', '.')" if self.decimal == "," else v
        return f"CASE WHEN {kind} = 'number' THEN try_cast({text} AS DOUBLE) + 0.0 END"

    def count_kind(self, v: str, kind: str, number: str) -> str:
        """SQL: NULL for a whole number from 0 to 2^53 - 1 (1e3 and 3.0 are whole), else the code of what it is."""
        hidden = f"WHEN regexp_matches({v}, '[.,][0-9]*[1-9]') AND NOT regexp_matches({v}, '[eE]') THEN 'fraction'"
        return _count_kind(kind, number, hidden)

    def real_kind(self, v: str, kind: str, number: str, *, negative: bool) -> str:
        """SQL: NULL for a number that can be computed with, else the code of what it is."""
        return _real_kind(kind, number, f" OR regexp_matches({v}, '^-?[0.,]*[1-9]')", negative=negative)


class TwoMarks(Text):
    """SQL for numbers of several files, of which some have decimal commas and the others points."""

    def __init__(self, commas: frozenset[int]) -> None:
        super().__init__(".")
        self._choice = f"CASE WHEN {file_of('rec')} IN ({', '.join(map(str, sorted(commas)))}) THEN {{}} ELSE {{}} END"

    def kind(self, v: str) -> str:
        """SQL: as of Text, by the mark of the row's file."""
        return self._choice.format(Text(",").kind(v), Text(".").kind(v))

    def as_double(self, v: str, kind: str) -> str:
        """SQL: as of Text, by the mark of the row's file."""
        return self._choice.format(Text(",").as_double(v, kind), Text(".").as_double(v, kind))


class Typed:
    """SQL for columns that hold doubles already: those of Parquet files and DuckDB tables."""

    def kind(self, v: str) -> str:
        """SQL: 'number', or the code of what else a double can be."""
        return f"""CASE WHEN {v} IS NULL THEN 'missing' WHEN isnan({v}) THEN 'nan'
            WHEN isinf({v}) THEN 'infinity' ELSE 'number' END"""

    def as_double(self, v: str, kind: str) -> str:
        """SQL: the number (NULL when it is none); -0 is 0."""
        return f"CASE WHEN {kind} = 'number' THEN {v} + 0.0 END"

    def count_kind(self, v: str, kind: str, number: str) -> str:  # noqa: ARG002  # as of Text
        """SQL: NULL for a whole number from 0 to 2^53 - 1, else the code of what it is."""
        return _count_kind(kind, number, "")

    def real_kind(self, v: str, kind: str, number: str, *, negative: bool) -> str:  # noqa: ARG002  # as of Text
        """SQL: NULL for a number that can be computed with, else the code of what it is."""
        return _real_kind(kind, number, "", negative=negative)


def _count_kind(kind: str, number: str, hidden: str) -> str:
    return f"""CASE WHEN {kind} <> 'number' THEN {kind}
        WHEN {number} IS NULL OR isinf({number}) THEN 'range'
        WHEN {number} < 0 THEN 'negative'
        WHEN {number} >= {COUNT_LIMIT} THEN 'range'
        WHEN {number} <> floor({number}) THEN 'fraction'
        {hidden} END"""


def _real_kind(kind: str, number: str, vanished: str, *, negative: bool) -> str:
    sign = "" if negative else f"WHEN {number} < 0 THEN 'negative'"
    return f"""CASE WHEN {kind} <> 'number' THEN {kind}
        WHEN {number} IS NULL OR isinf({number}) OR abs({number}) > {LARGEST} THEN 'range'
        {sign}
        WHEN abs({number}) < {SMALLEST} AND ({number} <> 0{vanished}) THEN 'range' END"""


_CLOCK = r"([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?)?"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NORWEGIAN = r"[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}"


def date_of(t: str, date_format: str) -> str:
    """SQL: the day of a date, or of a local time of day; NULL when it is none."""
    if date_format != "auto":
        return f"CAST(try_strptime({t}, {literal(date_format)}) AS DATE)"
    parts = f"string_split(split_part({t}, ' ', 1), '.')"
    return f"""CASE WHEN regexp_full_match({t}, '{_ISO}{_CLOCK}') THEN try_cast({t}[1:10] AS DATE)
        WHEN regexp_full_match({t}, '{_NORWEGIAN}{_CLOCK}')
        THEN try_cast({parts}[3] || '-' || lpad({parts}[2], 2, '0') || '-' || lpad({parts}[1], 2, '0') AS
        DATE) END"""


def date_kind(t: str, day: str) -> str:
    """SQL: NULL for a day that exists, from 1900 to 2199; else the code of what the field holds."""
    full = "regexp_full_match"
    date = f"({_ISO}|{_NORWEGIAN})"
    return f"""CASE WHEN {day} BETWEEN DATE '1900-01-01' AND DATE '2199-12-31' THEN NULL
        WHEN {day} IS NOT NULL THEN 'century'
        WHEN {t} = '' THEN 'missing'
        WHEN {full}({t}, '{date}{_CLOCK}') THEN 'nodate'
        WHEN {full}({t}, '{_ISO}[ T][0-9:.,]+ ?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)') THEN 'offset'
        WHEN {full}({t}, '{date}[ T][0-9:.,]+') THEN 'clock'
        WHEN {full}({t}, '[0-9]{{1,4}}[/-][0-9]{{1,2}}[/-][0-9]{{1,4}}.*') THEN 'ambiguous'
        WHEN {full}({t}, '[0-9]{{4}}(-?[WQTH]?[0-9]{{1,2}})?') THEN 'month'
        ELSE 'text' END"""


def day_kind(day: str) -> str:
    """SQL: as date_kind, of a column that holds days already."""
    return f"""CASE WHEN {day} IS NULL THEN 'missing'
        WHEN {day} NOT BETWEEN DATE '1900-01-01' AND DATE '2199-12-31' THEN 'century' END"""
