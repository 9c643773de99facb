"""Which column is what, guessed from names and contents: for ``kvalspc new`` alone, which writes every guess down.

A run guesses nothing: it takes the names of the project file, or the usual ones, letter by letter.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from kvalspc.job.times import norwegian_day
from kvalspc.periods import Period, PeriodType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SAMPLE = 20_000
"""So many rows are looked at."""

MOSTLY = 0.95
"""A column is of dates where so much of what stands in it reads as one: a register has its mistakes."""

# role: what its column is called in Norwegian and English exports, in small letters without marks, the best first
NAMES: dict[str, tuple[str, ...]] = {
    "unit": (
        *("resh", "reshid", "avdresh", "avdelingresh", "unit", "unitid", "enhet", "enhetid", "rapporterendeenhet"),
        *("avdeling", "avdelingsnavn", "avdelingnavn", "avdnavn", "department", "ward", "post", "orgnr", "shortname"),
        *("sykehus", "sykehusnavn", "shusnavn", "sjukehus", "hospital", "hospitalname", "behandlingsenhet"),
        *("unitname", "helseforetak", "hf", "institusjon", "sted", "site", "centre", "center"),
    ),
    "date": (
        *("date", "dato", "hendelsesdato", "proseduredato", "operasjonsdato", "opdato", "innleggelsesdato"),
        *("innlagtdato", "innleggelse", "skjemadato", "hoveddato", "utskrivningsdato", "utskrivingsdato"),
        *("datotid", "tidspunkt", "tid", "datetime", "timestamp", "day", "dag"),
    ),
    "period": (
        *("period", "periode", "maaned", "maned", "mnd", "month", "kvartal", "quarter", "tertial", "halvaar", "uke"),
        *("week", "aar", "ar", "year", "tid", "tidsrom", "dato", "date"),
    ),
    "year": ("year", "aar", "ar"),
    "value": (
        *("var", "numerator", "teller", "value", "verdi", "utfall", "outcome", "resultat", "hendelse", "hendelser"),
        *("event", "events", "antallhendelser", "maaloppnaaelse", "antall", "count"),
    ),
    "denominator": (
        *(
            "denominator",
            "nevner",
            "antallpasienter",
            "pasienter",
            "patients",
            "n",
            "total",
            "liggedogn",
            "pasientdogn",
        ),
        *("liggedager", "beddays", "exposure"),
    ),
    "indicator": ("indid", "indicator", "indikator", "indikatorid", "indicatorid", "kvalitetsindikator"),
    "context": ("context", "kontekst"),
}

# formats beside those that are read without being named; the day first, as in Norway, where both would do
_DAYS = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%y", "%d/%m/%y")
FORMATS = tuple(day + clock for day in _DAYS for clock in ("", " %H:%M", " %H:%M:%S"))
MONTHS = ("%Y%m", "%Y/%m", "%m.%Y", "%m/%Y", "%m-%Y")

_ORDER = ("unit", "date", "period", "value", "denominator", "indicator", "context")
EXPOSURE = frozenset({"liggedogn", "pasientdogn", "liggedager", "beddays", "exposure"})
"""Names of denominators that are no patients: what is counted over them is a rate."""

_CLOCK = re.compile(r"[ T]([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?")
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_NOTHING = frozenset({"NA", "N/A", "NULL", "NaN", "nan", "-", ".", "mangler", "None", "null", "na"})


@dataclass(frozen=True)
class Sample:
    """The first rows of a source, a column of texts a name; columns without a name are left out."""

    column: dict[str, list[str]]

    @classmethod
    def of(cls, names: Sequence[str], rows: Iterable[Sequence[str]]) -> Sample:
        """Take the rows that have as many fields as there are names."""
        listed = [row for _, row in zip(range(SAMPLE), rows, strict=False) if len(row) == len(names)]
        return cls({name: [row[k].strip() for row in listed] for k, name in enumerate(names) if name.strip()})


@dataclass(frozen=True)
class Written:
    """How a source is written: the keys of [data] that it needs, and columns of 0 and 1 that could be the value too."""

    keys: dict[str, str | list[str]]
    others: tuple[str, ...]


def guess_roles(sample: Sample) -> tuple[str, dict[str, str]] | None:
    """Guess the kind of the rows and the column of each role; None where there is none of units or of times."""
    column, free = sample.column, list(sample.column)

    def take(role: str, fits: Callable[[str], bool], *, named: bool = True) -> str | None:
        found = next((c for c in _by_name(role, free) if fits(c)), None)
        if found is None and not named:
            found = next((c for c in free if fits(c)), None)
        if found is not None:
            free.remove(found)
        return found

    context = take("context", lambda c: set(column[c]) <= {"caregiver", "resident"})
    role = {"indicator": take("indicator", lambda c: any(column[c]))}
    time = take("date", lambda c: _days(column[c]) is not None) or take("period", lambda c: _labels(column[c]))
    time = time or take("date", lambda c: _dated(column[c]), named=False)
    role["denominator"] = take("denominator", lambda c: _numbers(column[c]))
    role["unit"] = take("unit", lambda c: any(column[c])) or take("unit", lambda c: _groups(column[c]), named=False)
    if time is None or role["unit"] is None:
        return None
    binary = (c for c in free if _is_binary(column[c]))
    numbers = [c for c in free if _numbers(column[c])]
    only = numbers[0] if len(numbers) == 1 else None
    role["value"] = take("value", lambda c: _numbers(column[c])) or next(binary, only)
    given = {k: v for k, v in role.items() if v is not None}
    kind = _kind(column[time], weighted="denominator" in given, repeated=_repeated(sample, given, time))
    if context is not None and kind == "aggregated" and all(re.fullmatch("[0-9]{4}", v) for v in column[time] if v):
        kind, given["context"] = "delivery", context
    given["date" if kind == "events" else "period"] = time
    return kind, {r: given[r] for r in _ORDER if r in given}


def how_written(sample: Sample, kind: str, role: Mapping[str, str]) -> Written:
    """Say what must be known of a source beyond its columns: format of dates, texts for nothing, rows to be summed."""
    column, keys = sample.column, dict[str, "str | list[str]"]()
    time = next((role[r] for r in ("date", "period", "year") if r in role), None)
    formats = ("auto", *FORMATS) if kind == "events" else ("auto", *FORMATS, *MONTHS)
    format_ = None if time is None else _format(column.get(time, []), formats)
    if kind != "delivery" and format_ not in (None, "auto"):
        keys["date_format"] = str(format_)
    value = role.get("value")
    if value in column and (nothing := sorted(_NOTHING & set(column[value]))):
        keys["missing"] = ["", *nothing]
    if kind == "aggregated" and time in column and "denominator" in role and _repeated(sample, role, time):
        keys["duplicates"] = "sum"
    used = set(role.values())
    return Written(keys, tuple(c for c in column if c not in used and _is_binary(column[c])))


def plain(name: str) -> str:
    """Return a column's name in small letters, without marks between them, å as aa and ø as o."""
    letters = name.casefold().replace("å", "aa").replace("ø", "o").replace("æ", "ae").replace("a\u030a", "aa")
    return re.sub(r"[^a-z0-9]", "", letters)


