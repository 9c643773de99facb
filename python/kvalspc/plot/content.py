"""What a chart shows, read from a Chart into plain Python lists: no arithmetic but the reader's scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from kvalspc.plot.wording import visible
from kvalspc.words.facts import ChartFacts
from kvalspc.words.timeline import as_period


class Drawable(ChartFacts, Protocol):
    """The members of `kvalspc.Chart` that a drawing needs: those that its text needs, and the signals."""

    @property
    def signals(self) -> Sequence[Mapping[str, Any]]: ...  # noqa: D102


@dataclass(frozen=True)
class Content:
    """Columns of equal length (NaN where there is nothing), and what stands beside them."""

    kind: str
    period: list[object] | None
    value: list[float]
    numerator: list[float]
    denominator: list[float]
    centre: list[float]
    lower: list[float]
    upper: list[float]
    phase: list[int]
    included: list[bool]
    beyond: list[bool]
    ruled: list[bool]  # part of a rule's signal that is shown point by point
    effect: list[str]  # what a point that stands out means: "improvement", "deterioration" or, unknown, ""
    dashed: list[bool]  # the level here has too long runs or too few crossings
    frozen: list[tuple[int, int]]  # baselines that later points are judged against: first, end exclusive
    provisional: list[bool]
    target: float  # as it is at the last measurement
    targets: list[float]  # at each measurement: it may change
    notes: list[tuple[int, str]]
    dotted: tuple[tuple[int, int, float], ...] = ()  # further levels: first, end exclusive, level

    @property
    def n(self) -> int:
        """How many measurements."""
        return len(self.value)

    def scaled(self, factor: float) -> Content:
        """The content on the reader's scale (`per`)."""
        if factor == 1.0:
            return self
        return replace(
            self,
            value=[v * factor for v in self.value],
            centre=[v * factor for v in self.centre],
            lower=[v * factor for v in self.lower],
            upper=[v * factor for v in self.upper],
            target=self.target * factor,
            targets=[v * factor for v in self.targets],
            dotted=tuple((first, end, level * factor) for first, end, level in self.dotted),
        )

    def target_spans(self) -> list[tuple[int, int, float]]:
        """Stretches of one target as (first, end exclusive, target)."""
        found: list[tuple[int, int, float]] = []
        for i, target in enumerate(self.targets):
            if found and found[-1][1] == i and found[-1][2] == target:
                found[-1] = (found[-1][0], i + 1, target)
            elif math.isfinite(target):
                found.append((i, i + 1, target))
        return found

    def spans(self) -> list[tuple[int, int, int]]:
        """Phases as (first, end exclusive, number)."""
        found: list[tuple[int, int, int]] = []
        for i, phase in enumerate(self.phase):
            if found and found[-1][2] == phase:
                found[-1] = (found[-1][0], i + 1, phase)
            else:
                found.append((i, i + 1, phase))
        return found

    def last_level(self) -> float | None:
        """The level that the series ends with: that of its last phase, where it has one."""
        spans = self.spans()
        ending = self.centre[spans[-1][0] :] if spans else ()
        return next((level for level in reversed(ending) if math.isfinite(level)), None)


def _floats(column: Any, n: int) -> list[float]:
    if column is None:
        return [math.nan] * n
    return [math.nan if v is None else float(v) for v in column]


def _bools(column: Any, n: int, missing: bool) -> list[bool]:
    return [missing] * n if column is None else [bool(v) for v in column]


def _is_true(value: object) -> bool:
    """A flag that may be missing: None and NaN are no signal."""
    return value is not None and value == 1


def read(chart: Drawable, provisional: int | Sequence[bool] | None = None) -> Content:
    """The content of a chart.

    `provisional` is the position of the first provisional measurement, or one flag a measurement; by default what the
    chart says.
    """
    points = chart.points
    value = _floats(points["value"], 0)
    n = len(value)
    # points["period"] of a Chart without periods counts rows; a reader counts from 1, as its axis does
    labels = None if chart.period is None else list(chart.period)
    if provisional is None:
        late = _bools(points.get("provisional"), n, False)
    elif isinstance(provisional, int):
        late = [i >= provisional for i in range(n)]
    else:
        late = [bool(flag) for flag in provisional]
        if len(late) != n:
            raise ValueError(f"provisional: got {len(late)} flags, need one for each of {n} measurements")
    target = getattr(chart, "target", None)
    phase = [0] * n if points.get("phase") is None else [int(v) for v in points["phase"]]
    dashed, frozen = _runs(chart.phases, phase)
    return Content(
        kind=str(chart.kind),
        period=labels,
        value=value,
        numerator=_floats(points.get("numerator"), n),
        denominator=_floats(points.get("denominator"), n),
        centre=_floats(points.get("centre"), n),
        lower=_floats(points.get("lower"), n),
        upper=_floats(points.get("upper"), n),
        phase=phase,
        included=_bools(points.get("included"), n, True),
        beyond=_bools(points.get("beyond"), n, False),
        ruled=_ruled(chart.signals, n),
        effect=_effects(chart.signals, n),
        dashed=dashed,
        frozen=frozen,
        provisional=late,
        target=math.nan if target is None else float(target),
        targets=_targets(points.get("target"), target, n),
        notes=_with_reasons(_notes(getattr(chart, "notes", None), labels, n), getattr(chart, "exclusions", None)),
    )


