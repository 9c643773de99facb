"""Columns to and from data frames of any library (narwhals)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from kvalspc.names import meant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["backend_of", "column", "columns_of", "to_frame"]

_BACKENDS: tuple[Literal["pandas", "polars", "pyarrow"], ...] = ("pandas", "polars", "pyarrow")


def to_frame(columns: Mapping[str, Any], backend: str | None = None) -> Any:
    """`columns` as a native data frame of `backend`, by default the first of pandas, polars, pyarrow installed.

    Raises:
        ValueError: a backend that is none of these.
    """
    import narwhals as nw

    if backend is None:
        backend = next(name for name in _BACKENDS if find_spec(name) is not None)
    chosen = next((name for name in _BACKENDS if name == backend), None)
    if chosen is None:
        raise ValueError(f"backend: got {backend!r}, need one of {', '.join(_BACKENDS)}")
    table = {name: list(values) for name, values in columns.items()}
    return nw.from_dict(table, backend=chosen).to_native()


def backend_of(frame: Any) -> str | None:
    """The library of results from a frame of :func:`columns_of`: its own; None for :func:`to_frame` to choose."""
    name: str = frame.implementation.value
    return name if name in {"pandas", "polars"} else None


def columns_of(frame: Any) -> Any:
    """`frame` (pandas, polars, pyarrow, DuckDB relation, Arrow's PyCapsule ...) behind narwhals' one interface.

    Raises:
        TypeError: not a data frame.
    """
    import narwhals as nw

    try:
        wrapped = nw.from_native(frame)
    except TypeError:
        if hasattr(frame, "__arrow_c_stream__"):
            return nw.from_arrow(frame, backend="pyarrow")
        raise TypeError(
            f"frame: got {type(frame).__name__}, need a data frame (pandas, polars, pyarrow, ...)"
        ) from None
    return wrapped.collect() if isinstance(wrapped, nw.LazyFrame) else wrapped


def column(frame: Any, name: str, what: str) -> Any:
    """The native column `name` of a frame from :func:`columns_of`.

    Raises:
        ValueError: there is no such column; the message lists those there are.
    """
    if name not in frame.columns:
        raise ValueError(
            f"{what}: got {name!r}, need one of the columns {_listed(frame.columns)}{meant(name, frame.columns)}"
        )
    return frame[name].to_native()


def _listed(names: Sequence[str]) -> str:
    """The first of them: a wide frame has hundreds."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(map(repr, names[:_SHOWN])) + more


_SHOWN = 12
