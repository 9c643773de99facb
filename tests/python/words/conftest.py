"""Fakes of the core's results, and every case that kvalspc has words for.

The fakes have the contract's attributes and nothing else, so that words can be tested for verdicts that are
rare in real series; test_real.py words the core's own results.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import kvalspc
from kvalspc import interrupted, plan, words
from kvalspc.periods import Period, PeriodType
from kvalspc.rules import FalseAlarms
from kvalspc.words import Measure, catalogue
from kvalspc.words.moved import moved_when
from kvalspc.words.numbers import last_periods
from kvalspc.words.verdict import REASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kvalspc import Interrupted, Plan

NAN = float("nan")


@dataclass(frozen=True)
class Side:
    level: float = NAN
    numerator: float | None = None
    denominator: float | None = None
    n: int = 0


def months(first: str, count: int) -> list[str]:
    start = Period.parse(first)
    return [str(start + k) for k in range(count)]


@dataclass(frozen=True)
class Facts:
    """A comparison: 36 months from March 2023, the intervention in March 2025."""

    verdict: str = "improved"
    strength: str | None = "strong"
    reason: str | None = None
    kind: str = "p"
    better: str | None = "higher"
    start: Any = 24
    period: Any = field(default_factory=lambda: months("2023-03", 36))
    baseline: Side = Side(0.3499, 127, 363, 24)
    after: Side | None = Side(0.5189, 149, 287, 12)
    effect: float | None = 0.169
    effect_lower: float | None = 0.093
    effect_upper: float | None = 0.245
    p_value: float = 0.003
    ratio: float | None = 1.48
    ratio_lower: float | None = 1.24
    ratio_upper: float | None = 1.77
    change_at: Any = None
    change_lower: Any = None
    change_upper: Any = None
    change_dated: bool = True
    beyond: int = 0
    level_bound: float | None = None
    relevant_change: float | None = 0.1
    power: float | None = 0.91
    periods_needed: int | None = None
    min_baseline: int | None = 8
    min_after: int | None = 4
    notes: tuple[str, ...] = ()
    baseline_check: Any = None
    lasting: Any = None
    ended: int | None = None
    wash_in: int = 0
    goal_answer: Any = None
    look: Any = None


@dataclass(frozen=True)
class Lasting:
    outcome: str
    side: Side = Side(0.512, 61, 119, 12)
    needed: int = 6


@dataclass(frozen=True)
class Goal:
    outcome: str = "yes"
    problem: str | None = None
    kind: str = "p"
    bound: float = 0.5
    at_least: bool = True
    by: date | None = date(2024, 12, 31)
    side: Side = Side(0.54, 65, 120, 6)
    held: int = 5
    calendar: Any = None
    first: int = 30
    end: int = 36
    lower: float = 0.463
    upper: float = 0.615
    alpha: float = 0.05


@dataclass(frozen=True)
class Look:
    number: int = 1
    of: int = 3
    periods: int = 3
    next: int | None = 6


NO_SIDE = Side(NAN, 0, 0, 0)
GOALS = {
    "yes": Goal(),
    "no": Goal("no", side=Side(0.41, 49, 120, 6), held=0),
    "undecided": Goal("undecided", side=Side(0.48, 58, 120, 6)),
    "at most": Goal(bound=30, at_least=False, kind="run", side=Side(28.4, 28.4, 6, 6)),
    "volume": Goal("undecided", "volume", side=Side(0.6, 3, 5, 6)),
    "already met": Goal("yes", "already_met"),
    "not due": Goal("undecided", "not_due"),
    "no data": Goal("undecided", "no_data", side=NO_SIDE, held=0),
    "not due, no data": Goal("undecided", "not_due", side=NO_SIDE, held=0),
    "one year": Goal(side=Side(0.54, 65, 120, 1), held=1),
}
LASTING = {
    "sustained": Lasting("sustained"),
    "partly lost": Lasting("partly_lost"),
    "lost": Lasting("lost"),
    "too few": Lasting("too_early", Side(0.5, 10, 20, 4)),
    "undecided": Lasting("too_early"),
    "one": Lasting("sustained", Side(0.512, 61, 119, 1), 1),
}


@dataclass(frozen=True)
class ChartFake:
    kind: str = "p"
    period: Any = field(default_factory=lambda: months("2022-01", 36))
    target: float | None = None
    per: float = 1
    points: dict[str, Any] = field(default_factory=dict)
    phases: list[dict[str, Any]] = field(default_factory=list)
    status: str = "ok"


def chart_fake(**changes: Any) -> ChartFake:
    """36 months in two phases of 26 and 10; limits vary with the denominators in the second."""
    n = 36
    points = {
        "value": [0.35] * 26 + [0.52] * 9 + [0.55],
        "numerator": [7.0] * 35 + [11.0],
        "denominator": [20.0] * 36,
        "lower": [0.12] * 26 + [0.2] * 9 + [0.19],
        "upper": [0.58] * 26 + [0.84] * 9 + [0.85],
        "phase": [0] * 26 + [1] * 10,
        "beyond": [False] * n,
    }
    points.update(changes.pop("points", {}))
    phases = changes.pop("phases", [{"centre": 0.35, "runs_signal": False}, {"centre": 0.52, "runs_signal": False}])
    return replace(ChartFake(points=points, phases=phases), **changes)


MEASURES = {
    "andel": Measure("andel"),
    "rate": Measure("rate", per=10000, unit={"nb": "liggedøgn", "nn": "liggjedøgn", "en": "patient-days"}),
    "gjennomsnitt": Measure("gjennomsnitt", unit={"nb": "minutter", "nn": "minutt", "en": "minutes"}),
    "median": Measure("median", unit={"nb": "minutter", "nn": "minutt", "en": "minutes"}),
    "antall": Measure("antall"),
}
TITLED = Measure(
    "andel",
    title={
        "nb": "Andel trombolysert innen 30 minutter",
        "nn": "Del trombolysert innan 30 minutt",
        "en": "Thrombolysed within 30 minutes",
    },
)
ON_SCALE: dict[str, dict[str, Any]] = {
    "andel": {},
    "rate": {
        "kind": "u",
        "better": "lower",
        "baseline": Side(0.00130242, 470, 360869, 24),
        "after": Side(0.00050089, 98, 195653, 12),
        "effect": -0.00080153,
        "effect_lower": -0.000955,
        "effect_upper": -0.000648,
        "relevant_change": 0.000434,
    },
    "gjennomsnitt": {
        "kind": "i",
        "better": "lower",
        "baseline": Side(44.2, 1060.8, 24, 24),
        "after": Side(31.4, 376.8, 12, 12),
        "effect": -12.8,
        "effect_lower": -16.3,
        "effect_upper": -9.2,
        "relevant_change": 4.0,
    },
    "antall": {
        "kind": "c",
        "better": "lower",
        "baseline": Side(5.083333333333333, 122, 24, 24),
        "after": Side(3.1666666666666665, 38, 12, 12),
        "effect": -1.92,
        "effect_lower": -3.2,
        "effect_upper": -0.5,
        "relevant_change": 1.7,
    },
}
ON_SCALE["median"] = {**ON_SCALE["gjennomsnitt"], "kind": "run"}


def facts(measure_type: str = "andel", **changes: Any) -> Facts:
    return replace(Facts(**ON_SCALE[measure_type]), **changes)


def swapped(measure_type: str, **changes: Any) -> Facts:
    """The same comparison with the sides' levels exchanged."""
    given = facts(measure_type)
    lower, upper = given.effect_lower, given.effect_upper
    assert given.effect is not None
    assert lower is not None
    assert upper is not None
    return replace(
        given,
        baseline=given.after,
        after=given.baseline,
        effect=-given.effect,
        effect_lower=-upper,
        effect_upper=-lower,
        **changes,
    )


