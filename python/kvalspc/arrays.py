"""Anything that holds numbers -> a contiguous float64 array: exactly, or with an error that says why not.

Missing values (None, NaN, NA, masked, Arrow nulls) become NaN. Input is never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from kvalspc.options import whole

__all__ = ["Counts", "Floats", "Integers", "columns_of_panel", "constant", "offsets", "to_floats", "to_numbers"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]

_LARGEST_EXACT = 2**53
_FLOATS = {float}
_PLAIN = {int, float}
_TEXT = 'text (a decimal comma? pandas.read_csv has decimal=",")'
_TOO_LARGE = "got an integer beyond 2^53, need one that float64 holds exactly"


def to_floats(values: Any, name: str) -> Floats:
    """The numbers in `values` as float64, shape (n,).

    Takes NumPy arrays, lists, pandas, polars and pyarrow columns, and anything with ``__array__``,
    ``__arrow_c_array__`` or ``__arrow_c_stream__``.

    Raises:
        TypeError: text, booleans, dates or other things that are not numbers.
        ValueError: more than one dimension, or an integer that float64 cannot hold exactly.
    """
    if type(values) is list:
        numbers = _plain_numbers(values)
        if numbers is not None:
            return numbers
    array = _as_numpy(values, name)
    if array.ndim != 1:
        raise ValueError(f"{name}: got {array.ndim} dimensions, need 1")
    return np.ascontiguousarray(_exact(array, name))


def constant(size: int, value: float) -> Floats:
    """`value` `size` times: as np.full, in a third of its time for a short column."""
    column = np.empty(size)
    column.fill(value)
    return column


def to_numbers(values: Any, name: str) -> Floats | Counts:
    """As :func:`to_floats`, but 32-bit integers without missing values stay what they are."""
    array = _as_numpy(values, name)
    if array.dtype == np.int32 and array.ndim == 1:
        return np.ascontiguousarray(array)
    return to_floats(array, name)


def offsets(values: Any, name: str = "offsets") -> Integers:
    """Whole numbers as int64, shape (n,). Raises TypeError for anything else."""
    array = np.asarray(values)
    if array.ndim > 1:
        raise ValueError(f"{name}: got {array.ndim} dimensions, need 1")
    if array.dtype.kind == "O":
        array = np.array([whole(value, name) for value in np.atleast_1d(array)], dtype=np.int64)
    if array.dtype.kind not in "iu" and array.size > 0:
        raise TypeError(f"{name}: got {array.dtype}, need whole numbers")
    return np.ascontiguousarray(array, dtype=np.int64)


def columns_of_panel(values: Any, name: str) -> tuple[Any, Integers] | None:
    """The columns of a table of numbers, one after the other, and their offsets; None for what has one dimension.

    Columns that lie together in memory (order "F") are not copied.
    """
    if getattr(values, "ndim", 1) != 2:
        return None
    array = _as_numpy(values, name) if isinstance(values, np.ndarray) else np.asarray(values)
    periods, units = array.shape
    return array.ravel(order="F"), np.arange(units + 1, dtype=np.int64) * periods


def _as_numpy(values: Any, name: str) -> npt.NDArray[Any]:
    if isinstance(values, np.ma.MaskedArray):
        return np.asarray(_exact(np.asarray(values.data), name, skip=np.ma.getmaskarray(values)))
    if isinstance(values, np.ndarray):
        return values
    if hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__"):
        return _from_arrow(values, name)
    if hasattr(values, "__array__"):
        return _from_array_like(values, name)
    if isinstance(values, (str, bytes, Mapping, AbstractSet)) or not hasattr(values, "__iter__"):
        column = " (kvalspc.charts takes a data frame and names of columns)" if isinstance(values, str) else ""
        raise TypeError(f"{name}: got {type(values).__name__}, need a column of numbers{column}")
    plain = list(values)
    numbers = _plain_numbers(plain)
    return np.asarray(plain, dtype=object) if numbers is None else numbers


def _from_array_like(values: Any, name: str) -> npt.NDArray[Any]:
    """A pandas column before pandas 3, among others: it has a type of its own, which NumPy does not see."""
    own = getattr(values, "dtype", None)
    if getattr(own, "name", "") == "category":
        raise TypeError(f"{name}: got categories, need numbers")
    array = np.asarray(values)
    rounded = (
        array.dtype.kind == "f" and getattr(own, "kind", "f") in "iu"
    )  # whole numbers with a missing one among them
    return np.asarray(values, dtype=object) if rounded else array


def _plain_numbers(values: list[Any]) -> Floats | None:
    """The usual lists, which need no look at each number; None for others."""
    kinds = set(map(type, values))
    if kinds == _FLOATS or (
        kinds <= _PLAIN and values and -_LARGEST_EXACT <= min(values) <= max(values) <= _LARGEST_EXACT
    ):
        return np.array(values, dtype=np.float64)
    return None


def _from_arrow(values: Any, name: str) -> npt.NDArray[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    stream = hasattr(values, "__arrow_c_stream__")
    column = pa.chunked_array(values) if stream else pa.chunked_array([pa.array(values)])
    kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan)
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        raise TypeError(f"{name}: got {_TEXT if text else kind}, need numbers")
    if pa.types.is_decimal(kind):
        numbers = np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy())
        if np.any(np.abs(numbers) > _LARGEST_EXACT):
            raise ValueError(f"{name}: {_TOO_LARGE}")
        return numbers
    if column.null_count == 0 or pa.types.is_floating(kind):
        return np.asarray(column.to_numpy())
    missing = np.asarray(pc.is_null(column).to_numpy())
    return _exact(np.asarray(pc.fill_null(column, 0).to_numpy()), name, skip=missing)


def _exact(array: npt.NDArray[Any], name: str, skip: npt.NDArray[np.bool_] | None = None) -> Floats:
    kind = array.dtype.kind
    if kind == "f":
        if array.dtype.itemsize > 8:
            raise TypeError(f"{name}: got {array.dtype}, need at most 64 bits")
        result = array.astype(np.float64, copy=skip is not None)
    elif kind in "iu":
        used = array if skip is None else array[~skip]
        if used.size and (int(used.max()) > _LARGEST_EXACT or int(used.min()) < -_LARGEST_EXACT):
            raise ValueError(f"{name}: {_TOO_LARGE}")
        result = array.astype(np.float64)
    elif kind == "O":
        masked = np.zeros(array.shape, dtype=bool) if skip is None else skip
        numbers = [
            np.nan if hidden else _number(value, name, k)
            for k, (value, hidden) in enumerate(zip(array.ravel(), masked.ravel(), strict=True))
        ]
        result = np.array(numbers, dtype=np.float64).reshape(array.shape)
    else:
        raise TypeError(f"{name}: got {_TEXT if kind in 'US' else array.dtype}, need numbers")
    if skip is not None:
        result[skip] = np.nan
    return result


_NOT_NUMBERS = (bool, np.bool_, np.datetime64, np.timedelta64, complex, np.complexfloating)


def _number(value: Any, name: str, position: int) -> float:
    if value is None or type(value).__name__ == "NAType":  # pandas.NA, without importing pandas
        return float("nan")
    if isinstance(value, str):
        raise TypeError(f"{name}[{position}]: got {_TEXT}, need a number")
    if isinstance(value, _NOT_NUMBERS) or not hasattr(value, "__float__"):
        raise TypeError(f"{name}[{position}]: got {type(value).__name__}, need a number")
    if isinstance(value, (float, np.floating)) or (isinstance(value, Decimal) and value.is_nan()):
        return float(value)
    if not -_LARGEST_EXACT <= value <= _LARGEST_EXACT:
        raise ValueError(f"{name}[{position}]: {_TOO_LARGE}")
    return float(value)
