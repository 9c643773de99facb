"""Anything that holds numbers comes in exactly, or is refused with what was given and what is needed."""

from __future__ import annotations

import array
import datetime as dt
import decimal
import fractions
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from series_examples import ArrowArray, ArrowStream, OnlyArray

import kvalspc
from kvalspc.arrays import offsets, to_floats

D = decimal.Decimal
NAN = float("nan")

TAKEN: dict[str, tuple[Any, list[float]]] = {
    "list with None": ([1, None, 2.5], [1, NAN, 2.5]),
    "tuple": ((1, 2), [1, 2]),
    "range": (range(3), [0, 1, 2]),
    "generator": ((k for k in range(3)), [0, 1, 2]),
    "empty list": ([], []),
    "decimals": ([D("1.5"), D("NaN")], [1.5, NAN]),
    "fractions": ([fractions.Fraction(1, 4)], [0.25]),
    "array.array": (array.array("d", [1, 2]), [1, 2]),
    "memoryview": (memoryview(np.arange(2.0)), [0, 1]),
    "strided": (np.arange(10.0)[::3], [0, 3, 6, 9]),
    "reversed": (np.arange(3)[::-1], [2, 1, 0]),
    "column of a matrix": (np.arange(6.0).reshape(3, 2)[:, 1], [1, 3, 5]),
    "int8": (np.array([-1, 2], np.int8), [-1, 2]),
    "int32": (np.array([1, 2], np.int32), [1, 2]),
    "uint64": (np.array([1, 2**53], np.uint64), [1, 2**53]),
    "float32": (np.array([0.5, NAN], np.float32), [0.5, NAN]),
    "float16": (np.array([0.5], np.float16), [0.5]),
    "big endian": (np.array([1.5, 2.5], ">f8"), [1.5, 2.5]),
    "object": (np.array([1, None, 2.5], object), [1, NAN, 2.5]),
    "masked float": (np.ma.array([1.0, 9.0], mask=[False, True]), [1, NAN]),
    "masked int": (np.ma.array([1, 2**60], mask=[False, True]), [1, NAN]),
    "masked object": (np.ma.array([1, "x"], mask=[False, True], dtype=object), [1, NAN]),
    "masked nowhere": (np.ma.array([1, 2]), [1, 2]),
    "__array__": (OnlyArray(np.array([1, 2])), [1, 2]),
    "pandas int64": (pd.Series([1, 2], index=[7, 7]), [1, 2]),
    "pandas Int64 with NA": (pd.Series([1, None, 3], dtype="Int64"), [1, NAN, 3]),
    "pandas Float64 with NA": (pd.Series([1.5, None], dtype="Float64"), [1.5, NAN]),
    "pandas object with every missing value": (pd.Series([1, pd.NA, None, NAN], dtype=object), [1, NAN, NAN, NAN]),
    "pandas backed by Arrow": (pd.Series([1, None], dtype="int64[pyarrow]"), [1, NAN]),
    "pandas index": (pd.Index([3, 4]), [3, 4]),
    "pandas array": (pd.array([1, None], dtype="Int64"), [1, NAN]),
    "polars with nulls": (pl.Series([1, None, 3]), [1, NAN, 3]),
    "polars all null": (pl.Series([None, None]), [NAN, NAN]),
    "polars decimals": (pl.Series([D("1.5"), None]), [1.5, NAN]),
    "pyarrow": (pa.array([1, None, 3]), [1, NAN, 3]),
    "pyarrow chunked": (pa.chunked_array([[1, 2], [None], [4]]), [1, 2, NAN, 4]),
    "pyarrow sliced": (pa.array([1, 2, None, 4])[1:3], [2, NAN]),
    "pyarrow float32": (pa.array([1.5, None], pa.float32()), [1.5, NAN]),
    "pyarrow decimal": (pa.array([D("1.5"), None]), [1.5, NAN]),
    "pyarrow null": (pa.nulls(2), [NAN, NAN]),
    "pyarrow empty": (pa.array([], pa.int64()), []),
    "PyCapsule array": (ArrowArray(pa.array([1, None])), [1, NAN]),
    "PyCapsule stream": (ArrowStream(pa.chunked_array([[1, None], [2]])), [1, NAN, 2]),
}