def measure_cases() -> Iterator[tuple[str, Facts, Measure]]:
    """Every verdict x strength x kind of measure."""
    for name, measure in {**MEASURES, "titled": TITLED}.items():
        on = "andel" if name == "titled" else name
        for strength in ("strong", "moderate"):
            for verdict in ("improved", "worsened", "changed"):
                yield f"{verdict} {strength} {name}", facts(on, verdict=verdict, strength=strength), measure
            dates = {"change_at": 15, "change_lower": 13, "change_upper": 17}
            shifted = facts(on, verdict="shifted", strength=strength, start=None, **dates)
            yield f"shifted {strength} {name}", shifted, measure
            yield f"shifted {strength} {name}, when unknown", replace(shifted, change_dated=False), measure
        yield f"improved undated {name}", facts(on, period=None), measure
        yield f"no_evidence {name}", facts(on, verdict="no_evidence", strength=None), measure
        open_ = facts(on, verdict="no_evidence", strength=None, effect=0.01, effect_lower=-0.02, effect_upper=0.03)
        yield f"no_evidence, interval around 0 {name}", open_, measure
        unbounded = facts(on, verdict="no_evidence", strength=None, effect_lower=None, effect_upper=NAN)
        yield f"no_evidence unbounded {name}", unbounded, measure
        for verdict in ("no_evidence", "uncertain"):
            yield f"{verdict} weak {name}", facts(on, verdict=verdict, strength="weak"), measure
            yield f"{verdict} weak other way {name}", swapped(on, verdict=verdict, strength="weak"), measure
        uncertain = facts(on, verdict="uncertain", strength=None, power=0.45, periods_needed=7)
        yield f"uncertain {name}", uncertain, measure
        stable = facts(on, verdict="stable", strength=None, start=None, after=None)
        yield f"stable {name}", stable, measure
        for n in (1, 3):
            yield f"stable {name}, {n} beyond", replace(stable, beyond=n), measure


