"""Which kinds of chart have a verdict."""

from __future__ import annotations

from functools import cache

from kvalspc._compare import compare

__all__ = ["is_comparable"]


@cache
def is_comparable(kind: str) -> bool:
    """Whether :func:`kvalspc.compare` knows this kind of chart: the core is asked with nothing to compare."""
    try:
        compare([], kind=kind)
    except ValueError:
        return False
    return True
