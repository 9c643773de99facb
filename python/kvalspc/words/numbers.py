"""Numbers, percent, dates and periods in the form of each language.

The forms are CLDR's, by Babel, with what Norwegian typography asks for on top: a narrow no-break space
(U+202F) before the percent sign and between thousands, and a real minus sign (U+2212) in every language.
"""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Context, Decimal, localcontext
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kvalspc.periods import Period, PeriodType
from kvalspc.words.catalogue import check_language, say, say_count

if TYPE_CHECKING:
    from datetime import date

    from babel import Locale

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
_SMALL_P, _SMALLEST_P = 0.1, 0.001  # below the first three decimals, below the second none
_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_ALL_DIGITS = Context(prec=400)  # of any double; the usual 28 stop at numbers that only slips of the keyboard make
_TYPOGRAPHY = str.maketrans({"\u00a0": NARROW_SPACE, "-": MINUS})


@cache
def locale(language: str) -> Locale:
    """Return Babel's locale of a language; English is British."""
    from babel import Locale

    return Locale.parse(_LOCALES[check_language(language)])


def exact(value: float) -> Decimal:
    """Return the number as a person reads it: the shortest decimal that stands for the same double."""
    return Decimal(repr(float(value)))


def rounded(value: float, digits: int, scale: float = 1) -> Decimal:
    """Return `value` times `scale`, rounded half up to `digits` decimals: 12.5 % is 13 %, as people round."""
    return (exact(value) * exact(scale)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _ALL_DIGITS)


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _plain_zero(value: Decimal) -> Decimal:
    # -0.2 without decimals is 0, not "minus nothing"
    return abs(value) if value == 0 else value


@lru_cache(maxsize=65536)  # a report says the same numbers over and over
def number(value: float, digits: int, language: str, *, scale: float = 1) -> str:
    """`value` times `scale` with `digits` decimals, e.g. "1 234,5" ("1,234.5" in English)."""
    return _number(_plain_zero(rounded(value, digits, scale)), digits, language)


@lru_cache(maxsize=65536)  # thousands of units come to the same few as shown
def _number(amount: Decimal, digits: int, language: str) -> str:
    from babel.numbers import format_decimal

    with localcontext(_ALL_DIGITS):
        return format_decimal(amount, format=_pattern(digits), locale=locale(language)).translate(_TYPOGRAPHY)


def signed(value: float, digits: int, language: str, *, scale: float = 1) -> str:
    """As `number`, with "+" before what is above zero as shown."""
    text = number(value, digits, language, scale=scale)
    return "+" + text if rounded(value, digits, scale) > 0 else text


def integer(value: float, language: str) -> str:
    """Write a whole number, e.g. "12 765"; of what is not whole, all decimals."""
    whole = exact(value)
    digits = 0 if whole == whole.to_integral_value() else -int(whole.normalize().as_tuple().exponent)
    return number(value, digits, language)


@lru_cache(maxsize=65536)
def percent(value: float, digits: int, language: str) -> str:
    """Write a proportion as percent: .52 -> "52 %" (U+202F before the sign), in English "52%"."""
    return _percent(_plain_zero(rounded(value, digits, 100)).scaleb(-2), digits, language)


@lru_cache(maxsize=65536)
def _percent(amount: Decimal, digits: int, language: str) -> str:
    from babel.numbers import format_percent

    form = locale(language)
    pattern = form.percent_formats[None].pattern.replace("#,##0", _pattern(digits))
    return format_percent(amount, format=pattern, locale=form).translate(_TYPOGRAPHY)


def percentage_points(value: float, digits: int, language: str, *, sign: bool = False) -> str:
    """Word a difference between proportions: .17 -> "17 prosentpoeng" or, with `sign`, "+17 prosentpoeng"."""
    form = signed if sign else number
    one = abs(rounded(value, digits, 100)) == 1
    return say_count("percentage_points", 1 if one else 2, language, n=form(value, digits, language, scale=100))


