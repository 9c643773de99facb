"""What stands around the panels: the heading, and the look of axes and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.plot.panel import SMALL
from kvalspc.plot.theme import FONT, Theme
from kvalspc.plot.wording import NUMBER_LOCALE, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kvalspc.plot.spec import Spec


def heading(title: str | None, below: Sequence[str], colours: Theme) -> Spec | None:
    """The heading with quieter lines below it (the answer, the axis' unit); these alone where there is no heading."""
    lines = [visible(line) for line in below if line]
    common: Spec = {"anchor": "start", "frame": "group", "align": "left"}
    if title:
        subtitle = {"subtitle": lines} if lines else {}
        return {"text": visible(title), "offset": 12, **subtitle, **common}
    if lines:
        quiet = {"fontSize": SMALL, "fontWeight": "normal", "color": colours.muted}
        return {"text": lines if len(lines) > 1 else lines[0], "offset": 10, **quiet, **common}
    return None


def config(colours: Theme, language: str) -> Spec:
    """Fonts, colours and number formats of everything that is drawn."""
    return {
        "font": FONT,
        "background": "white",
        "padding": 6,
        "locale": {"number": NUMBER_LOCALE[language]},
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": SMALL,
            "labelColor": colours.muted,
            "gridColor": colours.grid,
            "domainColor": colours.hollow,
            "tickColor": colours.hollow,
        },
        "axisX": {"labelPadding": 4},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 8},
        "title": {
            "fontSize": 16,
            "color": colours.ink,
            "subtitleFontSize": SMALL,
            "subtitleColor": colours.muted,
            "subtitlePadding": 4,
        },
    }