def _targets(column: Any, target: float | None, n: int) -> list[float]:
    """The target at each measurement; one number stands for all."""
    if column is None:
        return [math.nan if target is None else float(target)] * n
    return _floats(column, n)


def _runs(phases: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> tuple[list[bool], list[tuple[int, int]]]:
    """Where the centre line is dashed, and the frozen baselines. A frozen baseline answers for itself."""
    dashed = [False] * len(numbers)
    frozen = []
    for number, phase in enumerate(phases):
        places = [i for i, at in enumerate(numbers) if at == number]
        end = phase.get("baseline_end")
        split = len(places) if end is None else sum(1 for i in places if i < int(end))
        if places and split < len(places):
            frozen.append((places[0], places[split]))
            signals = (phase.get("baseline_runs_signal"), phase.get("after_runs_signal") or phase.get("runs_signal"))
        else:
            signals = (phase.get("runs_signal"), None)
        for k, i in enumerate(places):
            dashed[i] = _is_true(signals[k >= split])
    return dashed, frozen


#: Rules of this family speak of a whole phase: shown by its dashed centre line, not point by point.
WHOLE_PHASE = "anhoej"


def _ruled(signals: Sequence[Mapping[str, Any]], n: int) -> list[bool]:
    flags = [False] * n
    for signal in signals:
        if signal.get("source") != "rule" or str(signal.get("rule")).startswith(WHOLE_PHASE):
            continue
        for i in range(max(0, int(signal["first"])), min(n - 1, int(signal["last"])) + 1):
            flags[i] = True
    return flags


def _effects(signals: Sequence[Mapping[str, Any]], n: int) -> list[str]:
    """What each point's signals say of it; those of limits come before those of rules."""
    found = [""] * n
    for source in ("rule", "limit"):
        for signal in signals:
            if signal.get("source") != source or str(signal.get("rule")).startswith(WHOLE_PHASE):
                continue
            for i in range(max(0, int(signal["first"])), min(n - 1, int(signal["last"])) + 1):
                found[i] = str(signal.get("effect") or "")
    return found


def position(where: object, labels: Sequence[object] | None, n: int) -> int | None:
    """The position that a number, label or period means; None where it lies outside the chart.

    A label that no measurement has means the first one after it, when both are periods of one type.
    """
    if isinstance(where, int) and not isinstance(where, bool):
        return where if 0 <= where < n else None
    if labels is None or where is None:
        return None
    text = str(where)
    for i, label in enumerate(labels):
        if str(label) == text:
            return i
    wanted = as_period(where)
    if wanted is None:
        return None
    for i, label in enumerate(labels):
        period = as_period(label)
        if period is not None and period.start >= wanted.start:
            return i
    return None


def _with_reasons(notes: list[tuple[int, str]], reasons: Mapping[int, str] | None) -> list[tuple[int, str]]:
    """The notes, and why points are left out: one text a measurement."""
    texts = dict(notes)
    for at, reason in (reasons or {}).items():
        texts[at] = f"{texts[at]}; {visible(reason)}" if at in texts else visible(reason)
    return sorted(texts.items())


def _notes(notes: object, labels: Sequence[object] | None, n: int) -> list[tuple[int, str]]:
    """Notes as (position, text): from {place: text}, pairs, or one text (or None) a measurement."""
    pairs: list[tuple[object, object]]
    if not notes:
        return []
    if isinstance(notes, Mapping):
        pairs = list(notes.items())
    elif isinstance(notes, Sequence) and not isinstance(notes, str):
        whole = len(notes) == n and all(item is None or isinstance(item, str) for item in notes)
        pairs = list(enumerate(notes)) if whole else [(item[0], item[1]) for item in notes]
    else:
        raise ValueError(f"notes: got {type(notes).__name__}, need a mapping from place to text, or pairs")
    found = []
    for where, text in pairs:
        at = position(where, labels, n)
        if at is not None and text:
            found.append((at, visible(text)))
    return sorted(found)