def round_up(value: float, digits: int, scale: float = 1) -> float:
    """Round away from zero to `digits` decimals of `value` times `scale`: a bound that still holds."""
    amount = (exact(value) * exact(scale)).quantize(Decimal("1e-9"), context=_ALL_DIGITS)  # no faults of fractions
    return float(amount.quantize(Decimal(1).scaleb(-digits), ROUND_UP, _ALL_DIGITS) / exact(scale))


def digits_for(*values: float, scale: float = 1) -> int:
    """Choose the decimals of numbers that stand together: none, one, or as many as small numbers take.

    Numbers of 10 or more get none, from 1 to 10 one, below 1 enough for two figures (at most 6), but at most
    one more than the largest among them needs. Numbers that differ get up to two more, so that no sentence
    says "37 against 37".
    """
    finite = [value for value in values if math.isfinite(value)]
    sizes = [_size_digits(exact(value) * exact(scale)) for value in finite if value]
    digits = min(max(sizes), min(sizes) + 1) if sizes else 0
    return _apart(finite, digits, scale)


@lru_cache(maxsize=65536)  # every sentence is said in three languages
def needed(value: float, digits: int, scale: float = 1) -> int:
    """Return `digits` less those that would only show zeros: 4.0 needs none."""
    while digits and rounded(value, digits, scale) == rounded(value, digits - 1, scale):
        digits -= 1
    return digits


def alone(value: float, language: str) -> str:
    """Write a number that stands alone, without needless zeros: "0,05", "1,4", "12"."""
    return number(value, needed(value, digits_for(value)), language)


def _size_digits(value: Decimal) -> int:
    return 0 if abs(value) >= 10 else min(1 - value.adjusted(), 6)


def _apart(values: list[float], digits: int, scale: float) -> int:
    distinct = len(set(values))
    for more in range(digits, digits + 3):
        if len({rounded(value, more, scale) for value in values}) == distinct:
            return more
    return digits


@lru_cache(maxsize=65536)
def percent_digits(*values: float) -> int:
    """Choose the decimals of percents that stand together: none from 10 to 90 %, one beyond.

    Exactly 0 and 1 ask for no decimal, nothing else is rounded to 0 % or 100 %. Numbers that differ get up
    to two more.
    """
    finite = [value for value in values if math.isfinite(value)]
    inner = [value for value in finite if 0 < value < 1]
    digits = 1 if any(value < 0.1 or value > 0.9 for value in inner) else 0
    while digits < 4 and any(rounded(value, digits, 100) in {0, 100} for value in inner):
        digits += 1
    return _apart(finite, digits, 100)


@lru_cache(maxsize=65536)
def _dated(value: date, pattern: str, language: str) -> str:
    from babel.dates import format_date

    return format_date(value, pattern, locale=locale(language))


def day(value: date, language: str) -> str:
    """Write a date in a sentence: "31. desember 2024", "31 December 2024"."""
    return _dated(value, "long", language)


def _year_and_part(period: Period) -> tuple[int, int]:
    if period.type is PeriodType.WEEK:
        year, week, _ = period.start.isocalendar()
        return year, week
    months = period.type.months or 1
    return period.start.year, (period.start.month - 1) // months + 1


def period_long(period: Period, language: str, *, with_year: bool = True) -> str:
    """Write a period in a sentence: "mars 2025", "1. kvartal 2025", "uke 5 i 2025", "17. mars 2025"."""
    if period.anchor is not None:
        return _months(period, period, language, with_year=with_year)
    if period.type is PeriodType.YEAR:
        return str(period.start.year)
    if period.type is PeriodType.DAY:
        if with_year:
            return day(period.start, language)
        return say("period.day.no_year", language, day=str(period.start.day), month=_month(period.start, language))
    if period.type is PeriodType.MONTH:
        pattern = "MMMM y" if with_year else "MMMM"
        return _dated(period.start, pattern, language)
    year, part = _year_and_part(period)
    if period.type in {PeriodType.TERTIAL, PeriodType.HALF_YEAR}:
        identifier = f"period.{period.type}.{part}"
    else:
        identifier = f"period.{period.type}"
    if with_year:
        return say(f"{identifier}.long", language, part=str(part), year=str(year))
    return say(f"{identifier}.no_year", language, part=str(part))


