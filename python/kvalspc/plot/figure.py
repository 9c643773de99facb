"""From a Chart to an Altair chart: panels, layers, axes, colours."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kvalspc.plot.axis import Axis, make_axis, ticks
from kvalspc.plot.content import Content, Drawable, position, read
from kvalspc.plot.panel import LABEL, LINE, SMALL, Mark, Panel, Record
from kvalspc.plot.scale import make_scale
from kvalspc.plot.theme import FONT, Theme, theme_of
from kvalspc.plot.wording import NUMBER_LOCALE, Wording, levels_of, visible
from kvalspc.words import Measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair as alt

WIDTH = 720
HEIGHT = 280
MOVING_RANGE_HEIGHT = 90
#: Charts whose rows are events, not periods: they stand by position.
_BY_EVENT = frozenset({"g", "t"})


def make_figure(
    chart: Drawable,
    *,
    language: str,
    title: str | None,
    theme: str,
    start: object,
    provisional: int | Sequence[bool] | None,
    measure: Measure | None,
    headings: Mapping[object, str] | None,
    description: str | None,
    width: float,
    height: float,
) -> alt.LayerChart | alt.VConcatChart:
    """See `kvalspc.plot.draw`."""
    import altair as alt

    colours = theme_of(theme)
    content = read(chart, provisional)
    axis = make_axis(content.period, content.n, width=width, by_position=content.kind in _BY_EVENT)
    wording = _wording(chart, content, language, measure)
    begin = position(start, content.period, content.n)
    marks = _marks(content, axis, wording, begin, headings)
    panel = _panel(content, axis, wording, height, marks=marks, shade=_shade(chart, content, axis, begin))
    figure: alt.LayerChart | alt.VConcatChart = _layers(panel, colours, last=True)
    ranges = getattr(chart, "moving_range", None)
    if ranges is not None:
        below = _range_panel(ranges, content, axis, wording, marks)
        figure = alt.vconcat(
            _layers(panel, colours, last=False),
            _layers(below, colours, last=True, heading=wording.label("chart.moving_range")),
            spacing=30,
        )
    heading = _title(title, wording.unit(), colours)
    if heading is not None:
        figure = figure.properties(title=heading)
    if description:
        figure = figure.properties(description=visible(description))
    return _configured(figure, colours, language)


def _wording(chart: Drawable, content: Content, language: str, measure: Measure | None) -> Wording:
    if measure is None:
        measure = Measure.for_kind(content.kind, per=float(getattr(chart, "per", 1)))
        if content.kind == "run" and _are_shares(content):
            measure = Measure("andel")
    return Wording(language, measure, levels_of([*content.centre, content.target]))


def _are_shares(content: Content) -> bool:
    """A run chart of numerators over denominators, each at most its denominator: shown as percent."""
    pairs = [(n, d) for n, d in zip(content.numerator, content.denominator, strict=True) if math.isfinite(d)]
    return bool(pairs) and any(d != 1 for _, d in pairs) and all(n <= d for n, d in pairs if math.isfinite(n))


def _scaled(content: Content, factor: float) -> Content:
    """The content on the reader's scale (`per`)."""
    if factor == 1.0:
        return content
    return replace(
        content,
        value=[v * factor for v in content.value],
        centre=[v * factor for v in content.centre],
        lower=[v * factor for v in content.lower],
        upper=[v * factor for v in content.upper],
        target=content.target * factor,
    )


def _panel(
    content: Content,
    axis: Axis,
    wording: Wording,
    height: float,
    *,
    marks: Sequence[Mark],
    shade: tuple[float, float] | None = None,
) -> Panel:
    shown = _scaled(content, wording.factor)
    bounds = (0.0, 1.0) if wording.is_share else (-math.inf, math.inf)
    scale = make_scale(
        [*shown.value, *shown.centre, shown.target],
        [*shown.lower, *shown.upper],
        height=height,
        bounds=bounds,
    )
    return Panel(shown, axis, scale, wording, marks, shade)


def _range_panel(
    ranges: Drawable, above: Content, axis: Axis, wording: Wording, marks: Sequence[Mark]
) -> Panel:
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
        texts[first] = (_when(axis, wording, first), False)
    if begin is not None and begin > 0:
        texts[begin] = (_start_text(axis, wording, begin), True)
    for where, text in (headings or {}).items():
        at = position(where, content.period, content.n)
        if at is not None and at > 0:
            texts[at] = (visible(text), True)
    return [Mark(axis.before(i), text, strong) for i, (text, strong) in sorted(texts.items())]


def _when(axis: Axis, wording: Wording, i: int) -> str:
    return axis.labels[i] if axis.periods is None else wording.long(axis.periods[i])


def _start_text(axis: Axis, wording: Wording, i: int) -> str:
    if axis.periods is None and axis.labels[i] == str(i + 1):
        return wording.label("chart.start")
    return wording.label("chart.start_when", month=_when(axis, wording, i))


