"""Vega's converter, which one thread may ask at a time.

A call that gives back Python objects waits for the converter while it holds Python's own lock, and whoever is being
answered may wait for just that lock. Nothing is lost: the converter draws one drawing at a time.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

__all__ = ["converter"]

_asked = Lock()


@contextmanager
def converter() -> Iterator[ModuleType]:
    """vl_convert, for as long as it is asked."""
    import vl_convert

    with _asked:
        yield vl_convert