def verdict_cases() -> Iterator[tuple[str, Facts, Measure]]:
    """Every sentence of a verdict, with a name."""
    yield from measure_cases()
    yield from data_cases()
    yield from calendar_cases()


def data_cases() -> Iterator[tuple[str, Facts, Measure]]:
    """What depends on how much is known, of a proportion."""
    one, wide = MEASURES["andel"], {"effect_lower": -0.07, "effect_upper": 0.072}
    uncertain = facts(verdict="uncertain", strength=None, power=0.45, periods_needed=7)
    yield "no_evidence as in words.md", facts(verdict="no_evidence", strength=None, **wide), one
    yield "uncertain one month", replace(uncertain, power=0.797, periods_needed=1), one
    yield "uncertain long wait", replace(uncertain, power=0.004, periods_needed=400), one
    yield "uncertain no wait known", replace(uncertain, periods_needed=None), one
    yield "uncertain power unknown", replace(uncertain, power=None), one
    yield "uncertain positions", replace(uncertain, period=None), one
    few = facts(verdict="too_few_data", strength=None)
    yield "too few before", replace(few, baseline=Side(0.3, 3, 10, 6)), one
    yield "too few before, positions", replace(few, baseline=Side(0.3, 3, 10, 6), period=None), one
    yield "too few after", replace(few, after=Side(0.3, 3, 10, 1)), one
    yield "too few both", replace(few, baseline=Side(0.3, 3, 10, 6), after=Side()), one
    yield "before the first look", replace(few, after=Side(), look=Look(0, 3, 0, 3)), one
    yield "too few events", replace(few, reason="events"), one
    yield "too few, power unknown", replace(few, reason="power", power=None), one
    no_hope = replace(few, reason="power", power=0.2, periods_needed=None)
    yield "too few power, long wait", no_hope, one
    yield "too few power, positions", replace(no_hope, period=None), one
    yield "uncertain, positions, no wait known", replace(uncertain, period=None, periods_needed=None), one
    yield "uncertain, years", replace(uncertain, periods_needed=50), one
    yield "too few power", replace(few, reason="power", power=0.2, periods_needed=14), one
    series = replace(few, start=None, after=None, reason="periods", baseline=Side(0.3, 3, 10, 9))
    yield "too few series", series, one
    yield "too few series, events", replace(series, reason="events", baseline=Side(0.3, 3, 10, 30)), one
    unstable = facts(verdict="baseline_unstable", strength=None)
    yield "baseline_unstable by odd periods", replace(unstable, reason="odd_periods"), one
    yield "unstable dated", replace(unstable, change_at=15), one
    yield "unstable undated", unstable, one
    before = facts(verdict="changed_before", strength=None, change_at=15)
    yield "changed before", before, one
    yield "changed before, same year", replace(before, start=18, change_at=12), one
    yield "changed before, positions", replace(before, period=None), one
    yield "changed before, when unknown", replace(before, change_at=None), one
    for reason in (*REASONS, "something_new", None):
        given = facts(verdict="not_assessable", strength=None, reason=reason)
        yield f"not assessable {reason}", given, one
    alike = facts(verdict="not_assessable", strength=None, reason="no_variation")
    yield "no events", replace(alike, baseline=Side(0.0, 0, 480, 24), level_bound=0.0062), one
    yield "events only", replace(alike, baseline=Side(1.0, 480, 480, 24), level_bound=0.9938), one
    point = facts(verdict="no_evidence", effect_lower=-0.01, effect_upper=0.0)
    yield "difference of 1 point", point, one
    quoted = Measure("andel", title={"nb": "NIHSS under 5", "nn": "NIHSS under 5", "en": "NIHSS below 5"})
    yield "a title with a capital", facts(), quoted