def _shade(chart: Drawable, content: Content, axis: Axis, begin: int | None) -> tuple[float, float] | None:
    """The stretch that later measurements are judged against: before the intervention, or the frozen part."""
    end = begin
    if end is None:
        freeze = getattr(chart, "freeze", None)
        end = position(freeze, content.period, content.n)
    if end is None or end <= 0:
        return None
    return axis.low, axis.before(end)


# --- layers ---


def _layers(panel: Panel, colours: Theme, *, last: bool, heading: str = "") -> alt.LayerChart:
    import altair as alt

    draw = _Drawing(panel, colours, last)
    taken = panel.occupied()
    final, late = panel.data_lines()
    solid, dashed = panel.centres()
    level, target = panel.margin_labels()
    phases = panel.phase_labels(taken)
    notes, ties = panel.note_labels(taken)
    layers = [
        *draw.shade(),
        *draw.line(panel.limits(panel.content.upper), colours.limit, 1),
        *draw.line(panel.limits(panel.content.lower), colours.limit, 1),
        *draw.target(),
        *draw.marks(),
        *draw.line(final, colours.line, 1.5),
        *draw.line(late, colours.line, 1.2, dash=[3, 3]),
        *draw.line(solid, colours.centre, 2.2),
        *draw.line(dashed, colours.centre, 2.2, dash=[9, 4]),
        *draw.ties(ties),
        *draw.points(),
        *draw.text(phases, colours.centre, size=LABEL, bold=True, halo=True),
        *draw.text(level, colours.centre, size=LABEL, bold=True, dx=8),
        *draw.text(target, colours.target_text, size=LABEL, dx=8),
        *draw.text(notes, colours.muted, size=SMALL, halo=True),
        *draw.headings(heading),
    ]
    if not layers:
        layers = draw.empty()
    panels: alt.LayerChart = alt.layer(*layers).properties(width=panel.axis.width, height=panel.scale.height)
    return panels


