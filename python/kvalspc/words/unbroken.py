"""Texts that do not break over two lines, however narrow the page."""

from __future__ import annotations

__all__ = ["interval_unbroken", "unbroken"]


def unbroken(text: str) -> str:
    """The text on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def interval_unbroken(text: str) -> str:
    """The text of a cell, with its interval on one line."""
    before, bracket, interval = text.partition(" (")
    return before + bracket + unbroken(interval)
