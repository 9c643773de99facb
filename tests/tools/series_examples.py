"""Series that are written out, never random, and the same series as columns of every library."""

from __future__ import annotations

from typing import Any


def months(n: int, year: int = 2022) -> list[str]:
    return [f"{year + k // 12}-{k % 12 + 1:02d}" for k in range(n)]


# 24 months; from position 12 the level is about twice what it was.
NUMERATOR = [9, 11, 8, 10, 12, 9, 10, 8, 11, 10, 9, 12, 21, 19, 23, 20, 18, 22, 21, 19, 20, 24, 18, 21]
DENOMINATOR = [50, 52, 48, 51, 49, 50, 53, 47, 50, 52, 48, 50, 51, 49, 52, 50, 48, 53, 50, 49, 51, 52, 47, 50]
MONTHS = months(24)
START = 12


class ArrowArray:
    """Any object that only speaks the Arrow PyCapsule protocol for one array."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self._array.__arrow_c_array__(requested_schema)


class ArrowStream:
    """Any object that only speaks the Arrow PyCapsule protocol for a stream of chunks."""

    def __init__(self, chunks: Any) -> None:
        self._chunks = chunks

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self._chunks.__arrow_c_stream__(requested_schema)


class OnlyArray:
    """Any object that only has NumPy's protocol."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self._array
