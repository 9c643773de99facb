"""A plan in words: how long until a change is seen, what that rests on, and which periods to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc import _core
from kvalspc.periods import PeriodType
from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.labels import label
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.waiting import power_text

if TYPE_CHECKING:
    from kvalspc._plan import Plan

_MONTHS_TOLD = 36


def plan_text(plan: Plan, language: str = "nb", *, measure: Measure | None = None) -> str:
    """Word a plan, as in "En endring på 10 prosentpoeng fra 50 % blir oppdaget med 80 % sjanse ...".

    Args:
        plan: The result of `kvalspc.plan`.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.

    Raises:
        ValueError: An unknown language.
    """
    check_language(language)
    levels = LevelWords(measure or Measure.for_kind(plan.kind), language)
    parts = [_wait(plan, language, levels), _basis(plan, language, levels), _alone(plan, language)]
    parts.append(say("plan.period", language, per=label(f"per.{plan.period}", language)))
    return " ".join(part for part in parts if part)


def _wait(plan: Plan, language: str, levels: LevelWords) -> str:
    change = levels.change(plan.change)
    if plan.months is None:
        least = _core.min_baseline
        if plan.months_before < least:
            return say("plan.short_baseline", language, months=_months(least, language))
        return say("plan.never", language, change=change, power=power_text(plan.power, language))
    places = {
        "change": change,
        "power": power_text(plan.power, language),
        "months": _months(plan.months, language),
    }
    if plan.level is None:
        return say("plan.months", language, **places)
    return say("plan.months.from", language, **places, level=levels.one(plan.level))


def _basis(plan: Plan, language: str, levels: LevelWords) -> str:
    before = _months(plan.months_before, language)
    if plan.volume is None:
        return say("plan.basis.value", language, before=before)
    volume = numbers.number(plan.volume, 0 if float(plan.volume).is_integer() else 1, language)
    unit = levels.measure.unit_in(language)
    if levels.measure.type == "andel":
        return say("plan.basis.andel", language, before=before, volume=volume)
    return say("plan.basis.rate" if unit else "plan.basis.exposure", language, before=before, volume=volume, unit=unit)


def _alone(plan: Plan, language: str) -> str:
    """What each of several units would need by itself."""
    if not plan.units:
        return ""
    known = [months for months in plan.units if months is not None]
    if not known:
        return say("plan.alone.none", language)
    places = {"shortest": _months(min(known), language), "longest": _months(max(known), language)}
    some = len(known) < len(plan.units)
    if places["shortest"] == places["longest"]:
        return say("plan.alone.some.alike" if some else "plan.alone.alike", language, months=places["longest"])
    return say("plan.alone.some" if some else "plan.alone", language, **places)


def _months(count: int, language: str) -> str:
    if count > _MONTHS_TOLD:
        return numbers.period_count(-(-count // 12), PeriodType.YEAR, language)
    return numbers.period_count(count, PeriodType.MONTH, language)
