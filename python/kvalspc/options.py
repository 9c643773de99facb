"""Checks of single arguments: the compiled core then only sees types that it knows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["number", "optional_number", "optional_word", "positive", "whole", "word"]


def word(value: Any, name: str) -> str:
    """`value`, which must be a str; which words are known is the core's business. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: got {_kind(value)}, need a word (str)")
    return value


def optional_word(value: Any, name: str) -> str | None:
    """As :func:`word`, or None."""
    return None if value is None else word(value, name)


def number(value: Any, name: str) -> float:
    """`value` as a finite float. Raises TypeError for what is no number, ValueError for NaN and infinities."""
    if type(value) is not float and not _is_number(value):
        raise TypeError(f"{name}: got {_kind(value)}, need a number")
    result = float(value)
    if not math.isfinite(result):
        raise ValueError(f"{name}: got {result}, need a finite number")
    return result


def optional_number(value: Any, name: str) -> float | None:
    """As :func:`number`, or None."""
    return None if value is None else number(value, name)


def positive(value: Any, name: str) -> float:
    """As :func:`number`, and above 0 (else ValueError)."""
    result = number(value, name)
    if result <= 0.0:
        raise ValueError(f"{name}: got {result:g}, need a number above 0")
    return result


def whole(value: Any, name: str) -> int:
    """`value` as an int. Raises TypeError for truth values and for what is no whole number."""
    if isinstance(value, (bool, np.bool_)) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}: got {_kind(value)}, need a whole number")
    return int(value.__index__())


def _is_number(value: Any) -> bool:
    if isinstance(value, (bool, np.bool_, str)):
        return False
    return hasattr(value, "__float__") or hasattr(value, "__index__")


def _kind(value: Any) -> str:
    return "None" if value is None else type(value).__name__
