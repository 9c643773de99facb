"""The verdict of a comparison as one sentence (a second one where the first alone would mislead).

The sentences stand in the catalogues; this file chooses one and fills its places. It says what was seen,
never what caused it, and never that nothing changed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from kvalspc import _core
from kvalspc.periods import PeriodType
from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say
from kvalspc.words.facts import known
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvalspc.words.facts import ComparisonFacts
    from kvalspc.words.timeline import Moment

ENOUGH_POWER = _core.enough_power
"""The power that "uncertain" waits for: the core's figure, here only worded."""

REASONS = (
    "no_variation",
    "no_data",
    "staggered",
    "not_summable",
    "rejected_rows",
    "failed",
    "mixed_definitions",
)
"""The reasons of not_assessable that have a sentence of their own; any other gets a general one."""

_TEN_YEARS = {  # in periods: a longer wait is not a plan
    PeriodType.DAY: 3652,
    PeriodType.WEEK: 520,
    PeriodType.MONTH: 120,
    PeriodType.QUARTER: 40,
    PeriodType.TERTIAL: 30,
    PeriodType.HALF_YEAR: 20,
    PeriodType.YEAR: 10,
}
_COUNTED_IN_YEARS = 36  # months: longer waits are told in years


def verdict_text(
    comparison: ComparisonFacts,
    language: str = "nb",
    measure: Measure | None = None,
    *,
    own_words: bool = True,
) -> str:
    """Say the verdict in words a nurse would use: "Tydelig forbedring: Andelen er 52 % etter tiltaket ...".

    Args:
        comparison: The result of `kvalspc.compare`, or anything of that shape.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.
        own_words: Whether to name the indicator by the measure's title, where it has one. False where the
            title stands right above the sentence: then it says "Andelen", "Raten", ...

    Raises:
        ValueError: An unknown language or verdict.
    """
    return _Sentence(comparison, check_language(language), measure, own_words=own_words).text()


def verdict_short(verdict: str, strength: str | None = None, language: str = "nb") -> str:
    """Say the verdict in a few words, for lists: "Tydelig forbedring", "For tidlig å si".

    Raises:
        ValueError: An unknown language or verdict.
    """
    code = str(verdict)
    if code not in _Sentence.WRITERS:
        raise ValueError(f"got verdict {code!r}, need one of {', '.join(_Sentence.WRITERS)}")
    if code in {"improved", "worsened"}:
        code = f"{code}.{_strength(strength)}"
    return say(f"short.{code}", check_language(language))


def power_text(power: float, language: str) -> str:
    """Word a probability of seeing a change, rounded down: 79.7 % is not yet 80 %."""
    if power < 0.01:
        return say("percent.below_one", language)
    return numbers.percent(math.floor(power * 100 + 1e-9) / 100, 0, language)


def _strength(strength: str | None) -> str:
    return "strong" if str(strength) == "strong" else "moderate"


