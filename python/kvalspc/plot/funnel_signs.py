"""The signs of a funnel: how units look by which limits they are outside of and what that means, and their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.plot.panel import SMALL
from kvalspc.plot.place import WIDER, text_width
from kvalspc.plot.theme import EFFECTS, Theme, signal_colours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kvalspc.plot.spec import Spec
    from kvalspc.plot.wording import Wording

__all__ = ["KEY_BELOW", "SIGN_ROOM", "Sign", "effect_of", "key_of", "sign_mark"]

KEY_BELOW = 62.0
"""Pixels from the plot to the middle of the key: room for the horizontal axis and its title."""

SIGN_ROOM, APART = 16.0, 18.0

Sign = tuple[str, str]
"""Why a unit stands out ("plain", "rule" for inner limits, "beyond" for the outermost), and what that means."""


def effect_of(value: float, centre: float, better: str | None) -> str:
    """What a unit on this side of the centre shows: "improvement", "deterioration", or "" where nobody said."""
    if better is None or value == centre:
        return ""
    return "improvement" if (value > centre) is (better == "higher") else "deterioration"


def sign_mark(sign: Sign, colours: Theme) -> Spec:
    """How a unit looks: its shape says which limits, its colour what that means."""
    look, effect = sign
    fill, edge = signal_colours(colours, effect)
    forms: dict[str, Spec] = {
        "plain": {"shape": "circle", "size": 42, "fill": colours.line, "stroke": "white", "strokeWidth": 0.8},
        "rule": {"shape": "square", "size": 52, "fill": "white", "stroke": edge, "strokeWidth": 1.5},
        "beyond": {"shape": "diamond", "size": 100, "fill": fill, "stroke": edge, "strokeWidth": 1.5},
    }
    return {"type": "point", "filled": True, "opacity": 1, **forms[look]}


def key_of(signs: Iterable[Sign], levels: dict[str, str], wording: Wording) -> Iterator[tuple[float, Sign, str]]:
    """Pixels from the left, sign and text of each that stands out; `levels` names the limits of "rule" and "beyond"."""
    found, x = set(signs), 0.0
    for look, level in levels.items():
        for effect in EFFECTS:
            if (look, effect) in found:
                text = wording.label(f"funnel.outside.{effect or 'neither'}", level=level)
                yield x, (look, effect), text
                x += SIGN_ROOM + WIDER * text_width(text, SMALL) + APART
