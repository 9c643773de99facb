"""The sentences of too_few_data: how many periods there are, and how many it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc import _core
from kvalspc.words import numbers
from kvalspc.words.waiting import waiting

if TYPE_CHECKING:
    from kvalspc.words.sentence import Sentence

__all__ = ["too_few_data"]


def too_few_data(sentence: Sentence) -> str:
    """Say which side of the start has too few periods, or that the numbers are small."""
    facts = sentence.facts
    if sentence.start is None:
        return _in_series(sentence)
    look = getattr(facts, "look", None)
    if look is not None and look.number == 0 and look.next is not None:
        return sentence.say("verdict.too_few_data.look", wait=sentence.timeline.count(look.next, sentence.language))
    before, after = facts.baseline.n, facts.after.n if facts.after is not None else 0
    need_before, need_after = facts.min_baseline or 0, facts.min_after or 0
    short_before, short_after = before < need_before, after < need_after
    if short_before and short_after:
        return sentence.say(
            "verdict.too_few_data.both",
            have_before=numbers.integer(before, sentence.language),
            needed_before=sentence.timeline.count(need_before, sentence.language),
            have_after=numbers.integer(after, sentence.language),
            needed_after=sentence.timeline.count(need_after, sentence.language),
        )
    if short_before:
        return _of(sentence, "before", before, need_before)
    if short_after:
        return _of(sentence, "after", after, need_after)
    if str(facts.reason) == "events":
        return sentence.say("verdict.too_few_data.small")
    return waiting(sentence, "too_few_data", unknown="small")


def _in_series(sentence: Sentence) -> str:
    have, need = sentence.facts.baseline.n, _core.scan_periods
    if have < need:
        return _of(sentence, "series", have, need)
    return sentence.say("verdict.too_few_data.small")


def _of(sentence: Sentence, side: str, have: int, need: int) -> str:
    return sentence.say(
        f"verdict.too_few_data.{side}",
        have=numbers.integer(have, sentence.language),
        needed=sentence.timeline.count(need, sentence.language),
    )
