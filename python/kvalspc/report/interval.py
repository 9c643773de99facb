"""A tiny drawing of one effect with its interval for a row of a table; all rows share one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH, HEIGHT, MARGIN = 170.0, 18.0, 5.0

Effect = tuple[float, float, float]  # estimate, lower, upper


@dataclass(frozen=True)
class Scale:
    """From the smallest to the largest end of all intervals, with no effect among them."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Pixels from the left; what lies outside is drawn at the edge."""
        part = (value - self.low) / (self.high - self.low)
        return MARGIN + (WIDTH - 2 * MARGIN) * min(max(part, 0.0), 1.0)


def scale_of(effects: Iterable[Effect]) -> Scale | None:
    """The scale that holds all estimates and, of their intervals, what is no further off than three of the largest."""
    listed = list(effects)
    if not listed:
        return None
    largest = max(abs(estimate) for estimate, _, _ in listed)
    reach = 3 * largest or max(upper - lower for _, lower, upper in listed)
    low = min(0.0, *(max(lower, -reach) for _, lower, _ in listed))
    high = max(0.0, *(min(upper, reach) for _, _, upper in listed))
    return Scale(low, high if high > low else low + 1.0)


def interval(effect: Effect, scale: Scale | None) -> Markup:
    """The drawing; the numbers stand beside it, so a screen reader passes it by. Colours are the style sheet's."""
    if scale is None:
        return Markup("")
    estimate, lower, upper = effect
    middle, zero = HEIGHT / 2, scale.x(0.0)
    sure = "" if lower <= 0 <= upper else " sure"
    # Only numbers are written into it.
    return Markup(
        f'<svg class="interval{sure}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}" '
        f'aria-hidden="true" focusable="false"><line class="zero" x1="{zero:.1f}" x2="{zero:.1f}" y1="0" '
        f'y2="{HEIGHT:g}"/><line x1="{scale.x(lower):.1f}" x2="{scale.x(upper):.1f}" y1="{middle:g}" y2="{middle:g}"/>'
        f'<circle cx="{scale.x(estimate):.1f}" cy="{middle:g}" r="4.5"/></svg>'
    )
