"""Up to three lines under the verdict: numbers and effect, when it changed, and how much could be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.effect import confidence_text, of_pairs
from kvalspc.words.facts import known
from kvalspc.words.goal import goal_text
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.remarks import remarks
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import is_dated
from kvalspc.words.sustained import sustained_text
from kvalspc.words.timeline import Timeline
from kvalspc.words.waiting import power_text

if TYPE_CHECKING:
    from kvalspc.words.facts import ComparisonFacts, Level

_WITH_EFFECT = {
    "improved",
    "worsened",
    "changed",
    "no_evidence",
    "uncertain",
    "changed_before",
    "baseline_unstable",
}
_WITH_TIME = {"improved", "worsened", "changed", "shifted"}


def verdict_lines(comparison: ComparisonFacts, language: str = "nb", measure: Measure | None = None) -> list[str]:
    """Return the supporting lines of a verdict, none of them empty, at most three.

    1. what the levels rest on, and the difference with its interval: "161 av 287 etter tiltaket, mot 127 av
       363 før. Nivået er 21 prosentpoeng høyere enn før (95 % KI 13 til 28)."
    2. when the change most likely came, and whether it has lasted;
    3. whether the goal was reached, how large a change would have been seen (where the verdict is no_evidence), and
       which planned look this is.

    Parameters and errors are those of `verdict_text`.
    """
    writer = _Lines(comparison, check_language(language), measure)
    lines = (
        " ".join(part for part in (writer.numbers(), writer.wash_in(), writer.periods(), writer.effect()) if part),
        " ".join(part for part in (writer.when(), writer.sustained(), remarks(comparison, language)) if part),
        " ".join(part for part in (writer.goal(), writer.power(), writer.look()) if part),
    )
    return [line for line in lines if line]


class _Lines:
    def __init__(self, comparison: ComparisonFacts, language: str, measure: Measure | None) -> None:
        self.facts = comparison
        self.verdict = str(comparison.verdict)
        self.language = language
        self.timeline = Timeline.of(comparison)
        self.levels = LevelWords(measure or Measure.of(comparison), language, self.timeline.type)

    def say(self, identifier: str, **places: str) -> str:
        return say(identifier, self.language, **places)

    def numbers(self) -> str:
        """Give the numerators and denominators, or the number of periods, behind the levels."""
        before, after = self.facts.baseline, self.facts.after
        if known(before.level) is None or self.verdict == "not_assessable":
            return ""
        if not is_dated(self.facts):
            return ""  # how many there were on each side would name the time
        if after is None or known(after.level) is None:
            if self.facts.start is not None:
                return ""  # too few data after: a half sentence would mislead
            return self._numbers("lines.series", self._side(before, ""))
        case = "lines.shift" if self.verdict == "shifted" else "lines.numbers"
        return self._numbers(case, {**self._side(before, "before_"), **self._side(after, "after_")})

    def wash_in(self) -> str:
        """Say how much from the start on belongs to neither side."""
        left_out = getattr(self.facts, "wash_in", 0)
        return self.say("lines.wash_in", periods=self.timeline.count(left_out, self.language)) if left_out else ""

    def periods(self) -> str:
        """Say which periods the level after rests on, where the project has ended; a look names its own."""
        first = self.timeline.moment(self.facts.start)
        ended = getattr(self.facts, "ended", None)
        last = None if ended is None else self.timeline.moment(ended - 1)
        after = None if self.facts.after is None else known(self.facts.after.level)
        if first is None or last is None or after is None or getattr(self.facts, "look", None) is not None:
            return ""
        return self.say("lines.ended", range=self.timeline.range(first, last, self.language))

    def _numbers(self, case: str, places: dict[str, str]) -> str:
        kind, unit = self.levels.measure.type, self.levels.measure.unit_in(self.language)
        counted = all(places.values())
        if kind in {"gjennomsnitt", "median"} or not counted:
            kind = "value"
        suffix = f"{kind}.unit" if kind == "rate" and unit else kind
        return self.say(f"{case}.{suffix}", **places, unit=unit)

    def _side(self, side: Level, prefix: str) -> dict[str, str]:
        places = {f"{prefix}periods": self.timeline.count(side.n, self.language)}
        for name in ("numerator", "denominator"):
            count = known(getattr(side, name))
            places[prefix + name] = "" if count is None else numbers.integer(count, self.language)
        if self.levels.measure.type == "antall":
            places[f"{prefix}denominator"] = places[f"{prefix}periods"]  # a count's exposure is its periods
        return places

    def effect(self) -> str:
        """Give the difference with the interval of the deciding test."""
        effect, lower, upper = (
            known(self.facts.effect),
            known(self.facts.effect_lower),
            known(self.facts.effect_upper),
        )
        if self.verdict not in _WITH_EFFECT or effect is None or lower is None or upper is None:
            return self._ratio()
        digits = self.levels.difference_digits(self._digits(), effect)
        confidence, typical = self._confidence(), of_pairs(self.facts, self.levels.measure)
        if lower > 0 or upper < 0:
            digits = self.levels.difference_digits(digits, lower, upper)  # an end that is not 0 never reads 0
            direction = "higher" if lower > 0 else "lower"
            if typical:
                direction = f"typical.{direction}"
            low, high = sorted((abs(lower), abs(upper)))
            return self.say(
                f"lines.effect.{direction}",
                difference=self.levels.difference(abs(effect), digits),
                confidence=confidence,
                lower=self.levels.bare(low, digits),
                upper=self.levels.bare(high, digits),
            )
        return self.say(
            "lines.effect.typical.open" if typical else "lines.effect.open",
            difference=self.levels.difference(effect, digits, sign=True),
            confidence=confidence,
            lower=self.levels.bare(lower, digits, sign=True),
            upper=self.levels.bare(upper, digits, sign=True),
        )

    def _ratio(self) -> str:
        """Give the ratio of counts, where the test has no interval of the difference."""
        ratio, lower, upper = (
            known(getattr(self.facts, name, None)) for name in ("ratio", "ratio_lower", "ratio_upper")
        )
        if self.verdict not in _WITH_EFFECT or self.levels.measure.type not in {"rate", "antall"}:
            return ""
        if ratio is None or lower is None or upper is None:
            return ""
        return self.say(
            "lines.ratio",
            ratio=numbers.number(ratio, 2, self.language),
            confidence=self._confidence(),
            lower=numbers.number(lower, 2, self.language),
            upper=numbers.number(upper, 2, self.language),
        )

    def _digits(self) -> int:
        return shared_digits(self.levels, self.facts)

    def _confidence(self) -> str:
        return confidence_text(known(getattr(self.facts, "alpha", None)), self.language)

    def when(self) -> str:
        """Say when the change most likely came, with its 95 % set of dates where that is wider."""
        moment = self.timeline.moment(self.facts.change_at)
        if self.verdict not in _WITH_TIME or moment is None or not is_dated(self.facts):
            return ""
        first = self.timeline.moment(self.facts.change_lower)
        last = self.timeline.moment(self.facts.change_upper)
        when = moment.when(self.language)
        if first is None or last is None or first == last:
            # the sentence of a shift has already said when
            return "" if self.verdict == "shifted" else self.say("lines.when", when=when)
        return self.say("lines.when.range", when=when, range=self.timeline.range(first, last, self.language))

    def sustained(self) -> str:
        """Say whether an improvement has lasted, where the comparison tells."""
        lasting = getattr(self.facts, "lasting", None)
        if self.verdict != "improved" or lasting is None:
            return ""
        return sustained_text(lasting, self.language, period_type=self.timeline.type, levels=self.levels)

    def goal(self) -> str:
        """Say whether the goal was reached, where the comparison has one."""
        goal = getattr(self.facts, "goal_answer", None)
        return "" if goal is None else goal_text(goal, self.language, self.levels.measure)

    def look(self) -> str:
        """Say which planned look the verdict was given at."""
        look = getattr(self.facts, "look", None)
        if look is None or look.number == 0:
            return ""
        return self.say(
            "lines.look",
            number=numbers.integer(look.number, self.language),
            of=numbers.integer(look.of, self.language),
            wait=self.timeline.count(look.periods, self.language),
        )

    def power(self) -> str:
        """Say how large a change the data could have shown."""
        power, change = known(self.facts.power), known(self.facts.relevant_change)
        if self.verdict != "no_evidence" or power is None or change is None:
            return ""
        return self.say("lines.power", power=power_text(power, self.language), change=self.levels.change(change))
