"""New phases suggested from the data, in words: the suggestion, and every decision behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.numbers import integer, period_long
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc._rephase import Rephasing


def rephasing_text(found: Rephasing, language: str = "nb") -> str:
    """One paragraph: that it is a suggestion, where phases would begin, and what to beware of.

    Raises:
        ValueError: An unknown language.
    """
    check_language(language)
    timeline = Timeline(found.period)
    if found.steps and found.steps[0]["decision"] == "too_few":
        return say("rephase.too_few", language)
    if not found.breaks:
        return say("rephase.none", language)
    where = [_when(timeline, one, language) for one in found.breaks]
    return say_count("rephase.found", len(where), language, when=", ".join(where))


def rephasing_log(found: Rephasing, language: str = "nb") -> list[str]:
    """One sentence a decision, in the order they were taken.

    Raises:
        ValueError: An unknown language.
    """
    check_language(language)
    timeline = Timeline(found.period)
    return [_sentence(step, timeline, language) for step in found.steps]


def _sentence(step: Mapping[str, Any], timeline: Timeline, language: str) -> str:
    decision = step["decision"]
    places = {"when": _when(timeline, step["position"], language), "at": _when(timeline, step["at"], language)}
    if step["direction"] is not None:
        places["side"] = say(f"rephase.side.{step['direction']}", language)
    if decision == "baseline":
        return say("rephase.baseline", language, last=_point(timeline, step["at"] - 1, language))
    if decision == "rejected":
        reason = "opposed" if step["opposed"] else "unsettled"
        return say(f"rephase.rejected.{reason}", language, **places)
    return say(f"rephase.{decision}", language, **places)


def _point(timeline: Timeline, position: int, language: str) -> str:
    moment = timeline.moment(position)
    if moment is not None and moment.period is not None:
        return period_long(moment.period, language)
    return say("chart.position", language, n=integer(position + 1, language))


def _when(timeline: Timeline, position: int, language: str) -> str:
    moment = timeline.moment(position)
    return "" if moment is None else moment.when(language)
