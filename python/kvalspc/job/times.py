"""The period column of aggregated and delivery files: labels to first and last days, and their one granularity."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording, quote, shown
from kvalspc.periods import Period, PeriodType

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kvalspc.job.project import Data

EARLIEST, LATEST = 1900, 2199
NORWEGIAN = r"[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}"
WHOLE_DAY = r"[ T](00:00(:00([.,]0+)?)?|23:59(:59([.,]9+)?)?)"
"""A time of day that says "the whole day", as databases and spreadsheets write it; no other stands in a period."""


@dataclass(frozen=True)
class Times:
    """The labels of a file: `period` those that were read, `bad` the others (code, why), `base` their type."""

    base: PeriodType | None
    period: Mapping[str, Period] = field(default_factory=dict)
    bad: Mapping[str, tuple[str, Wording]] = field(default_factory=dict)


def read_times(labels: Mapping[str, int], data: Data) -> Times:
    """Read the distinct labels of a file, given with their number of rows.

    All must be of one type; those of a rarer type than the most frequent one are errors (in a tie the finer
    type is taken to be meant). Days that all are the first of a month, or all the last, are months: so do many
    sources write them. The key data.granularity says it outright, also for dates that are the first or last days of
    quarters or years.
    """
    asked = None if data.granularity == "auto" else PeriodType(data.granularity)
    good: dict[str, Period] = {}
    bad: dict[str, tuple[str, Wording]] = {}
    for label in labels:
        period = _read(label, data)
        if isinstance(period, Period):
            good[label] = period
        else:
            bad[label] = ("period_bad", period)
    if asked is None and _are_months(good.values()):
        asked = PeriodType.MONTH
    if asked is not None:
        good = {label: _as(asked, period) for label, period in good.items()}
    rows: Counter[PeriodType] = Counter()
    for label, period in good.items():
        rows[period.type] += labels[label]
    base = asked or min(rows, key=lambda t: (-rows[t], t.rank), default=None)
    for label, period in list(good.items()):
        if period.type is not base:
            kinds = {"kind": Wording(f"problem.period.{period.type}"), "others": Wording(f"problem.period.{base}")}
            among = Wording("problem.detail.among", {"label": label, **kinds})
            bad[label] = ("period_mixed", _needing(among, Wording("problem.need.one_kind")))
            del good[label]
    return Times(base, good, bad)


def _needing(given: Wording | str, need: Wording) -> Wording:
    return Wording("problem.detail.needing", {"given": given, "need": need})


def _read(label: str, data: Data) -> Period | Wording:
    """Return the period of a label, or what is wrong with it."""
    text = label.strip()
    if not text:
        return _needing(Wording("problem.kind.missing"), Wording("problem.need.period_example"))
    if data.kind == "delivery" and not re.fullmatch("[0-9]{4}", text):
        return _needing(quote(text), Wording("problem.need.year_example"))
    try:
        if data.date_format != "auto":
            moment = datetime.strptime(text, data.date_format)  # noqa: DTZ007  # local wall time, by design
            period = Period.of(moment.date(), PeriodType.DAY)
        elif re.fullmatch(f"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{NORWEGIAN}){WHOLE_DAY}", text):
            return _read(re.split("[ T]", text)[0], data)
        elif re.fullmatch(NORWEGIAN, text):
            period = Period.of(norwegian_day(text), PeriodType.DAY)
        else:
            period = Period.parse(text)
    except ValueError as error:
        if data.date_format != "auto":
            return _needing(quote(text), Wording("problem.need.formatted", {"format": data.date_format}))
        return _needing(quote(text), _remedy(text, str(error).rpartition(", need ")[2]))
    if not EARLIEST <= period.start.year <= LATEST:
        return _needing(quote(text), _from_to("year", EARLIEST, LATEST))
    return period


def _remedy(text: str, need: str) -> Wording:
    """Return what kvalspc.periods needs instead of a label, in words of the catalogues."""
    if need.startswith("a date that exists"):
        return Wording("problem.need.date_exists")
    bounds = re.match("a ([a-z-]+) from ([0-9]+) to ([0-9]+)", need)
    if bounds is None:
        if "/" in text:
            return Wording("problem.need.period_or_format", {"example": '"%d/%m/%Y"'})
        return Wording("problem.need.period")
    kind, first, last = bounds.groups()
    return (
        Wording("problem.need.week", {"year": text[:4], "last": last})
        if kind == "week"
        else _from_to(kind, first, last)
    )


def _from_to(kind: str, first: object, last: object) -> Wording:
    return Wording("problem.need.from_to", {"kind": Wording(f"problem.period.{kind}"), "first": first, "last": last})


def _as(asked: PeriodType, period: Period) -> Period:
    """Let a day that begins or ends a period of the asked type stand for that period."""
    if period.type is PeriodType.DAY:
        whole = Period.of(period.start, asked)
        return whole if period.start == whole.start or period.end == whole.end else period
    return period


def _are_months(periods: Collection[Period]) -> bool:
    """Whether all are days, and each is the first of a month, or each the last."""
    if not periods or any(p.type is not PeriodType.DAY for p in periods):
        return False
    return all(p.start.day == 1 for p in periods) or all(p.end.day == 1 for p in periods)


def day_of(text: str) -> date:
    """Return the day of a date such as 2024-03-17 or 17.03.2024; ValueError when it is none."""
    return norwegian_day(text) if "." in text else date.fromisoformat(text)


def norwegian_day(text: str) -> date:
    """Return the day of a date such as 17.03.2024; ValueError when it is none."""
    if not re.fullmatch(NORWEGIAN, text):
        raise ValueError(f'got "{shown(text)}", need a date such as 17.03.2024')
    day, month, year = map(int, text.split("."))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f'got "{text}", need a date that exists') from None
