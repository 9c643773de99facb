"""Anything that holds numbers -> a contiguous float64 array: exactly, or with an error that says why not.

Missing values (None, NaN, NA, masked, Arrow nulls) become NaN. Input is never changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Integers", "offsets", "to_floats"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_LARGEST_EXACT = 2**53


def to_floats(values: Any, name: str) -> Floats:
    """The numbers in `values` as float64, shape (n,).

    Takes NumPy arrays, lists, pandas, polars and pyarrow columns, and anything with ``__array__``,
    ``__arrow_c_array__`` or ``__arrow_c_stream__``.

    Raises:
        TypeError: text, booleans, dates or other things that are not numbers.
        ValueError: more than one dimension, or an integer that float64 cannot hold exactly.
    """
    array = _as_numpy(values, name)
    if array.ndim != 1:
        raise ValueError(f"{name}: got {array.ndim} dimensions, need 1")
    return np.ascontiguousarray(_exact(array, name))


def offsets(values: Any, name: str = "offsets") -> Integers:
    """Whole numbers as int64, shape (n,). Raises TypeError for anything else."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size > 0:
        raise TypeError(f"{name}: got {array.dtype}, need whole numbers")
    return np.ascontiguousarray(array, dtype=np.int64)


def _as_numpy(values: Any, name: str) -> npt.NDArray[Any]:
    if isinstance(values, np.ma.MaskedArray):
        return np.asarray(_exact(np.asarray(values.data), name, skip=np.ma.getmaskarray(values)))
    if isinstance(values, np.ndarray):
        return values
    if hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__"):
        return _from_arrow(values, name)
    if hasattr(values, "__array__"):
        return np.asarray(values)
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name}: got {type(values).__name__}, need a column of numbers")
    return np.asarray(list(values), dtype=object)


def _from_arrow(values: Any, name: str) -> npt.NDArray[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if hasattr(values, "__arrow_c_stream__"):
        column = pa.chunked_array(values)
    else:
        column = pa.chunked_array([pa.array(values)])
    kind = column.type
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan)
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise TypeError(f"{name}: got {kind}, need numbers")
    if column.null_count == 0 and not pa.types.is_decimal(kind):
        return np.asarray(column.to_numpy())
    return np.asarray(pc.cast(column, pa.float64(), safe=True).to_numpy())


def _exact(array: npt.NDArray[Any], name: str, skip: npt.NDArray[np.bool_] | None = None) -> Floats:
    kind = array.dtype.kind
    if kind == "f":
        if array.dtype.itemsize > 8:
            raise TypeError(f"{name}: got {array.dtype}, need at most 64 bits")
        result = array.astype(np.float64, copy=skip is not None)
    elif kind in "iu":
        used = array if skip is None else array[~skip]
        if used.size and (int(used.max()) > _LARGEST_EXACT or int(used.min()) < -_LARGEST_EXACT):
            raise ValueError(f"{name}: got an integer beyond 2^53, need one that float64 holds exactly")
        result = array.astype(np.float64)
    elif kind == "O":
        result = np.array([_number(value, name, k) for k, value in enumerate(array.ravel())], dtype=np.float64)
        result = result.reshape(array.shape)
    else:
        raise TypeError(f"{name}: got {array.dtype}, need numbers")
    if skip is not None:
        result[skip] = np.nan
    return result


def _number(value: Any, name: str, position: int) -> float:
    if value is None or type(value).__name__ == "NAType":  # pandas.NA, without importing pandas
        return float("nan")
    if isinstance(value, (bool, np.bool_)) or not hasattr(value, "__float__"):
        raise TypeError(f"{name}[{position}]: got {type(value).__name__}, need a number")
    if isinstance(value, (int, np.integer)) and abs(int(value)) > _LARGEST_EXACT:
        raise ValueError(f"{name}[{position}]: got an integer beyond 2^53, need one that float64 holds exactly")
    return float(value)