def _by_name(role: str, free: Sequence[str]) -> list[str]:
    """Return the columns whose names mean a role, the best first; of dates also those that end so."""
    known = {name: k for k, name in enumerate(NAMES[role])}
    rank = {c: known[plain(c)] for c in free if plain(c) in known}
    if role == "date":
        rank |= {c: len(known) for c in free if c not in rank and re.search("dato|date", plain(c))}
    return sorted(rank, key=lambda c: rank[c])


def _days(values: Sequence[str]) -> str | None:
    """Return the format of a column of days, "auto" for one that need not be named; None where it is not of days."""
    return _format(values, ("auto", *FORMATS))


def _format(values: Sequence[str], formats: Sequence[str]) -> str | None:
    given = [v for v in set(values) if v]
    return next((f for f in formats if given and _mostly(given, partial(_is_day, format_=f))), None)


def _dated(values: Sequence[str]) -> bool:
    """Whether a column of any name is of days; eight digits alone may be something else."""
    found = _days(values)
    return found is not None and not found.startswith("%Y%m%d")


def _day(text: str, format_: str) -> date | None:
    """Return the day of a text, None where it is none of that format."""
    try:
        if format_ != "auto":
            found = datetime.strptime(text, format_).date()  # noqa: DTZ007  # a local day
            return found if 1900 <= found.year <= 2199 else None
        day = _CLOCK.sub("", text)
        period = None if "." in day else Period.parse(day)
        if period is None:
            return norwegian_day(day)
        return period.start if period.type is PeriodType.DAY else None
    except ValueError:
        return None


def _is_day(text: str, format_: str) -> bool:
    return _day(text, format_) is not None


def _labels(values: Sequence[str]) -> bool:
    """Whether a column is of labels of periods, such as 2024-03 or 2024, or of days that stand for them."""
    given = [v for v in set(values) if v]
    return bool(given) and (_mostly(given, _is_label) or _format(values, ("auto", *FORMATS, *MONTHS)) is not None)


def _is_label(text: str) -> bool:
    try:
        return 1900 <= Period.parse(text).start.year <= 2199
    except ValueError:
        return False


def _kind(times: Sequence[str], *, weighted: bool, repeated: bool) -> str:
    """Say that days are of events, unless all begin a month and a unit has one row for each, or denominators."""
    format_ = _days(times)
    if format_ is None:
        return "aggregated"
    days = {day for t in times if (day := _day(t, format_)) is not None}
    first = len(days) > 1 and all(day.day == 1 for day in days)
    return "aggregated" if first and (weighted or not repeated) else "events"


def _repeated(sample: Sample, role: Mapping[str, str], time: str) -> bool:
    """Whether a unit and period (and indicator) has several rows."""
    named = [sample.column[role[r]] for r in ("unit", "indicator") if r in role]
    places = list(zip(*named, sample.column[time], strict=True))
    return len(set(places)) < len(places)


def _numbers(values: Sequence[str]) -> bool:
    given = [v for v in values if v and v not in _NOTHING]
    return bool(given) and _mostly(given, lambda v: _NUMBER.fullmatch(v) is not None)


def _is_binary(values: Sequence[str]) -> bool:
    return {v for v in values if v and v not in _NOTHING} in ({"0", "1"}, {"1"}, {"0"})


def _groups(values: Sequence[str]) -> bool:
    """Whether a column is of few texts that come again and again."""
    seen = Counter(v for v in values if v)
    return 1 < len(seen) <= max(2, len(values) // 5) and not _numbers(values)


def _mostly(values: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, values)) >= MOSTLY * len(values)
