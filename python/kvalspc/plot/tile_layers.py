"""The layers of small multiples: one for each kind of mark, for all panels together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.plot.key import BELOW, SAMPLE, Entry, placed
from kvalspc.plot.layers import CROSS
from kvalspc.plot.lines import in_one
from kvalspc.plot.panel import SMALL
from kvalspc.plot.theme import EFFECTS, signal_colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kvalspc.plot.grid import Grid
    from kvalspc.plot.panel import Record
    from kvalspc.plot.spec import Spec
    from kvalspc.plot.theme import Theme
    from kvalspc.plot.wording import Wording

KEY_ROOM = 14.0
"""Pixels from the last panel's axis to the middle of the key's first row."""

_X2, _Y2 = {"x2": {"field": "x2"}}, {"y2": {"field": "y2"}}
_TEXT = {"text": {"field": "text", "type": "nominal"}}


def layers_of(
    records: Mapping[str, Sequence[Record]], grid: Grid, wording: Wording, colours: Theme, key: Sequence[Entry]
) -> list[Spec]:
    """The layers that have records, bottom to top, in pixels of the whole drawing; below it the key."""
    place = {c: {"field": c, "type": "quantitative", "axis": None} for c in ("x", "y")}
    layers, looks = [], _looks(wording, colours)
    for name, (mark, encoding) in looks.items():
        if records.get(name):
            layers.append(_layer(records[name], mark, {**place, **encoding}))
    layers += _key(key, grid, looks, place)
    for channel, domain in (("x", [0, grid.across]), ("y", [grid.down, 0])):  # all layers share it: said once
        layers[0]["encoding"][channel] = place[channel] | {"scale": {"domain": domain, "nice": False, "zero": False}}
    return layers


def _layer(records: Sequence[Record], mark: Spec, encoding: Spec) -> Spec:
    shown = in_one(records) if mark["type"] == "line" else list(records)
    return {"data": {"values": shown}, "mark": {"aria": False, **mark}, "encoding": encoding}


def _key(found: Sequence[Entry], grid: Grid, looks: Mapping[str, tuple[Spec, Spec]], place: Spec) -> list[Spec]:
    """The signs as they look in the panels, and what they mean."""
    layers, texts = [], []
    for x, below, entry in placed(found, grid.across + grid.beside):
        y = grid.down + below - BELOW + KEY_ROOM
        texts.append({"x": x + (SAMPLE if entry.sign else 0.0), "y": y, "text": entry.text})
        if not entry.sign:
            continue
        name = layer_of(entry.sign) if isinstance(entry.sign, tuple) else {"limit": "upper"}.get(entry.sign, entry.sign)
        mark = looks[name][0]
        if mark["type"] == "point":
            layers.append(_layer([{"x": x + SAMPLE / 2 - 3.0, "y": y}], mark, place))
        elif mark["type"] == "rect":
            box = {"x": x, "x2": x + SAMPLE - 6.0, "y": y - 6.0, "y2": y + 6.0}
            layers.append(_layer([box], mark, {**place, **_X2, **_Y2}))
        else:
            line = {"x": x, "x2": x + SAMPLE - 6.0, "y": y}
            ruled: Spec = {k: mark[k] for k in ("color", "strokeWidth", "strokeDash") if k in mark}
            ruled["type"] = "rule"
            layers.append(_layer([line], ruled, {**place, **_X2}))
    mark, encoding = looks["note"]
    return [*layers, _layer(texts, mark, {**place, **encoding})] if texts else []


def layer_of(sign: tuple[str, str, str]) -> str:
    """Which layer draws a point: by why it stands out and what that means, or by how it counts."""
    look, fill, effect = sign
    return f"plain {fill}" if look == "plain" else f"{look} {effect or 'neither'}"


def _looks(wording: Wording, c: Theme) -> dict[str, tuple[Spec, Spec]]:
    """Mark and channels of every layer, bottom to top."""
    return {
        "shade": ({"type": "rect", "color": c.baseline}, {**_X2, **_Y2}),
        "possible": ({"type": "rect", "color": c.possible}, {**_X2, **_Y2}),
        "grid": ({"type": "rule", "color": c.grid, "strokeWidth": 1}, _X2),
        "tick": ({"type": "rule", "color": c.hollow, "strokeWidth": 0.8}, _Y2),
        "upper": (_line(c.limit, 0.8), {}),
        "lower": (_line(c.limit, 0.8), {}),
        "target": ({"type": "rule", "color": c.target, "strokeWidth": 1, "strokeDash": [4, 3]}, _X2),
        "start": ({"type": "rule", "color": c.rule, "strokeWidth": 0.8}, _Y2),
        "line": (_line(c.line, 1.1), {}),
        "late": (_line(c.line, 1.1, [2, 2]), {}),
        "dotted": (_line(c.centre, 1.2, [1.5, 2]), {}),
        "solid": (_line(c.centre, 1.8), {}),
        "dashed": (_line(c.centre, 1.8, [6, 3]), {}),
        "plain full": _point("circle", 8, c.line, c.line, wording),
        "plain late": _point("circle", 16, "white", c.line, wording),
        "plain out": _point(CROSS, 30, "white", c.muted, wording),
        **{
            f"{look} {effect or 'neither'}": _point(shape, size, *signal_colours(c, effect), wording)
            for look, shape, size in (("rule", "square", 22), ("beyond", "diamond", 44))
            for effect in EFFECTS
        },
        "sign better": _sign("triangle-up", c.centre, c.centre),
        "sign worse": _sign("triangle-down", c.signal, c.signal_edge),
        "sign moved": _sign("diamond", c.ink, c.ink),
        "sign no_sure_change": _sign("circle", c.hollow, c.hollow, 30),
        "sign stable": _sign("circle", c.hollow, c.hollow, 30),
        "sign too_little": _sign("circle", "white", c.hollow, 30),
        "sign before_look": _sign(_CLOCK, "white", c.hollow, 60),
        "name": (_text(c.ink, size=SMALL + 1, weight="bold"), _TEXT),
        "quiet name": (_text(c.muted, size=SMALL + 1), _TEXT),
        "note": (_text(c.muted), _TEXT),
        "value": (_text(c.muted, align="right", size=SMALL - 1), _TEXT),
        "when": (_text(c.muted, align="center", size=SMALL - 1), _TEXT),
        "level": (_text(c.centre, weight="bold"), _TEXT),
    }


_CLOCK = "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1ZM0,-0.6V0L0.4,0.25"
"""A clock: the time of a planned look has not come."""


def _line(colour: str, width: float, dash: Sequence[float] = ()) -> Spec:
    dashed = {"strokeDash": list(dash)} if dash else {}
    return {"type": "line", "color": colour, "strokeWidth": width, "strokeJoin": "round", "order": False, **dashed}


def _sign(shape: str, fill: str, stroke: str, size: float = 70) -> tuple[Spec, Spec]:
    """The table's sign of a group of verdicts, before the unit's name."""
    mark = {
        "type": "point", "filled": True, "shape": shape, "size": size, "fill": fill, "stroke": stroke, "strokeWidth": 1,
        "opacity": 1,
    }  # fmt: skip
    return mark, {}


def _point(shape: str, size: float, fill: str, stroke: str, wording: Wording) -> tuple[Spec, Spec]:
    mark = {
        "type": "point", "filled": True, "shape": shape, "size": size, "fill": fill, "stroke": stroke, "strokeWidth": 1,
        "opacity": 1,
    }  # fmt: skip
    tooltip = [
        {"field": name, "type": "nominal", "title": wording.label("period" if name == "when" else f"chart.{name}")}
        for name in ("when", "value", "numerator", "denominator")
    ]
    return mark, {"tooltip": tooltip}


def _text(colour: str, *, align: str = "left", size: float = SMALL, weight: str = "normal") -> Spec:
    return {
        "type": "text", "align": align, "baseline": "middle", "color": colour, "fontSize": size, "fontWeight": weight,
    }  # fmt: skip
