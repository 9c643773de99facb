"""Vega-Lite compiled to Vega once for every shape of drawing: those of a report differ in little but their numbers."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kvalspc.plot.converter import converter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kvalspc.plot.spec import Spec

__all__ = ["svg_of_shape"]

_KEYS = {"layer", "width", "height", "title", "description", "config"}


def svg_of_shape(spec: Mapping[str, Any]) -> str | None:
    """The SVG of one panel of layers as kvalspc makes them; None of anything else, which has to be compiled whole."""
    shape = _shape_of(spec)
    if shape is None:
        return None
    vega = json.loads(_compiled(json.dumps(shape, sort_keys=True)))
    _fill(vega, spec)
    with converter() as convert:
        return str(convert.vega_to_svg(vega))


@lru_cache(maxsize=256)
def _compiled(shape: str) -> str:
    with converter() as convert:
        return json.dumps(convert.vegalite_to_vega(shape))


def _shape_of(spec: Mapping[str, Any]) -> Spec | None:
    """The specification with names for its data, and without the numbers of its axes; None where it has others."""
    layers = spec.get("layer")
    if not spec.keys() <= _KEYS or not isinstance(layers, list) or not layers or not all(map(_is_plain, layers)):
        return None
    first, *others = [
        {**layer, "data": {"name": name}, "encoding": _still(layer["encoding"])}
        for layer, name in zip(layers, _names(), strict=False)
    ]
    axes = {c: first["encoding"].get(c, {}) for c in ("x", "y")}
    if any(_numbers(layer) for layer in others) or not all(map(_is_whole, axes.values())):
        return None
    first["encoding"] = first["encoding"] | {c: _without_numbers(axis) for c, axis in axes.items()}
    return {key: value for key, value in spec.items() if key != "description"} | {"layer": [first, *others]}


def _is_plain(layer: Mapping[str, Any]) -> bool:
    if not isinstance(layer, dict) or layer.keys() != {"data", "mark", "encoding"}:
        return False
    return isinstance(layer["data"], dict) and layer["data"].keys() == {"values"}


def _is_whole(channel: Mapping[str, Any]) -> bool:
    """Whether a channel says from where to where it goes, and which ticks its axis has, where it has one."""
    axis = channel.get("axis", {})
    return "domain" in channel.get("scale", {}) and (axis is None or {"values", "tickCount"} <= axis.keys())


def _still(encoding: Mapping[str, Any]) -> Spec:
    """The channels that an image shows: no tooltips."""
    return {name: channel for name, channel in encoding.items() if name != "tooltip"}


def _names() -> Iterator[str]:
    return (f"layer_{k}" for k in range(10_000))


def _numbers(layer: Mapping[str, Any]) -> bool:
    """Whether a layer says where an axis goes from and to."""
    return any("scale" in layer["encoding"].get(c, {}) for c in ("x", "y"))


def _without_numbers(channel: Spec) -> Spec:
    axis = channel["axis"]
    if axis is not None:
        axis = axis | {"values": [0], "tickCount": 1} | ({"labelExpr": "''"} if "labelExpr" in axis else {})
    return channel | {"scale": channel["scale"] | {"domain": [0, 1]}, "axis": axis}


def _fill(vega: Spec, spec: Mapping[str, Any]) -> None:
    """Put data and numbers into a compiled shape."""
    given = {name: layer["data"]["values"] for layer, name in zip(spec["layer"], _names(), strict=False)}
    for data in vega["data"]:
        if data["name"] in given:
            data["values"] = given[data["name"]]
    channels = {c: spec["layer"][0]["encoding"][c] for c in ("x", "y")}
    for scale in vega["scales"]:
        if scale["name"] in channels:
            scale["domain"] = channels[scale["name"]]["scale"]["domain"]
    for axis in vega.get("axes", ()):
        wanted = channels[axis["scale"]]["axis"]
        axis |= {"values": wanted["values"], "tickCount": wanted["tickCount"]}
        if "encode" in axis and "labelExpr" in wanted:
            axis["encode"]["labels"]["update"]["text"]["signal"] = wanted["labelExpr"]