def calendar_cases() -> Iterator[tuple[str, Facts, Measure]]:
    """Every length of a period, and units of every sort."""
    one = MEASURES["andel"]
    before = facts(verdict="changed_before", strength=None, change_at=15)
    uncertain = facts(verdict="uncertain", strength=None, power=0.45, periods_needed=7)
    for first, count, start in (
        ("2023-Q1", 12, 8),
        ("2022-T1", 9, 6),
        ("2022-H1", 8, 5),
        ("2017", 9, 6),
        ("2024-W05", 60, 50),
        ("2024-03-17", 60, 50),
    ):
        labels = months(first, count)
        yield f"improved {first}", facts(period=labels, start=start), one
        yield (
            f"shifted {first}",
            facts("andel", verdict="shifted", period=labels, start=None, change_at=3),
            one,
        )
        yield f"changed before {first}", replace(before, period=labels, start=start, change_at=2), one
        yield f"uncertain {first}", replace(uncertain, period=labels, start=start), one
        yield f"antall {first}", facts("antall", period=labels, start=start), MEASURES["antall"]
    yield (
        "antall with a unit",
        facts("antall"),
        Measure("antall", unit={"nb": "fall", "nn": "fall", "en": "falls"}),
    )
    yield "rate per 1000", facts("rate"), Measure("rate", per=1000)
    yield "rate per 1", facts("rate"), Measure("rate")
    yield (
        "rate per 1 with unit",
        facts("rate"),
        Measure("rate", unit={"nb": "døgn", "nn": "døgn", "en": "day"}),
    )
    yield "mean without unit", facts("gjennomsnitt"), Measure("gjennomsnitt")


def line_cases() -> Iterator[tuple[str, Facts, Measure]]:
    """The cases that verdict_lines words beside those above."""
    yield "when", facts(change_at=25, change_lower=24, change_upper=26), MEASURES["andel"]
    yield "when exactly", facts(change_at=25, change_lower=25, change_upper=25), MEASURES["andel"]
    yield (
        "when positions",
        facts(period=None, change_at=25, change_lower=24, change_upper=26),
        MEASURES["andel"],
    )
    yield "alpha .01", _with_alpha(facts(), 0.01), MEASURES["andel"]
    yield "rate without unit", facts("rate"), Measure("rate", per=1000)
    for name, measure in MEASURES.items():
        yield f"stable {name}", facts(name, verdict="stable", strength=None, start=None, after=None), measure
    stable = facts("rate", verdict="stable", strength=None, start=None, after=None)
    yield "stable rate without unit", stable, Measure("rate", per=1000)
    yield (
        "shifted rate without unit",
        facts("rate", verdict="shifted", start=None, change_at=15),
        Measure("rate"),
    )
    no_interval = {"effect_lower": None, "effect_upper": None}
    yield (
        "ratio only",
        facts("rate", ratio=0.384585, ratio_lower=0.303, ratio_upper=0.483, **no_interval),
        MEASURES["rate"],
    )
    yield "interval over zero", facts(effect=0.02, effect_lower=-0.05, effect_upper=0.09), MEASURES["andel"]
    for name, lasting in LASTING.items():
        yield f"lasting {name}", facts(lasting=lasting), MEASURES["andel"]
    yield "after the end", facts(lasting=LASTING["lost"], ended=30), MEASURES["andel"]
    yield "a time of bringing in", facts(wash_in=3), MEASURES["andel"]
    for note in ("baseline_changed", "odd_periods", "last_periods", "change_before_start"):
        yield f"remark {note}", facts(notes=(note,)), MEASURES["andel"]
    for slope in (0.01, -0.01):
        trend = facts(notes=("baseline_trend",), baseline_check=SimpleNamespace(slope=slope))
        yield f"remark baseline_trend {slope}", trend, MEASURES["andel"]
    yield "goal", facts(goal_answer=GOALS["yes"]), MEASURES["andel"]
    yield "look", facts(look=Look()), MEASURES["andel"]
    yield (
        "goal, power and look",
        facts(verdict="no_evidence", goal_answer=GOALS["no"], look=Look(3, 3, 12, None)),
        TITLED,
    )


def _with_alpha(given: Facts, alpha: float) -> Any:
    class WithAlpha:
        def __getattr__(self, name: str) -> Any:
            return alpha if name == "alpha" else getattr(given, name)

    return WithAlpha()