class _Sentence:
    """Chooses and fills the sentence of one comparison."""

    def __init__(self, comparison: ComparisonFacts, language: str, measure: Measure | None, *, own_words: bool) -> None:
        self.facts = comparison
        self.language = language
        self.timeline = Timeline.of(comparison)
        self.start = self.timeline.moment(comparison.start)
        self.levels = LevelWords(measure or Measure.for_kind(comparison.kind), language, self.timeline.type)
        self.title = self.levels.title() if own_words else ""

    def text(self) -> str:
        verdict = str(self.facts.verdict)
        try:
            write = self.WRITERS[verdict]
        except KeyError:
            raise ValueError(f"got verdict {verdict!r}, need one of {', '.join(self.WRITERS)}") from None
        return write(self)

    def say(self, identifier: str, **places: str) -> str:
        return say(identifier, self.language, **places)

    @property
    def subject(self) -> str:
        """The last part of an id: the indicator's own words, or the general word of its type."""
        return "named" if self.title else self.levels.measure.type

    def before_after(self) -> dict[str, str]:
        before, after = self._both_levels()
        after_text, before_text = self.levels.pair(after, before)
        return {"after": after_text, "before": before_text, "title": self.title}

    def _both_levels(self) -> tuple[float, float]:
        before = known(self.facts.baseline.level)
        after = known(self.facts.after.level) if self.facts.after is not None else None
        if before is None or after is None:
            raise ValueError(f"verdict {self.facts.verdict!r} needs a level before and after, got {before} and {after}")
        return before, after

    def intervention(self) -> str:
        if self.start is None or self.start.period is None:
            return self.say("intervention.undated")
        return self.say("intervention.dated", month=numbers.period_first(self.start.period, self.language))

    def improved_or_worsened(self) -> str:
        identifier = f"verdict.{self.facts.verdict}.{_strength(self.facts.strength)}.{self.subject}"
        return self.say(identifier, **self.before_after(), intervention=self.intervention())

    def changed(self) -> str:
        named = ".named" if self.title else ""
        identifier = f"verdict.changed.{_strength(self.facts.strength)}{named}"
        return self.say(identifier, **self.before_after(), intervention=self.intervention())

    def weak(self) -> str | None:
        """Remark that only the chance variation of counts was exceeded; None where that is not so."""
        if str(self.facts.strength) != "weak":
            return None
        before, after = self._both_levels()
        if before == after:
            return None
        direction = "higher" if after > before else "lower"
        return self.say(f"verdict.{self.facts.verdict}.weak.{direction}.{self.subject}", **self.before_after())

    def no_evidence(self) -> str:
        weak = self.weak()
        if weak is not None:
            return weak
        lower, upper = known(self.facts.effect_lower), known(self.facts.effect_upper)
        if lower is None or upper is None:
            return self.say(f"verdict.no_evidence.unbounded.{self.subject}", **self.before_after())
        before, after = self._both_levels()
        bound = self.levels.bound(max(abs(lower), abs(upper)), self.levels.digits(after, before))
        return self.say(f"verdict.no_evidence.{self.subject}", **self.before_after(), bound=bound)

    def uncertain(self) -> str:
        weak = self.weak()
        return self._by_power("uncertain", "plain") if weak is None else weak

    def _by_power(self, verdict: str, without: str) -> str:
        """Tell the chance of seeing a relevant change so far, and how long until it is large enough."""
        power, change = known(self.facts.power), known(self.facts.relevant_change)
        if power is None or change is None:
            return self.say(f"verdict.{verdict}.{without}")
        places = {"power": power_text(power, self.language), "change": self.levels.change(change)}
        enough = numbers.percent(ENOUGH_POWER, 0, self.language)
        if power >= ENOUGH_POWER or not self._wait_is_told():
            return self.say(f"verdict.{verdict}.power", **places)
        wait = self._wait()
        if wait is None:
            return self.say(f"verdict.{verdict}.long_wait", **places, enough=enough)
        return self.say(f"verdict.{verdict}.wait", **places, enough=enough, wait=wait)

    def _wait_is_told(self) -> bool:
        # None means "not within 120 periods", which is many years where a period is a month or more
        unit = self.timeline.type
        return bool(known(self.facts.periods_needed)) or (unit is not None and unit.months is not None)

    def _wait(self) -> str | None:
        """Word how long until there is power enough; None where that is more than ten years away."""
        periods = known(self.facts.periods_needed)
        unit = self.timeline.type or PeriodType.MONTH
        if periods is None or periods > _TEN_YEARS[unit]:
            return None
        months = int(periods) * (unit.months or 0)
        if months > _COUNTED_IN_YEARS:
            return numbers.period_count(-(-months // 12), PeriodType.YEAR, self.language)
        return self.timeline.count(int(periods), self.language)

    def too_few_data(self) -> str:
        if self.start is None:
            return self._too_few_in_series()
        before, after = self.facts.baseline.n, self.facts.after.n if self.facts.after is not None else 0
        need_before, need_after = self.facts.min_baseline or 0, self.facts.min_after or 0
        short_before, short_after = before < need_before, after < need_after
        if short_before and short_after:
            return self.say(
                "verdict.too_few_data.both",
                have_before=numbers.integer(before, self.language),
                needed_before=self.timeline.count(need_before, self.language),
                have_after=numbers.integer(after, self.language),
                needed_after=numbers.integer(need_after, self.language),
            )
        if short_before:
            return self._too_few("before", before, need_before)
        if short_after:
            return self._too_few("after", after, need_after)
        if str(self.facts.reason) == "events":
            return self.say("verdict.too_few_data.small")
        return self._by_power("too_few_data", "small")

    def _too_few_in_series(self) -> str:
        from kvalspc import _core

        have, need = self.facts.baseline.n, _core.scan_periods
        if have < need:
            return self._too_few("series", have, need)
        return self.say("verdict.too_few_data.small")

    def _too_few(self, side: str, have: int, need: int) -> str:
        return self.say(
            f"verdict.too_few_data.{side}",
            have=numbers.integer(have, self.language),
            needed=self.timeline.count(need, self.language),
        )

    def change_moment(self) -> Moment | None:
        return self.timeline.moment(self.facts.change_at)

    def baseline_unstable(self) -> str:
        moment = self.change_moment()
        if moment is None or not _before(moment, self.start):
            return self.say("verdict.baseline_unstable.undated")
        return self.say("verdict.baseline_unstable.dated", around=moment.around(self.language))

    def changed_before(self) -> str:
        moment = self.change_moment()
        if moment is None or self.start is None:
            return self.say("verdict.changed_before.undated")
        one_year = (
            moment.period is not None
            and self.start.period is not None
            and moment.period.type is not PeriodType.YEAR
            and moment.period.start.year == self.start.period.start.year
        )
        return self.say(
            "verdict.changed_before.dated",
            around=moment.around(self.language),
            start=self.start.begins(self.language, year=not one_year),
        )

    def stable(self) -> str:
        level = known(self.facts.baseline.level)
        if level is None:
            raise ValueError("verdict 'stable' needs a level, got none")
        named = ".named" if self.title else ""
        return self.say(f"verdict.stable{named}", level=self.levels.one(level), title=self.title)

    def shifted(self) -> str:
        moment = self.change_moment()
        if moment is None:
            raise ValueError(f"verdict 'shifted' needs change_at, got {self.facts.change_at!r}")
        before, after = self._both_levels()
        digits = self.levels.digits(before, after)
        named = ".named" if self.title else ""
        return self.say(
            f"verdict.shifted.{_strength(self.facts.strength)}{named}",
            around=moment.around(self.language),
            before=self.levels.short(before, digits),
            after=self.levels.full(after, digits),
            title=self.title,
        )

    def not_assessable(self) -> str:
        reason = str(self.facts.reason)
        return self.say(f"verdict.not_assessable.{reason if reason in REASONS else 'other'}")

    WRITERS: ClassVar[dict[str, Callable[[_Sentence], str]]] = {
        "improved": improved_or_worsened,
        "worsened": improved_or_worsened,
        "changed": changed,
        "no_evidence": no_evidence,
        "uncertain": uncertain,
        "too_few_data": too_few_data,
        "baseline_unstable": baseline_unstable,
        "changed_before": changed_before,
        "stable": stable,
        "shifted": shifted,
        "not_assessable": not_assessable,
    }


def _before(moment: Moment, start: Moment | None) -> bool:
    if start is None:
        return False
    if moment.position is not None and start.position is not None:
        return moment.position < start.position
    if moment.period is not None and start.period is not None:
        return moment.period < start.period
    return False
