"""Colours and sizes of a chart: the look of the registries' figures, and a neutral one.

What differs in colour differs in shape, dash or weight too: a chart survives a black and white printer.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Liberation Sans (SIL Open Font License) is bundled with vl-convert, so text is measured alike everywhere;
#: the others have the same widths, for viewers that lack it.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, named by what they are for."""

    line: str  # the measurements
    centre: str  # level, and its label
    limit: str  # control limits: quiet
    signal: str  # points that stand out for the worse: light
    signal_edge: str  # their outline: dark, so that they stand out in grey too
    better: str  # points that stand out for the better: dark, so that grey tells them from the worse
    better_edge: str
    neither: str  # points that stand out where no wish tells which of the two
    neither_edge: str
    target: str
    target_text: str  # dark enough to be read (4.5 : 1 on white)
    ink: str  # titles and labels
    muted: str  # axis text and notes
    hollow: str  # outline of points left out
    grid: str
    baseline: str  # shade behind the baseline
    possible: str  # shade behind the times that a shift may have come at
    rule: str  # vertical rule where a phase begins


THEMES: dict[str, Theme] = {
    "registry": Theme(
        line="#2171b5",
        centre="#084594",
        limit="#6baed6",
        signal="#FF7260",
        signal_edge="#7F2316",
        better="#1D6FD1",
        better_edge="#04204A",
        neither="#DCCBF0",
        neither_edge="#3F2169",
        target="#FF7260",
        target_text="#B3301C",
        ink="#000059",
        muted="#4D4D4D",
        hollow="#A6A6A6",
        grid="#EBEBEB",
        baseline="#F3F2EF",
        possible="#E1EDF8",
        rule="#4D4D4D",
    ),
    "neutral": Theme(
        line="#4D4D4D",
        centre="#000000",
        limit="#A6A6A6",
        signal="#FFFFFF",
        signal_edge="#000000",
        better="#000000",
        better_edge="#000000",
        neither="#A6A6A6",
        neither_edge="#000000",
        target="#4D4D4D",
        target_text="#4D4D4D",
        ink="#000000",
        muted="#4D4D4D",
        hollow="#A6A6A6",
        grid="#EBEBEB",
        baseline="#F3F3F3",
        possible="#DEDEDE",
        rule="#4D4D4D",
    ),
}


EFFECTS = ("improvement", "deterioration", "")
"""What a point that stands out may mean; the last: neither, or not known."""


def signal_colours(colours: Theme, effect: str) -> tuple[str, str]:
    """Fill and outline of a point that stands out, by what it means: "improvement", "deterioration" or neither ("")."""
    return {
        "improvement": (colours.better, colours.better_edge),
        "deterioration": (colours.signal, colours.signal_edge),
    }.get(effect, (colours.neither, colours.neither_edge))


def theme_of(name: str) -> Theme:
    """The theme called `name`; ValueError names those that exist."""
    try:
        return THEMES[name]
    except KeyError:
        raise ValueError(f"theme: got {name!r}, need one of {', '.join(sorted(THEMES))}") from None