def _month(value: date, language: str) -> str:
    return _dated(value, "MMMM", language)


def period_short(period: Period, language: str) -> str:
    """Write a period on an axis: "mars 25", "1. kv. 25", "uke 5/25", "17. mars 25", "2025"."""
    if period.anchor is not None:
        period = Period.of(period.start, PeriodType.MONTH)
    if period.type is PeriodType.YEAR:
        return str(period.start.year)
    if period.type is PeriodType.DAY:
        pattern = "d MMM yy" if language == "en" else "d. MMM yy"
        return _dated(period.start, pattern, language)
    if period.type is PeriodType.MONTH:
        return _dated(period.start, "MMM yy", language)
    year, part = _year_and_part(period)
    return say(f"period.{period.type}.short", language, part=str(part), year=f"{year % 100:02d}")


def period_range(first: Period, last: Period, language: str) -> str:
    """Write from one period to another: "mars–mai 2024"; one period when they are equal.

    Ranges of quarters, tertials and half-years are told in months, which every reader knows.
    """
    if first == last:
        return period_long(first, language)
    in_months = first.type in {PeriodType.QUARTER, PeriodType.TERTIAL, PeriodType.HALF_YEAR}
    if in_months or first.anchor is not None:
        return _months(first, last, language)
    same_year = _year_and_part(first)[0] == _year_and_part(last)[0] and first.type is not PeriodType.YEAR
    start = period_long(first, language, with_year=not same_year)
    return say("period.range", language, first=start, last=period_long(last, language))


def period_first(period: Period, language: str) -> str:
    """Write when a period begins: itself where the calendar has a name for it, else its first month."""
    return period_long(period if period.anchor is None else Period.of(period.start, PeriodType.MONTH), language)


def _months(first: Period, last: Period, language: str, *, with_year: bool = True) -> str:
    first_month = Period.of(first.start, PeriodType.MONTH)
    last_month = Period.of(last.end - timedelta(days=1), PeriodType.MONTH)
    same_year = first_month.start.year == last_month.start.year
    if first_month == last_month:
        return period_long(first_month, language, with_year=with_year)
    start = period_long(first_month, language, with_year=with_year and not same_year)
    return say("period.range", language, first=start, last=period_long(last_month, language, with_year=with_year))


def years(months: int, language: str) -> str:
    """Word a long time in years, up to the next half: 42 months are "3,5 år", 43 are "4 år"."""
    halves = -(-months // 6)
    if halves % 2 == 0:
        return period_count(halves // 2, PeriodType.YEAR, language)
    return say_count("count.year", 2, language, n=number(halves / 2, 1, language))


def p_value(p: float, language: str) -> str:
    """Write a p-value: "p = 0,012", of the smallest only "p < 0,001"."""
    text = bare_p_value(p, language)
    return say("p_value.below" if p < _SMALLEST_P else "p_value", language, p=text)


def bare_p_value(p: float, language: str) -> str:
    """Write a p-value under a heading that names it: "0,012", "< 0,001"."""
    if p < _SMALLEST_P:
        return f"< {number(_SMALLEST_P, 3, language)}"
    return number(p, 3 if p < _SMALL_P else 2, language)


def period_count(count: int, period_type: PeriodType | None, language: str) -> str:
    """Count periods: "1 måned", "24 måneder"; of an unknown type "12 perioder"."""
    return say_count(f"count.{period_type or 'period'}", count, language)


def last_periods(count: int, period_type: PeriodType | None, language: str) -> str:
    """Name the latest periods in a sentence: "de siste 6 månedene"."""
    return say_count(f"count.last.{period_type or 'period'}", count, language)
