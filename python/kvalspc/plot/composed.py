"""A drawing's facts put together from other numbers than one chart's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Composed:
    """What is drawn as a chart is: a `Drawable` of given parts."""

    kind: str
    period: Sequence[Any] | None
    target: float | None
    per: float
    points: Mapping[str, Any]
    phases: Sequence[Mapping[str, Any]]
    signals: Sequence[Mapping[str, Any]]
