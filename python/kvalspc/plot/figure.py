"""From a Chart to a Vega-Lite specification: one panel or two, with their marks, title and look."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from kvalspc.multiplicity import UNTESTED
from kvalspc.plot.axis import Axis, make_axis
from kvalspc.plot.content import Content, Drawable, position, read
from kvalspc.plot.effect import effect_spec
from kvalspc.plot.key import entries
from kvalspc.plot.layers import panel_spec
from kvalspc.plot.lines import lower_shown, upper_shown
from kvalspc.plot.panel import Mark, Panel
from kvalspc.plot.scale import make_scale
from kvalspc.plot.shift import shift_of
from kvalspc.plot.surround import config, heading
from kvalspc.plot.theme import theme_of
from kvalspc.plot.told import of_whole, told
from kvalspc.plot.wording import Wording, levels_of, visible
from kvalspc.rows import EVENT_KINDS
from kvalspc.words import Measure, label, verdict_short
from kvalspc.words.levels import LevelWords
from kvalspc.words.moved import moved_when
from kvalspc.words.numbers import p_value
from kvalspc.words.rounding import shared_digits
from kvalspc.words.sentence import worded_strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvalspc._compare import Comparison
    from kvalspc.plot.spec import Spec

MOVING_RANGE_HEIGHT = 90
STEP = 40.0  # pixels that a step of the vertical scale has at least, in a drawing of usual height


def make_spec(
    chart: Drawable,
    *,
    language: str,
    title: str | None,
    theme: str,
    start: object,
    comparison: Comparison | None,
    provisional: int | Sequence[bool] | None,
    measure: Measure | None,
    headings: Mapping[object, str] | None,
    description: str | None,
    width: float,
    height: float,
    key: bool,
    found: Comparison | None,
    tooltips: bool,
) -> Spec:
    """See `kvalspc.plot.draw`; `found` is the verdict on the series, also where it is not drawn."""
    colours = theme_of(theme)
    content = read(chart, provisional)
    calendar = getattr(chart, "calendar", None)
    axis = make_axis(
        content.period,
        content.n,
        width=width,
        ends=() if calendar is None else calendar.ends,
        by_position=content.kind in EVENT_KINDS,
    )
    plain = wording_of(chart, content, language, measure)
    wording = plain if comparison is None else _beside(plain, comparison)
    begin = position(start, content.period, content.n)
    shift = shift_of(comparison)
    if shift is not None and comparison is not None:
        when = wording.label("chart.shift", when=moved_when(comparison, language))
        headings = {shift.heads: when, **(headings or {})}
    marks = _marks(content, axis, wording, begin, headings)
    if shift is not None and not shift.dated:
        marks = [replace(mark, lined=mark.x != axis.before(shift.heads)) for mark in marks]
    content = told(content, comparison)
    if shift_of(found) is not None:
        content = of_whole(content)
    shade = _shade(content, axis, marks, begin) if shift is None else shift.span(axis)
    panel = _panel(content, axis, wording, height, marks=marks, shade=shade, possible=shift is not None)
    ranges = getattr(chart, "moving_range", None)
    shifted = None if found is None or shift_of(found) is None or content.frozen else ""
    if shifted == "" and comparison is None and found is not None:
        shifted = moved_when(found, language)
    if ranges is None:
        told_of = entries([panel], shifted=shifted) if key else ()
        figure = panel_spec(panel, colours, last=True, key=told_of, tooltips=tooltips)
    else:
        below = _range_panel(ranges, content, axis, plain, marks)
        own = wording.label("chart.moving_range")
        told_of = entries([panel, below], shifted=shifted) if key else ()
        panels = [
            panel_spec(panel, colours, last=False, tooltips=tooltips),
            panel_spec(below, colours, last=True, heading=own, key=told_of, tooltips=tooltips),
        ]
        figure = {"vconcat": panels, "spacing": 30}
    beside = None if comparison is None else effect_spec(comparison, panel.scale, wording, colours)
    if beside is not None:
        figure = {"hconcat": [figure, beside], "spacing": 12}
    answer = "" if comparison is None else _answer(comparison, content, language)
    above = heading(title, [answer, wording.unit()], colours)
    if above is not None:
        figure["title"] = above
    if description:
        figure["description"] = visible(description)
    figure["config"] = config(colours, language)
    return figure


def _beside(wording: Wording, comparison: Comparison) -> Wording:
    """The wording with the decimals that the levels share with their difference."""
    measure = wording.measure
    if measure.digits is not None or comparison.start is None:
        return wording
    return replace(
        wording, measure=replace(measure, digits=shared_digits(LevelWords(measure, wording.language), comparison))
    )


def _answer(comparison: Comparison, content: Content, language: str) -> str:
    """The verdict in a few words, with its p-value where there was a test."""
    said = verdict_short(comparison.verdict, worded_strength(comparison), language, beyond=content.beyond.count(True))
    p = comparison.p_value
    if comparison.verdict in UNTESTED or not math.isfinite(p):
        return said
    return label("chart.answer", language, answer=said, p=p_value(p, language))


def wording_of(chart: Drawable, content: Content, language: str, measure: Measure | None) -> Wording:
    """How a chart writes: by the measure that the caller names, else by its kind."""
    if measure is None:
        measure = Measure.of(chart)
        if content.kind == "run" and _are_shares(content):
            measure = Measure("andel")
    return Wording(language, measure, levels_of([*content.centre, content.target]))


def _are_shares(content: Content) -> bool:
    """A run chart of numerators over denominators, each at most its denominator: shown as percent."""
    pairs = [(n, d) for n, d in zip(content.numerator, content.denominator, strict=True) if math.isfinite(d)]
    return bool(pairs) and any(d != 1 for _, d in pairs) and all(n <= d for n, d in pairs if math.isfinite(n))


def _panel(
    content: Content,
    axis: Axis,
    wording: Wording,
    height: float,
    *,
    marks: Sequence[Mark],
    shade: tuple[float, float] | None = None,
    possible: bool = False,
) -> Panel:
    shown = content.scaled(wording.factor)
    main = [*shown.value, *shown.centre, *shown.targets, *(level for _, _, level in shown.dotted)]
    within = wording.is_share and not any(v > 1.0 for v in main)
    scale = make_scale(
        main,
        [*lower_shown(shown), *upper_shown(shown, share=wording.is_share)],
        height=height,
        bounds=(0.0, 1.0) if within else (-math.inf, math.inf),
        count=max(5, int(height / STEP)),
    )
    return Panel(shown, axis, scale, wording, marks, shade, possible)


def _range_panel(ranges: Drawable, above: Content, axis: Axis, wording: Wording, marks: Sequence[Mark]) -> Panel:
    """The moving ranges below an individuals chart: on the same axis, without headings of their own."""
    content = replace(read(ranges), provisional=above.provisional, notes=[], target=math.nan)
    digits = replace(wording, levels=levels_of(content.centre))
    panel = _panel(content, axis, digits, MOVING_RANGE_HEIGHT, marks=[replace(m, text="") for m in marks])
    shown = panel.content
    scale = make_scale(
        [0.0, *shown.value, *shown.centre],
        shown.upper,
        height=MOVING_RANGE_HEIGHT,
        bounds=(0.0, math.inf),
        count=3,
    )
    return replace(panel, scale=scale)


def _marks(
    content: Content, axis: Axis, wording: Wording, begin: int | None, headings: Mapping[object, str] | None
) -> list[Mark]:
    """A rule where the intervention, anything that the caller names, and any other phase begins."""
    texts: dict[int, tuple[str, bool]] = {}
    for first, _, _ in content.spans()[1:]:
        texts[first] = (_begins(axis, wording, first), False)
    if begin is not None and begin > 0:
        by_event = content.kind in EVENT_KINDS  # the first event afterwards is no date of the start
        texts[begin] = (wording.label("chart.start") if by_event else _start_text(axis, wording, begin), True)
    for where, text in (headings or {}).items():
        at = position(where, content.period, content.n)
        if at is not None and at > 0:
            texts[at] = (visible(text), True)
    return [Mark(axis.before(i), text, strong) for i, (text, strong) in sorted(texts.items())]


def _begins(axis: Axis, wording: Wording, i: int) -> str:
    """When measurement i begins: its period, by its label alone."""
    return axis.labels[i] if axis.named is None else wording.long(axis.named[i])


def _start_text(axis: Axis, wording: Wording, i: int) -> str:
    if axis.periods is None and axis.labels[i] == str(i + 1):
        return wording.label("chart.start")
    return wording.label("chart.start_when", month=_begins(axis, wording, i))


def _shade(content: Content, axis: Axis, marks: Sequence[Mark], begin: int | None) -> tuple[float, float] | None:
    """The stretch that others are judged against: before the intervention and what is named earlier, or frozen."""
    if begin is not None and begin > 0:
        return axis.low, min([axis.before(begin), *(mark.x for mark in marks if mark.strong)])
    first, end = next(iter(content.frozen), (0, 0))
    return None if end <= first else (axis.before(first), axis.before(end))