class _Drawing:
    """Turns a panel's records into Altair layers that share one pair of scales."""

    def __init__(self, panel: Panel, colours: Theme, last: bool) -> None:
        import altair as alt

        self.panel, self.colours = panel, colours
        scale, axis = panel.scale, panel.axis
        wording = panel.wording
        named = ticks(axis, wording.short, room=58.0)
        lookup = "{" + ",".join(f"'{x:.10g}':{_quoted(text)}" for x, text in named) + "}"
        self.x = alt.X(
            "x:Q",
            scale=alt.Scale(domain=[axis.low, axis.high], nice=False, zero=False),
            axis=alt.Axis(
                title=None,
                values=[x for x, _ in named],
                labelExpr=f"({lookup})[toString(datum.value)] || ''",
                labelOverlap=False,
                labels=last,
                ticks=last,
                grid=False,
            ),
        )
        self.y = alt.Y(
            "y:Q",
            scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
            axis=alt.Axis(title=None, values=list(scale.ticks), format=wording.axis_format(scale.decimals)),
        )

    def _chart(self, records: Sequence[Record]) -> alt.Chart:
        import altair as alt

        return alt.Chart(alt.InlineData(values=list(records)))

    def shade(self) -> list[alt.Chart]:
        if self.panel.shade is None:
            return []
        left, right = self.panel.shade
        record = {"x": left, "x2": right, "y": self.panel.scale.low, "y2": self.panel.scale.high}
        mark = self._chart([record]).mark_rect(color=self.colours.baseline, opacity=1, aria=False)
        return [mark.encode(x=self.x, x2="x2:Q", y=self.y, y2="y2:Q")]

    def line(
        self, records: Sequence[Record], colour: str, width: float, dash: Sequence[float] | None = None
    ) -> list[alt.Chart]:
        if not records:
            return []
        options: dict[str, Any] = {"strokeDash": list(dash)} if dash else {}
        mark = self._chart(records).mark_line(
            color=colour, strokeWidth=width, aria=False, strokeCap="butt", strokeJoin="round", **options
        )
        return [mark.encode(x=self.x, y=self.y, detail="k:N", order="o:Q")]

    def target(self) -> list[alt.Chart]:
        scale, target = self.panel.scale, self.panel.content.target
        if not scale.holds(target):
            return []
        record = {"x": self.panel.axis.low, "x2": self.panel.axis.high, "y": target}
        mark = self._chart([record]).mark_rule(
            color=self.colours.target, strokeWidth=1.5, strokeDash=[5, 4], aria=False
        )
        return [mark.encode(x=self.x, x2="x2:Q", y=self.y)]

    def marks(self) -> list[alt.Chart]:
        layers = []
        for strong, width in ((True, 1.2), (False, 0.8)):
            records = [r for r in self.panel.headings() if r["strong"] is strong]
            if records:
                mark = self._chart(records).mark_rule(color=self.colours.rule, strokeWidth=width, aria=False)
                layers.append(mark.encode(x=self.x, y=self.y, y2="y2:Q"))
        return layers

    def headings(self, own: str) -> list[alt.Chart]:
        layers = []
        for flip in (False, True):
            records = [r for r in self.panel.headings() if r["flip"] is flip and r["text"]]
            layers += self.text(
                records,
                self.colours.muted,
                size=SMALL,
                dx=-5 if flip else 5,
                align="right" if flip else "left",
            )
        if own:
            at = {"x": self.panel.axis.low, "y": self.panel.scale.high, "text": own}
            layers += self.text([at], self.colours.muted, size=SMALL, dy=-16)
        return layers

    def ties(self, records: Sequence[Record]) -> list[alt.Chart]:
        if not records:
            return []
        mark = self._chart(records).mark_rule(color=self.colours.hollow, strokeWidth=1, aria=False)
        return [mark.encode(x=self.x, y=self.y, x2="x2:Q", y2="y2:Q")]

    def points(self) -> list[alt.Chart]:
        """Plain points first, those that stand out on top: larger, of another shape, with a dark outline."""
        layers = []
        small = 14 if self.panel.dense else 42
        looks = (("plain", "circle", small), ("rule", "square", 60), ("beyond", "diamond", 110))
        records = self.panel.points()
        for look, shape, size in looks:
            for fill in ("out", "late", "full"):
                chosen = [r for r in records if r["look"] == look and r["fill"] == fill]
                if chosen:
                    layers.append(self._points(chosen, look, fill, shape, size))
        return layers

    def _points(self, records: Sequence[Record], look: str, fill: str, shape: str, size: float) -> alt.Chart:
        import altair as alt

        c = self.colours
        plain = look == "plain"
        inside = "white" if fill != "full" else c.line if plain else c.signal
        edge = c.hollow if fill == "out" and plain else c.line if plain else c.signal_edge
        mark = self._chart(records).mark_point(
            shape=shape,
            size=size,
            filled=True,
            fill=inside,
            stroke="white" if fill == "full" and plain else edge,
            strokeWidth=0.8 if fill == "full" and plain else 1.5,
            opacity=1,
        )
        names = ("when", "value", "numerator", "denominator", "centre", "lower", "upper")
        shown = [name for name in names if any(name in r for r in records)]
        tooltip = [alt.Tooltip(f"{name}:N", title=self._heading(name)) for name in shown]
        points: alt.Chart = mark.encode(x=self.x, y=self.y, tooltip=tooltip, description="text:N")
        return points

    def _heading(self, name: str) -> str:
        if name == "when":
            return self.panel.wording.label("period")
        return self.panel.wording.label(f"chart.{name}")

    def text(
        self,
        records: Sequence[Record],
        colour: str,
        *,
        size: float,
        bold: bool = False,
        halo: bool = False,
        dx: float = 0,
        dy: float = 0,
        align: str = "left",
    ) -> list[alt.Chart]:
        """Texts at their places; `halo` lays white behind the letters, for those that stand among lines."""
        if not records:
            return []
        layers = []
        options: dict[str, Any] = {
            "align": align,
            "baseline": "middle",
            "fontSize": size,
            "fontWeight": "bold" if bold else "normal",
            "dx": dx,
            "dy": dy,
            "aria": False,
            "lineBreak": "\n",
            "lineHeight": LINE,
        }
        if halo:
            under = self._chart(records).mark_text(
                stroke="white", strokeWidth=3, strokeOpacity=0.85, **options
            )
            layers.append(under.encode(x=self.x, y=self.y, text="text:N"))
        over = self._chart(records).mark_text(color=colour, **options)
        layers.append(over.encode(x=self.x, y=self.y, text="text:N"))
        return layers

    def empty(self) -> list[alt.Chart]:
        """Axes only, when there is nothing to draw."""
        mark = self._chart([{"x": self.panel.axis.low, "y": self.panel.scale.low}]).mark_point(
            opacity=0, aria=False
        )
        return [mark.encode(x=self.x, y=self.y)]


def _quoted(text: str) -> str:
    """A string of Vega's expression language."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")
    return f"'{escaped}'"


def _title(title: str | None, unit: str, colours: Theme) -> alt.TitleParams | None:
    import altair as alt

    if not title and not unit:
        return None
    common: dict[str, Any] = {"anchor": "start", "frame": "group", "align": "left"}
    if not title:
        return alt.TitleParams(
            text=unit, fontSize=SMALL, fontWeight="normal", color=colours.muted, offset=10, **common
        )
    if unit:
        common["subtitle"] = unit
    return alt.TitleParams(text=visible(title), offset=12, **common)


def _configured(
    figure: alt.LayerChart | alt.VConcatChart, colours: Theme, language: str
) -> alt.LayerChart | alt.VConcatChart:
    done: alt.LayerChart | alt.VConcatChart = (
        figure.configure(
            font=FONT,
            background="white",
            padding=6,
            locale={"number": NUMBER_LOCALE[language]},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=SMALL,
            labelColor=colours.muted,
            gridColor=colours.grid,
            domainColor=colours.hollow,
            tickColor=colours.hollow,
        )
        .configure_axisY(domain=False, ticks=False, labelPadding=8)
        .configure_axisX(labelPadding=4)
        .configure_title(
            fontSize=16,
            color=colours.ink,
            subtitleFontSize=SMALL,
            subtitleColor=colours.muted,
            subtitlePadding=4,
        )
    )
    return done
