"""The chance of seeing a relevant change so far, and how long until it is large enough."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc import _core
from kvalspc.periods import PeriodType
from kvalspc.words import numbers
from kvalspc.words.catalogue import say
from kvalspc.words.facts import known

if TYPE_CHECKING:
    from kvalspc.words.sentence import Sentence

__all__ = ["ENOUGH_POWER", "power_text", "waiting"]

ENOUGH_POWER = _core.enough_power
"""The power that "uncertain" waits for: the core's figure, here only worded."""

_TEN_YEARS = {  # in periods: a longer wait is not a plan
    PeriodType.DAY: 3652,
    PeriodType.WEEK: 520,
    PeriodType.MONTH: 120,
    PeriodType.QUARTER: 40,
    PeriodType.TERTIAL: 30,
    PeriodType.HALF_YEAR: 20,
    PeriodType.YEAR: 10,
}
_COUNTED_IN_YEARS = 36  # months: longer waits are told in years and halves of years
_NEARLY = 0.75  # power: from here on a wait ("in about 1 month it is 80 %") says less than what is missing


def power_text(power: float, language: str) -> str:
    """Word a probability of seeing a change, rounded down: 79.7 % is not yet 80 %."""
    if power < 0.01:
        return say("percent.below_one", language)
    return numbers.percent(math.floor(power * 100 + 1e-9) / 100, 0, language)


def waiting(sentence: Sentence, verdict: str, *, unknown: str) -> str:
    """Tell power and wait under that verdict; `unknown` is the last part of the id where power is not known."""
    power, change = known(sentence.facts.power), known(sentence.facts.relevant_change)
    if power is None or not change:  # of a level of 0 none is told
        return sentence.say(f"verdict.{verdict}.{unknown}")
    places = {"power": power_text(power, sentence.language), "change": sentence.levels.change(change)}
    enough = numbers.percent(ENOUGH_POWER, 0, sentence.language)
    if verdict == "uncertain" and _NEARLY <= power < ENOUGH_POWER:
        return sentence.say("verdict.uncertain.soon", **places, enough=enough)
    if power >= ENOUGH_POWER or not _is_told(sentence):
        return sentence.say(f"verdict.{verdict}.power", **places)
    wait = _wait(sentence)
    if wait is None:
        return sentence.say(f"verdict.{verdict}.long_wait", **places, enough=enough)
    return sentence.say(f"verdict.{verdict}.wait", **places, enough=enough, wait=wait)


def _is_told(sentence: Sentence) -> bool:
    # None means "not within 120 periods", which is many years where a period is a month or more
    unit = sentence.timeline.type
    return bool(known(sentence.facts.periods_needed)) or (unit is not None and unit.months is not None)


def _wait(sentence: Sentence) -> str | None:
    """Word how long until there is power enough; None where that is more than ten years away."""
    periods = known(sentence.facts.periods_needed)
    unit = sentence.timeline.type or PeriodType.MONTH
    if periods is None or periods > _TEN_YEARS[unit]:
        return None
    months = int(periods) * (unit.months or 0)
    if months > _COUNTED_IN_YEARS:
        return numbers.years(months, sentence.language)
    return sentence.timeline.count(int(periods), sentence.language)