def chart_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """What chart_text is called with, by name."""
    start = facts(period=months("2022-01", 36), start=26)
    yield (
        "as in words.md",
        {"chart": chart_fake(), "measure": TITLED, "unit": "Avdeling A", "comparison": start},
    )
    yield "no comparison", {"chart": chart_fake(target=0.5)}
    found = facts(verdict="shifted", start=None, change_at=17, period=months("2022-01", 36))
    yield "shifted", {"chart": chart_fake(phases=[{"centre": 0.4}], points={"phase": [0] * 36}), "comparison": found}
    stable = facts(verdict="stable", start=None, period=months("2022-01", 36))
    yield (
        "stable, with a runs signal",
        {
            "chart": chart_fake(phases=[{"centre": 0.4, "runs_signal": True}], points={"phase": [0] * 36}),
            "comparison": stable,
        },
    )
    unjudged = [{"centre": 0.0, "runs_signal": False, "runs_judgeable": False, "useful": 5}]
    blank = {"phase": [0] * 36, "lower": [NAN] * 36, "upper": [NAN] * 36}
    yield "runs unjudged", {"chart": chart_fake(kind="run", phases=unjudged, points=blank)}
    one = [{"centre": 0.35, "runs_signal": True}]
    points = {"phase": [0] * 36, "lower": [NAN] * 36, "upper": [NAN] * 36}
    yield "run", {"chart": chart_fake(kind="run", phases=one, points=points), "measure": MEASURES["median"]}
    upper = {"phase": [0] * 36, "lower": [NAN] * 36, "upper": [0.62] * 36, "beyond": [False] * 35 + [True]}
    quiet = [{"centre": 0.35, "runs_signal": False}]
    yield "one beyond, upper only", {"chart": chart_fake(phases=quiet, points=upper)}
    steps = {"phase": [0] * 36, "lower": [NAN] * 36, "upper": [0.6] * 18 + [0.62] * 18}
    yield "upper only, varying", {"chart": chart_fake(phases=quiet, points=steps)}
    turned = {"phase": [0] * 36, "upper": [NAN] * 36, "lower": [0.1] * 18 + [0.12] * 18}
    yield "lower only, varying", {"chart": chart_fake(phases=quiet, points=turned)}
    lower = {"phase": [0] * 36, "upper": [NAN] * 36, "lower": [0.12] * 36, "beyond": [False] * 33 + [True] * 3}
    yield "three beyond, lower only", {"chart": chart_fake(phases=quiet, points=lower)}
    yield "positions", {"chart": chart_fake(period=None)}
    frozen = [{**quiet[0], "baseline_end": 12}]
    yield "frozen", {"chart": chart_fake(phases=frozen, points={"phase": [0] * 36})}
    yield "quiet", {"chart": chart_fake(phases=quiet, points={"phase": [0] * 36})}
    nothing = {name: [NAN] * 36 for name in ("value", "numerator", "lower", "upper")}
    empty = [{"centre": NAN, "runs_signal": None}]
    yield (
        "no data",
        {"chart": chart_fake(phases=empty, points={**nothing, "phase": [0] * 36}, status="no_data")},
    )


def unit_cases() -> Iterator[tuple[str, Any]]:
    """Results about many units, by name: what is said of them rests on few figures, so they are computed."""
    names = list("ABCDEFGHIJKLMNOPQRST")
    quiet, two = [30, 28, 31, 29, 33, 27, 30, 32, 30, 31, 29], [2, 60]
    yield "funnel, quiet", kvalspc.funnel(quiet, [100] * 11)
    yield "funnel, two stand out", kvalspc.funnel([*quiet, *two], [100] * 13)
    yield "funnel, one stands out", kvalspc.funnel([*quiet, 60], [100] * 12)
    yield "funnel, wide", kvalspc.funnel([10 + 8 * ((7 * k) % 20) for k in range(20)], [200] * 20, unit=names)
    yield "funnel, many names", kvalspc.funnel([0, 100] * 5 + [50] * 10, [100] * 20, unit=names, overdispersion=None)
    yield "funnel, few units", kvalspc.funnel([1, 2], [10, 12])
    yield "funnel, nothing", kvalspc.funnel([], [])
    yield "funnel, ratios", kvalspc.funnel([10, 12], [9.5, 14.1], kind="oe")
    yield "variation, unlike", kvalspc.variation([10, 40, 22, 35], [100] * 4, better="higher")
    yield "variation, two worse", kvalspc.variation([9, 8, 60, 62], [100] * 4, better="higher")
    yield "variation, alike", kvalspc.variation([10, 11], [100] * 2, kind="u")
    yield "variation, one unit", kvalspc.variation([10], [100])
    for p in ([0.0001, 0.0002, 0.5, 0.9], [0.001, 0.9], [0.4, 0.9]):
        yield f"list of {sum(one < 0.01 for one in p)}", kvalspc.shortlist(p)
    window = kvalspc.variation([2, 20, 24, 19, 22], [20, 60, 60, 60, 60], unit=names[:5])
    yield "chosen units", kvalspc.select_units(window, ["A", "B"], window=("2024-01", "2024-03"))


