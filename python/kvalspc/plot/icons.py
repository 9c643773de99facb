"""Signs for the latest point: what kind of variation it shows, and whether the process reaches its target.

Shape says it first, colour again: a filled disc is an improvement, an open diamond a deterioration, a square special
cause that is neither, a ring with a wave common cause; the arrow is the side. Around a target there are two rings: a
tick, a cross, or half of it filled. So a black and white print, and any eye, can tell them apart.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from kvalspc.words import label

__all__ = ["assurance_icon", "variation_icon"]

BLUE, CORAL, GREY, PALE = "#084594", "#d9442f", "#4d4d4d", "#dadada"

_UP = '<path d="M32 14 46 32H37V50H27V32H18Z" fill="{0}"/>'
_DOWN = '<path d="M32 50 18 32H27V14H37V32H46Z" fill="{0}"/>'
_BOTH = '<path d="M32 11 43 25H36V39H43L32 53 21 39H28V25H21Z" fill="{0}"/>'
_DISC = f'<circle cx="32" cy="32" r="30" fill="{BLUE}"/>'
_DIAMOND = f'<path d="M32 2 62 32 32 62 2 32Z" fill="#fff" stroke="{CORAL}" stroke-width="5" stroke-linejoin="round"/>'
_SQUARE = f'<rect x="5" y="5" width="54" height="54" rx="5" fill="{PALE}" stroke="{GREY}" stroke-width="3"/>'
_RING = f'<circle cx="32" cy="32" r="29" fill="#fff" stroke="{GREY}" stroke-width="4"/>'
_WAVE = (
    f'<path d="M11 21H53M11 43H53" stroke="{GREY}" stroke-width="2" stroke-dasharray="4 3"/>'
    f'<path d="M10 33 18 27 26 37 34 28 42 38 54 30" fill="none" stroke="{GREY}" stroke-width="3.5" '
    'stroke-linejoin="round"/>'
)
_DASHED = f'<circle cx="32" cy="32" r="28" fill="#fff" stroke="{GREY}" stroke-width="4" stroke-dasharray="8 7"/>'
_RINGS = (
    '<circle cx="32" cy="32" r="29.5" fill="#fff" stroke="{0}" stroke-width="3"/>'
    '<circle cx="32" cy="32" r="23" fill="#fff" stroke="{0}" stroke-width="3"/>'
)

_VARIATION = {
    "common_cause": _RING + _WAVE,
    "improvement_high": _DISC + _UP.format("#fff"),
    "improvement_low": _DISC + _DOWN.format("#fff"),
    "concern_high": _DIAMOND + _UP.format(CORAL),
    "concern_low": _DIAMOND + _DOWN.format(CORAL),
    "neither_high": _SQUARE + _UP.format(GREY),
    "neither_low": _SQUARE + _DOWN.format(GREY),
    "neither": _SQUARE + _BOTH.format(GREY),
    "not_assessable": _DASHED,
}

_ASSURANCE = {
    "pass": _RINGS.format(BLUE)
    + f'<path d="M20 33 29 42 45 23" fill="none" stroke="{BLUE}" stroke-width="6" stroke-linecap="round" '
    'stroke-linejoin="round"/>',
    "fail": _RINGS.format(CORAL)
    + f'<path d="M23 23 41 41M41 23 23 41" stroke="{CORAL}" stroke-width="6" stroke-linecap="round"/>',
    "hit_or_miss": _RINGS.format(GREY) + f'<path d="M32 15A17 17 0 0 1 32 49Z" fill="{GREY}"/>',
}


def variation_icon(variation: str, language: str = "nb", *, size: int = 32) -> str:
    """The sign of a `Chart.variation` as SVG, with its words as text alternative; `size` in pixels.

    Raises:
        ValueError: no such variation, or no such language.
    """
    drawing = _drawing(_VARIATION, variation, "variation")
    return _svg(drawing, label(f"variation.{variation}", language), size)


def assurance_icon(assurance: str, language: str = "nb", *, size: int = 32) -> str:
    """The sign of a `Chart.assurance` as SVG, with its words as text alternative; `size` in pixels.

    Raises:
        ValueError: no such assurance, or no such language.
    """
    drawing = _drawing(_ASSURANCE, assurance, "assurance")
    return _svg(drawing, label(f"assurance.{assurance}", language), size)


def _drawing(drawings: dict[str, str], name: str, what: str) -> str:
    if name not in drawings:
        raise ValueError(f"{what}: got {name!r}, need one of {', '.join(drawings)}")
    return drawings[name]


def _svg(drawing: str, text: str, size: int) -> str:
    words = escape(text, {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="{size}" height="{size}" role="img" '
        f'aria-label="{words}"><title>{words}</title>{drawing}</svg>'
    )
