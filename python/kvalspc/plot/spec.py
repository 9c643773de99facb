"""Pieces of Vega-Lite that several drawings share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spec = dict[str, Any]

SHORT = 24
"""Texts of so many letters are never shortened, and so not measured for that, which takes Vega long."""


def lookup(texts: Mapping[str, str]) -> str:
    """A table of texts in Vega's expression language."""
    return "({" + ",".join(f"{quoted(key)}:{quoted(text)}" for key, text in texts.items()) + "})"


def quoted(text: str) -> str:
    """A string of Vega's expression language."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def axis_labels(named: Sequence[tuple[float, str]]) -> Spec:
    """An axis with these texts at these places, and no grid."""
    text = f"{lookup({f'{x:.10g}': text for x, text in named})}[toString(datum.value)]"
    return {
        "title": None,
        "values": sorted({x for x, _ in named}),
        "labelExpr": f"{text} || ''",
        "labelOverlap": False,
        **({"labelLimit": 0} if all(len(text) <= SHORT for _, text in named) else {}),
        "grid": False,
    }