_PLACE = re.compile(r"\{(\w+)\}")


def places(text: str) -> set[str]:
    """The named places of a text."""
    return set(_PLACE.findall(text))


def label_ids() -> list[str]:
    with catalogue.catalogue_path("nb").open(encoding="utf-8") as file:
        return [line[13:-2] for line in file if line.startswith('msgid "label.')]


def _samples(identifier: str) -> dict[str, str]:
    """Something to stand in each place of a label; the reference is bokmål."""
    return dict.fromkeys(places(catalogue.message(identifier, "nb")), "12")


def every_text(language: str) -> dict[str, str]:
    """Everything that kvalspc can say in one language, by the name of the case."""
    return {
        **sentences(language),
        **network_sentences(language),
        **rephasings(language),
        **false_alarms(language),
        **small_words(language),
    }


def false_alarms(language: str) -> dict[str, str]:
    """How often a stable series signals, where it is known and where it is not."""
    known, unknown = FalseAlarms(0.047, 0.035, 0.08, 2000), FalseAlarms(math.nan, math.nan, math.nan, 0)
    return {
        "false alarms | known": words.false_alarms_text(known, language),
        "false alarms | unknown": words.false_alarms_text(unknown, language),
    }


def rephasings(language: str) -> dict[str, str]:
    """Suggested phases and every decision behind them."""
    said: dict[str, str] = {}
    for breaks in ([], [12], [12, 24]):
        steps = [{"decision": "baseline" if breaks else "no_run", "position": 0, "at": 12, "direction": None}]
        found = SimpleNamespace(period=months("2022-01", 36), breaks=breaks, steps=steps)
        said[f"rephase | {len(breaks)}"] = words.rephasing_text(found, language)
    few = SimpleNamespace(period=None, breaks=[], steps=[{"decision": "too_few", "position": 0, "direction": None}])
    said["rephase | too few"] = words.rephasing_text(few, language)
    decisions = ["too_few", "baseline", "inside_run", "next_run", "no_run", "too_few_left", "too_few_after_run"]
    for period in (None, months("2022-01", 36)):
        for direction in ("up", "down"):
            for decision in (*decisions, "accepted", "rejected"):
                for opposed in (True, False):
                    step = {"decision": decision, "position": 8, "at": 12, "direction": direction, "opposed": opposed}
                    found = SimpleNamespace(period=period, breaks=[], steps=[step])
                    name = f"rephase | {decision} {direction} {opposed} {period is None}"
                    said[name] = words.rephasing_log(found, language)[0]
    return said


def sentences(language: str) -> dict[str, str]:
    """Verdicts, their lines, descriptions of charts."""
    said: dict[str, str] = {}
    for name, given, measure in verdict_cases():
        said[f"verdict | {name}"] = words.verdict_text(given, language, measure)
        said[f"moved | {name}"] = moved_when(given, language)
        said[f"figures | {name}"] = words.verdict_text(given, language, measure, figures=True)
    for name, given, measure in (*verdict_cases(), *line_cases()):
        for number, line in enumerate(words.verdict_lines(given, language, measure)):
            said[f"line {number + 1} | {name}"] = line
    for name, arguments in chart_cases():
        said[f"chart | {name}"] = words.chart_text(language=language, **arguments)
    for name, result in unit_cases():
        said[f"units | {name}"] = result.text(language)
    said["p | small"] = words.numbers.p_value(0.0001, language)
    for count in (1, 2):
        places = {"level": "0,05", "expected": "0,1"}
        said[f"false alarms in a table | {count}"] = catalogue.say_count("table.false", count, language, **places)
    said["units | titled funnel"] = kvalspc.funnel([3, 4], [10, 12]).text(language, measure=TITLED)
    return said