@pytest.mark.parametrize(("given", "expected"), TAKEN.values(), ids=TAKEN)
def test_taken(given: Any, expected: list[float]) -> None:
    result = to_floats(given, "numerator")
    assert result.dtype == np.float64
    assert result.flags.c_contiguous
    np.testing.assert_array_equal(result, np.array(expected, dtype=float))


REFUSED: dict[str, tuple[Any, type[Exception], str]] = {
    "bool": (np.array([True]), TypeError, "numerator: got bool, need numbers"),
    "masked bool": (np.ma.array([True]), TypeError, "got bool"),
    "list of bool": ([1, True], TypeError, r"numerator\[1\]: got bool, need a number"),
    "NumPy bool in a list": ([np.True_], TypeError, r"numerator\[0\]: got bool"),
    "pandas bool": (pd.Series([True, False]), TypeError, "got bool"),
    "pandas nullable bool": (pd.Series([True, None], dtype="boolean"), TypeError, "got bool"),
    "polars bool": (pl.Series([True, None]), TypeError, "got bool"),
    "pyarrow bool": (pa.array([True]), TypeError, "got bool"),
    "PyCapsule bool": (ArrowArray(pa.array([True])), TypeError, "got bool"),
    "text": (["1"], TypeError, r"numerator\[0\]: got text .a decimal comma.*, need a number"),
    "one text": ("12", TypeError, "got str, need a column of numbers"),
    "bytes": (b"12", TypeError, "got bytes, need a column of numbers"),
    "pandas text": (pd.Series(["1"]), TypeError, "got text .*, need (a number|numbers)"),
    "polars text": (pl.Series(["1"]), TypeError, "need numbers"),
    "pyarrow text": (pa.array(["1"]), TypeError, "got text .*, need numbers"),
    "text array": (np.array(["1"]), TypeError, "got text .*, need numbers"),
    "dates": (np.array(["2024-01-01"], "M8[D]"), TypeError, "need numbers"),
    "a date in a list": ([np.datetime64("2024-01-01")], TypeError, r"\[0\]: got datetime64, need a number"),
    "a span in a list": ([np.timedelta64(1, "D")], TypeError, r"\[0\]: got timedelta64, need a number"),
    "pandas dates": (pd.Series(pd.to_datetime(["2024-01-01"])), TypeError, "got (timestamp|datetime64)"),
    "polars dates": (pl.Series([dt.date(2024, 1, 1)]), TypeError, "got date32"),
    "complex": (np.array([1j]), TypeError, "got complex128"),
    "complex in a list": ([1j], TypeError, r"\[0\]: got complex"),
    "longdouble": (np.array([1], np.longdouble), TypeError, "need at most 64 bits"),
    "categories": (pd.Series([1, 2]).astype("category"), TypeError, "got (dictionary|categories)"),
    "structured": (np.zeros(1, [("a", float)]), TypeError, "need numbers"),
    "a frame": (pd.DataFrame({"a": [1]}), TypeError, "got struct"),
    "scalar": (3, TypeError, "numerator: got int, need a column of numbers"),
    "None": (None, TypeError, "numerator: got NoneType, need a column of numbers"),
    "dict": ({1: 2}, TypeError, "got dict, need a column of numbers"),
    "set": ({1, 2}, TypeError, "got set, need a column of numbers"),
    "two dimensions": (np.ones((2, 2)), ValueError, "numerator: got 2 dimensions, need 1"),
    "no dimension": (np.array(1.0), ValueError, "numerator: got 0 dimensions, need 1"),
    "nested list": ([[1], [2]], ValueError, "got 2 dimensions, need 1"),
}

HUGE: dict[str, Any] = {
    "int64": np.array([2**53 + 1]),
    "negative int64": np.array([-(2**63)]),
    "uint64": np.array([2**64 - 1], np.uint64),
    "Python int": [10**400],
    "NumPy int in a list": [np.int64(2**60)],
    "Decimal": [D(2**60 + 1)],
    "masked elsewhere": np.ma.array([2**60, 1], mask=[False, True]),
    "pandas": pd.Series([2**60]),
    "pandas with NA": pd.Series([2**60, None], dtype="Int64"),
    "polars": pl.Series([2**60]),
    "polars with null": pl.Series([2**60, None]),
    "pyarrow with null": pa.array([2**60, None]),
    "pyarrow decimal": pa.array([D(2**60)]),
}


