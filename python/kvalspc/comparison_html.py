"""A comparison in a notebook: its sentence, the lines under it, and the figures behind them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvalspc._compare import Comparison

__all__ = ["comparison_html"]


def comparison_html(comparison: Comparison, language: str = "nb") -> str:
    """The verdict as a fragment of HTML without a style sheet; texts in "nb", "nn" or "en", figures as in `repr`."""
    sentence, *lines = comparison.text(language), *comparison.lines(language)
    paragraphs = "".join(f"<div>{escape(line)}</div>" for line in lines)
    figures = f'<div style="opacity:.7;font-size:85%"><code>{escape(repr(comparison))}</code></div>'
    return f'<div style="max-width:60em"><div><strong>{escape(sentence)}</strong></div>{paragraphs}{figures}</div>'
