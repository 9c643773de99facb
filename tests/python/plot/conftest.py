"""Charts to draw: computed by kvalspc from small series that are written out, never random."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

import kvalspc


def months(n: int, year: int = 2022) -> list[str]:
    return [f"{year + i // 12}-{i % 12 + 1:02d}" for i in range(n)]


NUMERATOR = [7, 6, 8, 5, 7, 9, 6, 7, 5, 8, 7, 6, 8, 7, 6, 5, 9, 7, 6, 8, 12, 13, 11, 14, 12, 15, 13, 12, 14, 13]
DENOMINATOR = [20, 18, 22, 19, 21, 20, 17, 23, 18, 20, 22, 19, 21, 20, 18, 17, 23, 20, 19, 22] + [
    21,
    22,
    20,
    23,
    20,
] * 2


def proportion(**options: Any) -> kvalspc.Chart:
    """Thirty months; the level rises from about 35 to 60 % at position 20, 2023-09."""
    settings: dict[str, Any] = {"period": months(30), "breaks": 20, "target": 0.5, "better": "higher", **options}
    return kvalspc.chart("p", NUMERATOR, DENOMINATOR, **settings)


@pytest.fixture
def p_chart() -> kvalspc.Chart:
    return proportion()


@pytest.fixture
def i_chart() -> kvalspc.Chart:
    values = [31.0, 28, 35, 30, 33, 29, 32, 31, 58, 30, 29, 33, 31, 28, 34, 30, 32, 29, 31, 33]
    return kvalspc.chart("i", values, period=months(20))


Spec = dict[str, Any]


class Drawing:
    """A specification, and questions about what it shows."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        panels = spec.get("vconcat", [spec])
        self.panels: list[Spec] = panels
        self.layers: list[Spec] = [layer for panel in panels for layer in panel["layer"]]

    def marks(self, kind: str, **wanted: Any) -> list[Spec]:
        """Layers of one kind of mark whose properties have the wanted values."""
        return [
            layer
            for layer in self.layers
            if layer["mark"]["type"] == kind and all(layer["mark"].get(k) == v for k, v in wanted.items())
        ]

    def records(self, kind: str, **wanted: Any) -> list[Spec]:
        """What these layers draw; of lines the places in them, each with the number of its piece (`k`)."""
        found = [layer["data"]["values"] for layer in self.marks(kind, **wanted)]
        return [record for records in found for record in (in_pieces(records) if kind == "line" else records)]

    def texts(self) -> list[str]:
        return [record["text"] for record in self.records("text")]

    def text_at(self, pattern: str, panel: int = 0) -> tuple[float, float]:
        """Pixels (x, y) of the text that matches, in a panel."""
        spec = self.panels[panel]
        for layer in spec["layer"]:
            if layer["mark"]["type"] != "text":
                continue
            for record in layer["data"]["values"]:
                if re.fullmatch(pattern, record["text"]):
                    return pixels(spec, layer, record)
        raise AssertionError(f"no text {pattern!r} among {self.texts()}")


def in_pieces(records: list[Spec]) -> list[Spec]:
    """The places of a line with the number of the piece that each is in: a record without a value ends one."""
    piece, found = 1, []
    for record in records:
        if record["y"] is None:
            piece += 1
        else:
            found.append({**record, "k": piece})
    return found


def pixels(panel: Spec, layer: Spec, record: Spec) -> tuple[float, float]:
    axes = panel["layer"][0]["encoding"]
    left, right = axes["x"]["scale"]["domain"]
    low, high = axes["y"]["scale"]["domain"]
    x = panel["width"] * (record["x"] - left) / (right - left) + layer["mark"].get("dx", 0)
    y = panel["height"] * (high - record["y"]) / (high - low) + layer["mark"].get("dy", 0)
    assert math.isfinite(x)
    assert math.isfinite(y)
    return x, y


@pytest.fixture
def drawing() -> type[Drawing]:
    return Drawing


@pytest.fixture
def make_proportion() -> Any:
    return proportion