@pytest.mark.parametrize(("given", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(given: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        to_floats(given, "numerator")
    assert type(caught.value) is error
    assert "numerator" in str(caught.value)


@pytest.mark.parametrize("given", HUGE.values(), ids=HUGE)
def test_integers_that_float64_cannot_hold_are_refused(given: Any) -> None:
    with pytest.raises(ValueError, match=r"numerator.*beyond 2\^53") as caught:
        to_floats(given, "numerator")
    assert type(caught.value) is ValueError


def test_every_library_gives_the_same_chart() -> None:
    values = [3, 4, None, 6, 2, 5, 4, 3, 6, 5]
    sizes = [20, 21, 19, 22, 20, 18, 20, 21, 19, 20]
    want = kvalspc.chart("p", values, sizes)
    columns = {
        "numpy": (np.array([NAN if v is None else v for v in values]), np.array(sizes, np.int32)),
        "masked": (
            np.ma.array([v or 99 for v in values], mask=[v is None for v in values]),
            np.array(sizes, np.float32),
        ),
        "pandas": (pd.Series(values, dtype="Int64"), pd.Series(sizes)),
        "polars": (pl.Series(values), pl.Series(sizes)),
        "pyarrow": (pa.array(values), pa.chunked_array([sizes[:4], sizes[4:]])),
        "PyCapsule": (ArrowArray(pa.array(values)), ArrowStream(pa.chunked_array([sizes]))),
    }
    for numerator, denominator in columns.values():
        got = kvalspc.chart("p", numerator, denominator)
        for name in want.points:
            assert got.points[name].tobytes() == want.points[name].tobytes(), name
        assert got.phases == want.phases


def test_arrays_are_never_changed_and_never_shared() -> None:
    numerator = np.array([3.0, 4.0, 5.0, 6.0] * 3)
    denominator = np.full(12, 20.0)
    before = numerator.copy(), denominator.copy()
    numerator.flags.writeable = denominator.flags.writeable = False
    chart = kvalspc.chart("p", numerator, denominator, exclude=3, freeze=8)
    kvalspc.compare(numerator, denominator, kind="p", start=6)
    kvalspc.batch("p", numerator, denominator, [0, 6, 12], start=3, exclude=[1])
    np.testing.assert_array_equal(numerator, before[0])
    np.testing.assert_array_equal(denominator, before[1])
    numerator.flags.writeable = denominator.flags.writeable = True
    numerator[0] = denominator[0] = 99.0
    assert chart.points["numerator"][0] == 3.0
    assert chart.points["denominator"][0] == 20.0


def test_score_leaves_the_frame_as_it_was() -> None:
    frame = pd.DataFrame(
        {
            "unit": ["a"] * 6,
            "period": pd.date_range("2024-01-01", periods=6, freq="MS"),
            "x": [1.0, 2, 3, 2, 1, 2],
            "n": [9.0] * 6,
        }
    )
    before = frame.copy()
    kvalspc.score(
        frame, kind="p", unit="unit", period="period", numerator="x", denominator="n", start=dt.date(2024, 3, 15)
    )
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    "given",
    [
        [0, 2],
        (0, 2),
        np.array([0, 2], np.int32),
        np.array([0, 2], np.uint64),
        pd.Series([0, 2]),
        pl.Series([0, 2]),
        pa.array([0, 2]),
    ],
)
def test_offsets_taken(given: Any) -> None:
    result = offsets(given)
    assert result.dtype == np.int64
    assert result.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ([0, 2.0], TypeError),
        ([True, False], TypeError),
        (["0"], TypeError),
        (None, TypeError),
        ([0, None], TypeError),
        ([[0, 2]], ValueError),
    ],
)
def test_offsets_refused(given: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"offsets: got .*, need"):
        offsets(given)