def plans() -> dict[str, Plan]:
    """Plans of every kind, from the core itself."""
    return {
        "one unit": plan(volume=20, level=0.5, change=0.1, better="higher", months_before=24),
        "several": plan(volume=[20, 30], level=[0.5, 0.4], better="higher", months_before=24),
        "some of several": plan(volume=[40, 2], level=0.4, better="higher", months_before=24),
        "several alike": plan(volume=[20, 20], level=0.5, better="higher", months_before=24),
        "some of several that differ": plan(volume=[40, 20, 2], level=0.4, better="higher", months_before=24),
        "none of several": plan(volume=[8, 8], level=0.4, better="higher", months_before=24),
        "never": plan(volume=1, level=0.5, months_before=24),
        "short": plan(volume=100, level=0.5, months_before=6),
        "rate": plan(kind="u", volume=9000, level=0.0013, better="lower", months_before=36),
        "values": plan(kind="i", spread=6, change=8, months_before=24),
        "years": plan(volume=16, level=0.5, change=0.1, better="higher", months_before=24),
    }


def series() -> dict[str, Interrupted]:
    """Interrupted time series with every sentence, from the core itself."""
    line = [20 + t // 2 + (8 if t >= 24 else 0) + (7 * t) % 3 for t in range(48)]
    bent = [20 + t // 2 - (t - 23 if t >= 24 else 0) + (7 * t) % 3 for t in range(48)]
    flat = [20 + (7 * t) % 5 for t in range(48)]
    return {
        "jump": interrupted(line, [60] * 48, kind="p", start=24),
        "bend": interrupted(bent, kind="i", start=24, period=months("2021-01", 48)),
        "nothing": interrupted(flat, kind="c", start=24),
        "few": interrupted(flat[:20], kind="i", start=10),
        "season": interrupted(flat[:24], kind="i", start=12, season=52),
        "constant": interrupted([5] * 30, kind="i", start=15),
    }


@dataclass(frozen=True)
class MonitorFake:
    """What a monitor is worded from."""

    signals: tuple[dict[str, Any], ...] = ()
    level: float = 0.35
    horizon: int = 60
    reason: str | None = None
    false_alarm: float = 0.05
    kind: str = "p"
    period: tuple[str, ...] | None = tuple(months("2023-01", 24))


def monitor_cases() -> Iterator[tuple[str, MonitorFake]]:
    yield "quiet", MonitorFake()
    yield "none", MonitorFake(reason="no_data")
    yield "by position", replace(MonitorFake(), period=None, signals=(signal("up"),))
    for direction in ("up", "down"):
        for ended in (False, True):
            for effect in ("improvement", "deterioration", None):
                given = signal(direction, ended=ended, effect=effect)
                name = f"{direction} {effect}{' ended' if ended else ''}"
                yield name, MonitorFake((given,))
                yield f"{name} expected", MonitorFake((given,), level=NAN)
        yield f"target {direction}", MonitorFake((signal(direction, rule="e_process"),), horizon=-1)


def signal(direction: str, *, ended: bool = False, effect: str | None = None, rule: str = "cusum") -> dict[str, Any]:
    return {
        "rule": rule, "source": "monitor", "first": 14, "last": 19, "direction": direction, "effect": effect,
        "signalled": 17, "ended": ended,
    }  # fmt: skip


@dataclass(frozen=True)
class ContrastFake:
    after: float = 0.5189
    expected: float = 0.3499
    difference: float = 0.169
    difference_lower: float = 0.093
    difference_upper: float = 0.245


@dataclass(frozen=True)
class NetworkFake:
    """What is worded of several units together, or of one beside the others."""

    verdict: str = "improved"
    strength: str | None = "strong"
    reason: str | None = None
    kind: str = "p"
    contrast: ContrastFake = ContrastFake()
    power: float = 0.45
    relevant_change: float = 0.1
    started: int = 8
    controls: int = 0
    after: Side = Side(0.5189, 1245, 2399, 96)
    alpha: float = 0.05


def network_cases() -> Iterator[tuple[str, NetworkFake]]:
    """Every sentence about several units."""
    for verdict in ("improved", "worsened", "changed"):
        for strength in ("strong", "moderate"):
            yield f"{verdict} {strength}", NetworkFake(verdict, strength)
    wide = ContrastFake(0.36, 0.35, 0.01, -0.03, 0.05)
    yield "no_evidence", NetworkFake("no_evidence", None, contrast=wide)
    yield "some have started", NetworkFake(started=4, controls=36)
    yield "one has started", NetworkFake(started=1, controls=39)
    for verdict in ("uncertain", "too_few_data"):
        yield verdict, NetworkFake(verdict, None)
        yield f"{verdict} of a level of 0", NetworkFake(verdict, None, relevant_change=0.0)
    for reason in ("no_contrast", "no_data"):
        yield f"not assessable {reason}", NetworkFake("not_assessable", None, reason)


def network_sentences(language: str) -> dict[str, str]:
    """What a network achieved together, and one unit beside the others."""
    said: dict[str, str] = {}
    for name, given in network_cases():
        said[f"pooled | {name}"] = words.pooled_text(given, language)
        for kind in ("p", "u", "i"):
            said[f"pooled lines {kind} | {name}"] = " ".join(words.pooled_lines(replace(given, kind=kind), language))
        said[f"against | {name}"] = words.against_text(given, language)
    return said


def small_words(language: str) -> dict[str, str]:
    """All the rest."""
    said: dict[str, str] = {}
    for verdicts in words.GROUPS.values():
        for verdict in verdicts:
            for strength in ("strong", "moderate"):
                said[f"short | {verdict} {strength}"] = words.verdict_short(verdict, strength, language)
    said |= {f"short | stable, {n} beyond": words.verdict_short("stable", None, language, beyond=n) for n in (1, 3)}
    for name, goal in GOALS.items():
        said[f"goal | {name}"] = words.goal_text(goal, language)
        said[f"goal | {name}, undated"] = words.goal_text(replace(goal, by=None), language)
        said[f"goal | {name}, rate"] = words.goal_text(replace(goal, kind="u"), language)
    helds = {f"goal | held {held}": replace(GOALS["yes"], held=held) for held in (0, 1, 3, 6)}
    said |= {name: words.goal_text(goal, language) for name, goal in helds.items()}
    said |= {f"last periods | {kind}": last_periods(4, kind, language) for kind in (*PeriodType, None)}
    for name, monitor in monitor_cases():
        said[f"monitor | {name}"] = words.monitor_text(monitor, language)
    said["overview"] = words.overview_text(["improved"] * 5 + ["worsened", "uncertain", "stable"], language)
    said["overview | none"] = words.overview_text([], language)
    said["overview | no wish"] = words.overview_text(["changed", "improved"], language)
    said["overview | no start"] = words.overview_text(["shifted", "stable", "too_few_data"], language)
    said["overview | before a look"] = words.overview_text(["too_few_data", "before_look", "before_look"], language)
    said["overview | not shown"] = words.overview_text(["improved", "hidden", "hidden"], language)
    said["overview | one"] = words.overview_text(["too_few_data"], language)
    for name, lasting in LASTING.items():
        said[f"sustained | {name}"] = words.sustained_text(lasting, language, period_type=PeriodType.MONTH)
    for name, planned in plans().items():
        said[f"plan | {name}"] = words.plan_text(planned, language)
    rates = plans()["rate"]
    said["plan | rate of unit"] = words.plan_text(rates, language, measure=MEASURES["rate"])
    for name, found in series().items():
        said[f"interrupted | {name}"] = words.interrupted_text(found, language)
    for length in (None, *PeriodType):
        for count in (1, 2):
            said[f"count | {length} {count}"] = words.numbers.period_count(count, length, language)
    for text in (
        "2024-03-17",
        "2024-W05",
        "2024-03",
        "2024-Q1",
        "2024",
        "2024-T1",
        "2024-T2",
        "2024-T3",
        "2024-H1",
        "2024-H2",
    ):
        period = Period.parse(text)
        said[f"period | {text}"] = words.numbers.period_long(period, language)
        said[f"period | {text} no year"] = words.numbers.period_long(period, language, with_year=False)
        said[f"period | {text} short"] = words.numbers.period_short(period, language)
    for identifier in label_ids():
        said[f"label | {identifier}"] = words.label(identifier, language, **_samples(f"label.{identifier}"))
    return said


@pytest.fixture(scope="session")
def texts() -> Callable[[str], dict[str, str]]:
    return every_text


@pytest.fixture(scope="session")
def make() -> Callable[..., Facts]:
    return facts


@pytest.fixture(scope="session")
def label_texts() -> Callable[[str], dict[str, str]]:
    return small_words


@pytest.fixture(scope="session")
def verdict_names() -> list[tuple[str, Facts, Measure]]:
    return list(verdict_cases())


@pytest.fixture(scope="session")
def measures() -> dict[str, Measure]:
    return {**MEASURES, "titled": TITLED}


@pytest.fixture(scope="session")
def chart() -> Callable[..., ChartFake]:
    return chart_fake


@pytest.fixture(scope="session")
def side() -> type[Side]:
    return Side


@pytest.fixture(scope="session")
def labels() -> list[str]:
    return label_ids()


@pytest.fixture(scope="session")
def goals() -> dict[str, Goal]:
    return GOALS


@pytest.fixture(scope="session")
def lasting() -> dict[str, Lasting]:
    return LASTING
