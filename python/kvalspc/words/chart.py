"""The description of a chart for those who cannot see it: its levels, its last point and what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.rows import OFF_LEVEL
from kvalspc.words import numbers
from kvalspc.words.catalogue import check_language, say, say_count
from kvalspc.words.facts import known
from kvalspc.words.labels import label
from kvalspc.words.levels import LevelWords
from kvalspc.words.measure import Measure
from kvalspc.words.numbers import period_long
from kvalspc.words.sentence import worded_strength
from kvalspc.words.timeline import Moment, Timeline
from kvalspc.words.verdict import verdict_short, verdict_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kvalspc.words.facts import ChartFacts, ComparisonFacts


def chart_text(
    chart: ChartFacts,
    language: str = "nb",
    *,
    measure: Measure | None = None,
    unit: str | None = None,
    comparison: ComparisonFacts | None = None,
) -> str:
    """Describe a chart in words, as its text alternative.

    "Kontrolldiagram for andel trombolysert innen 30 minutter, Avdeling A, januar 2022–desember 2024, 36
    måneder. Før tiltaket i mars 2024: gjennomsnitt 35 %, grenser 12–58 %. Etter: gjennomsnitt 52 %. Siste
    måling: desember 2024, 55 % (11 av 20). Tydelig forbedring."

    Args:
        chart: The result of `kvalspc.chart`, or anything of that shape.
        language: "nb", "nn" or "en".
        measure: How the indicator is worded and scaled; None: by the kind of chart.
        unit: The name of the unit that the chart is of.
        comparison: The comparison of the same series: its verdict ends the text, and its start names the
            two phases.

    Raises:
        ValueError: An unknown language.
    """
    return _Description(chart, check_language(language), measure, unit, comparison).text()


class _Description:
    def __init__(
        self,
        chart: ChartFacts,
        language: str,
        measure: Measure | None,
        unit: str | None,
        comparison: ComparisonFacts | None,
    ) -> None:
        self.chart = chart
        self.language = language
        self.unit = unit
        self.comparison = comparison
        self.points = chart.points
        self.size = len(self.points["value"])
        self.timeline = Timeline.of(chart)
        self.levels = LevelWords(measure or Measure.of(chart), language, self.timeline.type)

    def say(self, identifier: str, **places: str) -> str:
        return say(identifier, self.language, **places)

    def text(self) -> str:
        parts = (self.head(), self.shows(), *self.phases(), self.target(), self.last(), self.beyond(), self.rest())
        return " ".join(part for part in parts if part)

    def head(self) -> str:
        details = [self.unit] if self.unit else []
        first, last = self._moment(0), self._moment(self.size - 1)
        if first is not None and last is not None and first.period is not None:
            details.append(self.timeline.range(first, last, self.language))
            details.append(self.timeline.count(self.size, self.language))
        else:
            details.append(say_count("count.measurement", self.size, self.language))
        kind = self.say("chart.run" if self.chart.kind == "run" else "chart.control")
        title = self.levels.title()
        identifier = "chart.title" if title else "chart.untitled"
        return self.say(identifier, chart=kind, title=title, details=", ".join(details))

    def shows(self) -> str:
        """Say what the points are, where they are not on the scale of the level."""
        return label(f"shows.{self.chart.kind}", self.language) if self.chart.kind in OFF_LEVEL else ""

    def phases(self) -> list[str]:
        levels = [self._phase_level(number) for number in range(len(self.chart.phases))]
        if len(levels) == 1:
            text = levels[0]
            return [self.say("chart.phase.one", level=text[0].upper() + text[1:])] if text else []
        start = self._intervention()
        if len(levels) == 2 and start is not None:
            before = self.say("chart.phase.before", start=start.begins(self.language), level=levels[0])
            after = self.say("chart.phase.after", level=levels[1])
            return [text for text, level in ((before, levels[0]), (after, levels[1])) if level]
        return [self._numbered(number, level) for number, level in enumerate(levels) if level]

    def _numbered(self, number: int, level: str) -> str:
        rows = self._rows(number)
        first, last = self._moment(rows[0]), self._moment(rows[-1])
        shown = self.timeline.range(first, last, self.language) if first and last else ""
        return self.say("chart.phase.several", n=numbers.integer(number + 1, self.language), range=shown, level=level)

    def _rows(self, phase: int) -> list[int]:
        return [row for row in range(self.size) if int(self.points["phase"][row]) == phase]

    def _intervention(self) -> Moment | None:
        """Return the start of the intervention: with two phases, where the second begins."""
        if self.comparison is None:
            return None
        dated = self.chart if self.comparison.period is None else self.comparison
        return Timeline.of(dated).moment(self.comparison.start)

    def _phase_level(self, number: int) -> str:
        """Word a phase: "gjennomsnitt 35 %, grenser 12–58 %"; the empty text where it has no centre line."""
        centre = known(self.chart.phases[number]["centre"])
        if centre is None:
            return ""
        kind = "median" if self.chart.kind == "run" else "mean"
        limits = [(known(self.points["lower"][row]), known(self.points["upper"][row])) for row in self._rows(number)]
        limits = [(lower, upper) for lower, upper in limits if lower != upper]  # else there are none, or no variation
        digits = self._digits(centre)
        text = self.say(f"chart.level.{kind}", level=self.levels.full(centre, digits))
        frozen = self._frozen(number)
        if frozen:
            text = self.say("chart.frozen", level=text, range=frozen)
        if not limits:
            return text
        lower, upper = limits[-1]
        constant = all(pair == limits[-1] for pair in limits)
        if lower is not None and upper is not None:
            identifier = "chart.limits.both" if constant else "chart.limits.varying"
            return self.say(identifier, centre=text, limits=self.levels.range(lower, upper, digits))
        varying = "" if constant else "_varying"
        if upper is not None:
            return self.say(f"chart.limits.upper{varying}", centre=text, upper=self.levels.full(upper, digits))
        return self.say(f"chart.limits.lower{varying}", centre=text, lower=self.levels.full(lower or 0.0, digits))

    def _digits(self, centre: float) -> int:
        """The decimals of a level and its limits: those that the level takes."""
        measure = self.levels.measure
        if measure.digits is not None:
            return measure.digits
        scale = 100 if measure.type == "andel" else self.levels.scale
        return numbers.needed(centre, self.levels.digits(centre), scale)

    def _frozen(self, number: int) -> str:
        """The periods of a frozen baseline, where it is shorter than its phase; else empty."""
        rows, end = self._rows(number), known(self.chart.phases[number].get("baseline_end"))
        if end is None or not rows or not rows[0] < end <= rows[-1]:
            return ""
        first, last = self._moment(rows[0]), self._moment(int(end) - 1)
        return "" if first is None or last is None else self.timeline.range(first, last, self.language)

    def target(self) -> str:
        target = known(self.chart.target)
        return "" if target is None else self.say("chart.target", level=self.levels.one(target))

    def last(self) -> str:
        rows = [row for row in range(self.size) if known(self.points["value"][row]) is not None]
        if not rows:
            return ""
        places = self._point(rows[-1])
        numerator = known(self.points["numerator"][rows[-1]])
        denominators = self.points.get("denominator")
        denominator = None if denominators is None else known(denominators[rows[-1]])
        if self.levels.measure.type != "andel" or numerator is None or denominator is None:
            return self.say("chart.last", **places)
        return self.say(
            "chart.last.andel",
            **places,
            numerator=numbers.integer(numerator, self.language),
            denominator=numbers.integer(denominator, self.language),
        )

    def beyond(self) -> str:
        rows = [row for row in range(self.size) if bool(self.points["beyond"][row])]
        if not rows:
            return ""
        return say_count("chart.beyond", len(rows), self.language, **self._point(rows[-1]))

    def rest(self) -> str:
        """Give the verdict where there is one; else what the run rules say."""
        runs = any(_signals(phase) for phase in self.chart.phases)
        if self.comparison is not None:
            return self._verdict(self.comparison, runs=runs)
        if runs:
            return self.say("chart.runs")
        judged = any(phase.get("runs_judgeable", phase.get("runs_signal") is not None) for phase in self.chart.phases)
        one_phase = len(self.chart.phases) == 1  # of several, each may be quiet around a level of its own
        if one_phase and judged and _is_ok(getattr(self.chart, "status", "ok")) and not self.beyond():
            return self.say("chart.quiet")
        return self.unjudged()

    def unjudged(self) -> str:
        """Say of a run chart that its runs cannot be judged, where no order of the points could signal."""
        asked = [phase for phase in self.chart.phases if phase.get("useful")]
        cannot = asked and not any(phase.get("runs_judgeable", True) for phase in asked)
        return self.say("chart.unjudged") if cannot and self.chart.kind == "run" else ""

    def _verdict(self, comparison: ComparisonFacts, *, runs: bool) -> str:
        """A shift with its date and levels, any other verdict in a few words; none contradicts the signals told."""
        verdict = str(comparison.verdict)
        if verdict == "shifted":
            said = verdict_text(comparison, self.language, self.levels.measure, own_words=False)
            return f"{said} {self.say('chart.whole')}" if self._whole() else said
        unjudged = self.unjudged()
        if verdict == "stable" and (runs or unjudged or self.beyond()):
            told = [self.say("chart.runs")] if runs else [unjudged] if unjudged else []
            return " ".join([*told, self.say("chart.no_shift")])
        return f"{verdict_short(verdict, worded_strength(comparison), self.language)}."

    def _whole(self) -> bool:
        """Whether there are limits, of one phase without a frozen baseline."""
        limited = any(known(limit) is not None for name in ("lower", "upper") for limit in self.points[name])
        return limited and len(self.chart.phases) == 1 and not self._frozen(0)

    def _point(self, row: int) -> dict[str, str]:
        moment = self._moment(row)
        if moment is not None and moment.period is not None:
            period = period_long(moment.period, self.language)
        else:
            period = self.say("chart.position", n=numbers.integer(row + 1, self.language))
        return {"period": period, "level": self.levels.one(float(self.points["value"][row]))}

    def _moment(self, row: int) -> Moment | None:
        return self.timeline.moment(row)


def _is_ok(status: Any) -> bool:
    return str(getattr(status, "name", status)).lower() == "ok"


def _signals(phase: Mapping[str, Any]) -> bool:
    # where a baseline is frozen, the phase's own figure covers all its points
    return any(bool(phase.get(f"{side}runs_signal")) for side in ("", "baseline_", "after_"))
