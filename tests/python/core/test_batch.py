"""batch(): the columns of the contract, byte for byte those of chart() and compare() one by one."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from series_examples import DENOMINATOR, MONTHS, NUMERATOR

import kvalspc
from kvalspc import _core
from kvalspc.arrays import columns_of_panel

NAN = math.nan
CHARTED = [
    "centre",
    "useful",
    "longest_run",
    "crossings",
    "runs_signal",
    "beyond",
    "first_beyond",
    "last_beyond",
    "status",
    "variation",
    "assurance",
]
RUNS = ["runs_p", "runs_judgeable"]
COMPARED = [
    "verdict",
    "strength",
    "reason",
    "p_value",
    "exact_p",
    "quasi_p",
    "p_adjusted",
    "dispersion",
    "effect",
    "effect_lower",
    "effect_upper",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "baseline_level",
    "after_level",
    "power",
    "relevant_change",
    "periods_needed",
    "change_at",
    "change_lower",
    "change_upper",
    "change_p",
    "dispersion_used",
    "sustained",
    "goal",
    "look",
]


ANSWERS = [name for name in COMPARED if name not in {"sustained", "goal", "look"}]


def made(kind: str) -> tuple[list[float], list[float] | None, list[int]]:
    """37 ragged series from a fixed recurrence, with gaps, empty ones, constant ones, and shifts."""
    state, numerator, denominator, offsets = 12345, [], [], [0]
    for series in range(37):
        size = 0 if series == 5 else 3 + (series * 7) % 45
        for k in range(size):
            state = (state * 1103515245 + 12345) % 2**31
            n = 20 + state // 65536 % 60
            x = state // 131072 % 12 + (10 if series % 3 == 0 and k > size // 2 else 0)
            missing = series % 4 == 1 and k % 9 == 4
            numerator.append(
                NAN if missing else 4.0 if series == 8 else float(x if kind in {"p", "u"} else x * 0.37 - 2)
            )
            denominator.append(0.0 if series == 11 and k == 2 else float(n))
            if series == 11 and k == 2:
                numerator[-1] = 0.0
        offsets.append(len(numerator))
    return numerator, denominator if kind in {"p", "u"} else None, offsets


def one(kind: str, data: tuple[Any, Any, list[int]], k: int, **options: Any) -> tuple[kvalspc.Chart, dict[str, Any]]:
    numerator, denominator, offsets = data
    rows = slice(offsets[k], offsets[k + 1])
    chart = kvalspc.chart(kind, numerator[rows], None if denominator is None else denominator[rows], **options)
    last = chart.phases[-1]
    beyond = np.flatnonzero(chart.points["beyond"] & chart.points["included"])
    row = {
        "centre": last["centre"],
        "useful": last["useful"],
        "longest_run": last["longest_run"],
        "crossings": last["crossings"],
        "runs_signal": any(phase["runs_signal"] for phase in chart.phases),
        "beyond": len(beyond),
        "first_beyond": beyond[0] if len(beyond) else -1,
        "last_beyond": beyond[-1] if len(beyond) else -1,
        "status": int(chart.status),
        "runs_p": NAN if last["runs_p"] is None else last["runs_p"],
        "runs_judgeable": last["runs_judgeable"],
    }
    return chart, row


def row_of(alone: kvalspc.Comparison) -> dict[str, Any]:
    """One comparison as a row of batch()."""
    row: dict[str, Any] = {name: getattr(alone, name) for name in ANSWERS if hasattr(alone, name)}
    return row | {
        "verdict": kvalspc.Verdict[alone.verdict.upper()],
        "strength": kvalspc.Strength[(alone.strength or "none").upper()],
        "reason": kvalspc.Reason[(alone.reason or "none").upper()],
        "exact_p": alone.exact.p,
        "quasi_p": alone.quasi.p,
        "baseline_level": alone.baseline.level,
        "after_level": alone.after.level,
        "sustained": kvalspc.Sustained[(alone.sustained or "none").upper()],
        "goal": kvalspc.GoalOutcome[(alone.goal or "none").upper()],
        "look": -1 if alone.look is None else alone.look.number,
    }


def same(column: np.ndarray[Any, Any], k: int, value: Any) -> bool:
    return column[k : k + 1].tobytes() == np.array([value], dtype=column.dtype).tobytes()


def test_signature_of_the_contract() -> None:
    batch, chart = inspect.signature(kvalspc.batch).parameters, inspect.signature(kvalspc.chart).parameters
    assert list(batch)[:4] == ["kind", "numerator", "denominator", "offsets"]
    assert {"start", "threads"} <= set(batch)
    assert set(chart) <= set(batch), "batch takes the arguments of chart"
    for name in set(chart) - {"denominator"}:
        assert batch[name].default == chart[name].default, name


@pytest.mark.parametrize("kind", ["p", "u", "i", "run", "mr"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"limits": "sigma", "rules": None},
        {"exclude": [1], "constants": "exact", "screen": True},
        {"profile": "qicharts2-0.8.1", "limits": "sigma", "screen": True},
        {"freeze": 2},
        {"breaks": [2]},
    ],
    ids=str,
)
def test_charts_one_by_one(kind: str, options: dict[str, Any]) -> None:
    numerator, denominator, offsets = data = made(kind)
    if {"freeze", "breaks", "exclude"} & set(options):  # the empty series has no such position
        offsets = [o for k, o in enumerate(offsets) if k != 5]
        data = (numerator, denominator, offsets)
    assert list(kvalspc.batch(kind, numerator, denominator, offsets, **options)) == CHARTED
    columns = kvalspc.batch(kind, numerator, denominator, offsets, runs_p=True, **options)
    assert list(columns) == CHARTED + RUNS
    for k in range(len(offsets) - 1):
        chart, row = one(kind, data, k, **options)
        for name, value in row.items():
            if not (name == "centre" and len(chart) == 0):
                assert same(columns[name], k, value), (k, name, columns[name][k], value)


@pytest.mark.parametrize("kind", ["p", "u", "i", "run"])
@pytest.mark.parametrize("exclude", [None, [0]])
def test_comparisons_one_by_one(kind: str, exclude: list[int] | None) -> None:
    numerator, denominator, offsets = made(kind)
    if exclude:
        offsets = [o for k, o in enumerate(offsets) if k != 5]
    sizes = np.diff(offsets)
    starts = [-1 if k % 5 == 2 else int(size) // 2 for k, size in enumerate(sizes)]
    options: dict[str, Any] = {"better": "lower", "alpha": 0.1, "exclude": exclude}
    columns = kvalspc.batch(kind, numerator, denominator, offsets, start=starts, **options)
    assert list(columns) == CHARTED + COMPARED
    for k, (a, b) in enumerate(itertools.pairwise(offsets)):
        alone = kvalspc.compare(
            numerator[a:b],
            None if denominator is None else denominator[a:b],
            kind=kind,
            start=None if starts[k] < 0 else starts[k],
            **options,
        )
        want = row_of(alone)
        assert set(want) == set(COMPARED)
        for name, value in want.items():
            assert same(columns[name], k, -1 if value is None else value), (k, name, columns[name][k], value)
    assert len(set(columns["verdict"].tolist())) >= 3, "the example must reach several verdicts"


QUESTIONS: list[dict[str, Any]] = [
    {"sustained_from": 20},
    {"target": 0.36, "by": 22},
    {"target": 0.36, "sustained_from": 20, "looks": (4, 8, 24)},
    {"looks": (6, 11)},
    {"looks": (30,)},
]


@pytest.mark.parametrize("kind", ["p", "u", "i", "run"])
@pytest.mark.parametrize("asked", QUESTIONS, ids=str)
def test_what_lasts_goals_and_looks_one_by_one(kind: str, asked: dict[str, Any]) -> None:
    """Risen series of 32 points: some fall back after the project's end, some were too good before it."""
    size, start, units = 32, 12, 12
    numerator, denominator = [], []
    for unit in range(units):
        for k in range(size):
            level = 6 if k < start or (unit % 3 == 0 and k >= 20) else 6 + 2 * (unit % 4)
            numerator.append(float(level + (k * 7 + unit) % 5))
            denominator.append(30.0 + k % 3)
    counts = kind in {"p", "u"}
    if not counts:
        numerator = [x / 30 for x in numerator]
    offsets = [size * unit for unit in range(units + 1)]
    sizes = denominator if counts else None
    columns = kvalspc.batch(kind, numerator, sizes, offsets, start=start, better="higher", exclude=[3, 14], **asked)
    for unit in range(units):
        rows = slice(offsets[unit], offsets[unit + 1])
        alone = kvalspc.compare(
            numerator[rows], denominator[rows] if counts else None, kind=kind, start=start, better="higher",
            exclude=[3, 14], **asked,
        )  # fmt: skip
        for name, value in row_of(alone).items():
            assert same(columns[name], unit, -1 if value is None else value), (unit, name, columns[name][unit], value)
    if "sustained_from" in asked and "looks" not in asked:
        reached = set(columns["sustained"].tolist())
        assert {kvalspc.Sustained.NONE, kvalspc.Sustained.SUSTAINED, kvalspc.Sustained.LOST} <= reached
    if "target" in asked:
        assert {kvalspc.GoalOutcome.YES, kvalspc.GoalOutcome.NO} <= set(columns["goal"].tolist())
    if "looks" in asked:
        assert set(columns["look"]) == {sum(one <= size - start for one in asked["looks"])} or "sustained_from" in asked


def test_periods_and_dates_of_ends_goals_and_looks() -> None:
    asked: dict[str, Any] = {"better": "higher", "target": 0.5, "by": dt.date(2023, 9, 30), "looks": (2, 4)}
    dates: dict[str, Any] = {"start": dt.date(2022, 12, 15), "sustained_from": dt.date(2023, 7, 10)}
    columns = kvalspc.batch("p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], period=MONTHS * 2, **dates, **asked)
    alone = kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", period=MONTHS, **dates, **asked)
    for name, value in row_of(alone).items():
        assert same(columns[name], 1, -1 if value is None else value), (name, columns[name][1], value)
    no_start = kvalspc.batch(
        "p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], start=[12, -1], sustained_from=[18, -1], looks=(3,)
    )
    assert no_start["look"].tolist() == [1, -1]
    assert no_start["sustained"][1] == kvalspc.Sustained.NONE


@pytest.mark.parametrize("kind", ["p", "u", "i", "run"])
def test_any_number_of_threads_gives_the_same_bytes(kind: str) -> None:
    numerator, denominator, offsets = made(kind)
    want = kvalspc.batch(kind, numerator, denominator, offsets, start=-1, threads=1)
    for threads in (0, 2, 3, 16):
        got = kvalspc.batch(kind, numerator, denominator, offsets, start=-1, threads=threads)
        for name, column in want.items():
            assert got[name].tobytes() == column.tobytes(), (threads, name)


def test_types_of_the_columns() -> None:
    columns = kvalspc.batch("p", NUMERATOR, DENOMINATOR, [0, 24], start=12)
    assert columns["runs_signal"].dtype == np.bool_
    for name in ("verdict", "strength", "reason", "status"):
        assert columns[name].dtype == np.uint8
    for name in ("useful", "longest_run", "crossings", "beyond", "first_beyond", "last_beyond", "change_at"):
        assert columns[name].dtype == np.int32
    assert kvalspc.Verdict(int(columns["verdict"][0])).name.lower() == "changed"
    assert next(v.name.lower() for v in kvalspc.Status) == "ok"


@pytest.mark.parametrize("kind", ["p", "u", "i", "run", "mr", "g"])
def test_points_one_by_one(kind: str) -> None:
    numerator, denominator, offsets = data = made(kind)
    if kind == "g":
        numerator = [abs(round(x)) if math.isfinite(x) else x for x in numerator]
        data = (numerator, denominator, offsets)
    columns = kvalspc.batch(kind, numerator, denominator, offsets, points=True, threads=2)
    points = columns.pop("points")
    assert list(columns) == CHARTED
    assert list(points) == [
        "value", "centre", "lower", "upper", "lower_raw", "upper_raw", "phase", "included", "beyond",
    ]  # fmt: skip
    assert {column.dtype for column in (points["included"], points["beyond"])} == {np.dtype(bool)}
    for k, rows in enumerate(slice(a, b) for a, b in itertools.pairwise(offsets)):
        alone = one(kind, data, k)[0].points
        for name in ("value", "centre", "lower", "upper", "phase", "included", "beyond"):
            assert np.array_equal(
                points[name][rows], alone[name], equal_nan=name in {"value", "centre", "lower", "upper"}
            )


def test_counts_of_32_bits_are_read_as_they_are() -> None:
    draw = np.random.default_rng(6)
    sizes = draw.integers(0, 90, (60, 40)).astype(np.int32)
    events = draw.binomial(sizes, draw.uniform(size=40)).astype(np.int32)
    for kind, of in (("p", sizes), ("u", sizes), ("run", sizes), ("i", None), ("c", None)):
        expected = kvalspc.batch(kind, events.astype(float), None if of is None else of.astype(float), points=True)
        got = kvalspc.batch(kind, events, of, points=True)
        points = got.pop("points")
        assert all(np.array_equal(points[name], column, equal_nan=column.dtype == float)
                   for name, column in expected.pop("points").items())  # fmt: skip
        assert all(got[name].tobytes() == column.tobytes() for name, column in expected.items())
        if of is not None:
            mixed = kvalspc.batch(kind, events, of.astype(float))
            assert all(mixed[name].tobytes() == column.tobytes() for name, column in expected.items())
    with pytest.raises(ValueError, match=r"numerator\[0\]: got -1, need"):
        kvalspc.batch("p", np.array([-1], np.int32), np.array([3], np.int32), [0, 1])


def test_counts_of_32_bits_beside_what_needs_doubles() -> None:
    numerator = np.tile(np.array([3, 4, 2, 5, 4, 3, 9, 8, 9, 10, 9, 8], np.int32), 2)
    denominator = np.full(24, 20, np.int32)
    for asked in ({"start": 12}, {"false_alarms": True}):
        expected = kvalspc.batch("p", numerator.astype(float), denominator.astype(float), [0, 24], **asked)
        got = kvalspc.batch("p", numerator, denominator, [0, 24], **asked)
        assert all(got[name].tobytes() == column.tobytes() for name, column in expected.items())


def test_comparisons_are_given_counts_of_32_bits_without_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    numerator, denominator = np.arange(24, dtype=np.int32), np.full(24, 40, np.int32)
    given: list[object] = []
    compare = _core.batch_compare

    def watched(*columns: Any, **asked: Any) -> dict[str, Any]:
        given.extend(columns)
        return compare(*columns, **asked)

    monkeypatch.setattr(_core, "batch_compare", watched)
    kvalspc.batch("p", numerator, denominator, [0, 24], start=12)
    assert given[1] is numerator
    assert given[2] is denominator


def test_no_series_and_empty_series() -> None:
    assert all(len(column) == 0 for column in kvalspc.batch("p", [], [], [0], start=[]).values())
    columns = kvalspc.batch("p", NUMERATOR, DENOMINATOR, [0, 0, 24, 24])
    assert columns["useful"].tolist()[0] == columns["useful"].tolist()[2] == 0
    assert columns["status"].tolist() == [kvalspc.Status.NO_DATA, kvalspc.Status.OK, kvalspc.Status.NO_DATA]


def test_one_start_for_all_or_one_a_series() -> None:
    twice, offsets = (NUMERATOR * 2, DENOMINATOR * 2), [0, 24, 48]
    shared = kvalspc.batch("p", *twice, offsets, start=12)
    each = kvalspc.batch("p", *twice, offsets, start=np.array([12, 12]))
    for name, column in shared.items():
        assert column.tobytes() == each[name].tobytes()
    some = kvalspc.batch("p", *twice, offsets, start=[-1, 12])
    assert [kvalspc.Verdict(int(v)).name.lower() for v in some["verdict"]] == ["shifted", "changed"]


def test_period_orders_rows_and_dates_starts() -> None:
    order = [(k * 7) % 24 for k in range(24)]
    want = kvalspc.batch("p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], start=[12, -1])
    got = kvalspc.batch(
        "p",
        NUMERATOR + [NUMERATOR[k] for k in order],
        DENOMINATOR + [DENOMINATOR[k] for k in order],
        [0, 24, 48],
        period=MONTHS + [MONTHS[k] for k in order],
        start=["2023-01", None],
    )
    for name, column in want.items():
        assert column.tobytes() == got[name].tobytes(), name
    torn = kvalspc.batch("p", NUMERATOR, DENOMINATOR, [0, 24], period=MONTHS, start=dt.date(2022, 12, 15))
    alone = kvalspc.compare(NUMERATOR, DENOMINATOR, kind="p", period=MONTHS, start=dt.date(2022, 12, 15))
    assert torn["p_value"][0] == alone.p_value
    assert torn["baseline_level"][0] == alone.baseline.level
    halves = kvalspc.batch(
        "p", NUMERATOR + NUMERATOR, DENOMINATOR + DENOMINATOR, [0, 48], period=MONTHS * 2, start="2023-01"
    )
    double = kvalspc.compare([2 * x for x in NUMERATOR], [2 * n for n in DENOMINATOR], kind="p", start=12)
    assert halves["p_value"][0] == double.p_value


def test_freeze_of_several_phases() -> None:
    by_phase = kvalspc.batch("p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], breaks=12, freeze={0: 6, 1: 4})
    by_position = kvalspc.batch("p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], breaks=12, freeze=[6, 16])
    for name, column in by_position.items():
        assert column.tobytes() == by_phase[name].tobytes()


MISUSE: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"offsets": [0, 24, 47]}, ValueError, "offsets: got a last offset of 47, need 48"),
    ({"offsets": [1, 24, 48]}, ValueError, r"offsets\[0\]: got 1, need 0"),
    ({"offsets": [0, 30, 24, 48]}, ValueError, r"offsets\[2\]: got 24, need at least the one before \(30\)"),
    ({"offsets": []}, ValueError, "offsets: got none"),
    ({"offsets": [0, 24.0, 48]}, TypeError, "offsets: got float64, need whole numbers"),
    ({"offsets": [[0, 24, 48]]}, ValueError, "offsets: got 2 dimensions, need 1"),
    ({"start": [12, 12, 12]}, ValueError, r"start: got 3 positions, need one, or one a series \(2\)"),
    ({"start": [-2, 12]}, IndexError, "start: got -2, need a position, or -1 where there is none"),
    ({"start": [12, 25]}, IndexError, "series 1: start: got 25, need at most 24"),
    ({"start": 12.0}, TypeError, "start: got float64, need whole numbers"),
    ({"start": True}, TypeError, "start: got bool"),
    ({"start": "2023-01"}, TypeError, "start: got"),  # a period needs period=
    ({"start": 12, "sustained_from": [20, 8]}, IndexError, r"series 1: sustained_from: got 8, need above start"),
    ({"start": 12, "sustained_from": [20] * 3}, ValueError, "sustained_from: got 3 positions"),
    ({"sustained_from": 20}, ValueError, "start: got none beside sustained_from or looks"),
    ({"start": 12, "looks": (6, 3)}, ValueError, "looks: got"),
    ({"start": 12, "target": 1.5, "better": "higher"}, ValueError, "target: got 1.5, need .* a share from 0 to 1"),
    ({"start": 12, "target": 0.5, "better": "higher", "by": "2023-06"}, ValueError, "by: got 2023-06"),
    ({"threads": -1}, ValueError, r"threads: got -1, need 0 \(all\) or more"),
    ({"threads": 1.5}, TypeError, "threads: got float, need a whole number"),
    ({"breaks": 30}, IndexError, "series 0: breaks: got 30"),
    ({"breaks": -1}, IndexError, "breaks: got -1"),
    ({"exclude": 30}, IndexError, "series 0: exclude: got 30"),
    ({"better": "up"}, ValueError, 'better: got "up"'),
    ({"start": 12, "alpha": 2.0}, ValueError, "alpha: got 2"),
    ({"relevant_change": -1}, ValueError, "relevant_change: got -1, need a number above 0"),
    ({"numerator": [*NUMERATOR, -1, *NUMERATOR[1:]]}, ValueError, r"series 1: numerator\[0\]: got -1"),
    ({"denominator": DENOMINATOR}, ValueError, "denominator: got 24 values"),
    ({"period": MONTHS}, ValueError, r"period: got 24 values, need as many as the numerator \(48\)"),
    ({"period": MONTHS + [str(2000 + k) for k in range(24)]}, ValueError, "need one type of period"),
    ({"period": MONTHS * 2, "start": ["2023-01"] * 3}, ValueError, "start: got 3 positions"),
    ({"period": MONTHS * 2, "start": "soon"}, ValueError, "series 0: start: got soon"),
    ({"kind": "zz"}, ValueError, 'kind: got "zz"'),
    ({"sigma": 0}, ValueError, "sigma: got 0, need a number above 0"),
]


@pytest.mark.parametrize(("given", "error", "message"), MISUSE, ids=lambda value: str(value)[:50])
def test_misuse(given: dict[str, Any], error: type[Exception], message: str) -> None:
    arguments: dict[str, Any] = {
        "kind": "p", "numerator": NUMERATOR * 2, "denominator": DENOMINATOR * 2, "offsets": [0, 24, 48], **given,
    }  # fmt: skip
    with pytest.raises(error, match=message) as caught:
        kvalspc.batch(**arguments)
    assert len(str(caught.value)) < 250, "a message never prints the data"


def test_later_periods_than_complete_until_count_as_missing() -> None:
    months = [*MONTHS, *MONTHS]
    got = kvalspc.batch("p", NUMERATOR * 2, DENOMINATOR * 2, [0, 24, 48], period=months, complete_until="2023-09")
    want = kvalspc.chart("p", NUMERATOR, DENOMINATOR, period=MONTHS, complete_until="2023-09").phases[-1]
    for name in ("centre", "useful", "longest_run", "crossings"):
        assert got[name].tolist() == [want[name]] * 2, name
    with pytest.raises(ValueError, match="complete_until: got 2023-09 without periods"):
        kvalspc.batch("p", NUMERATOR, DENOMINATOR, [0, 24], complete_until="2023-09")


def test_a_panel_is_one_series_a_column() -> None:
    draw = np.random.default_rng(4)
    n = draw.integers(20, 60, (30, 50)).astype(float)
    x = draw.binomial(n.astype(int), 0.3).astype(float)
    expected = kvalspc.batch("p", x.T.ravel(), n.T.ravel(), np.arange(51) * 30)
    for order in "CF":
        panels = [np.asarray(one, order=order) for one in (x, n)]
        for sizes in (panels[1], panels[1].astype(np.int32)):
            got = kvalspc.batch("p", panels[0], sizes)
            assert {name: column.tobytes() for name, column in got.items()} == {
                name: column.tobytes() for name, column in expected.items()
            }
    alone = kvalspc.batch("i", x)
    assert alone["centre"].tolist() == [kvalspc.chart("i", column).phases[0]["centre"] for column in x.T]
    columns = columns_of_panel(np.asfortranarray(x), "x")
    assert columns is not None
    assert columns[0].base is not None  # a view, not a copy


def test_misuse_of_panels() -> None:
    x = np.ones((4, 3))
    with pytest.raises(ValueError, match="offsets: got some beside a panel"):
        kvalspc.batch("i", x, None, [0, 4])
    with pytest.raises(ValueError, match=r"denominator: got shape \(3, 4\), need that of the numerator \(4, 3\)"):
        kvalspc.batch("p", x, x.T)
    with pytest.raises(ValueError, match="denominator: got shape None"):
        kvalspc.batch("p", x, [1.0] * 12)
    with pytest.raises(ValueError, match="offsets: got None"):
        kvalspc.batch("i", [1.0, 2.0])


def test_a_long_batch_can_be_interrupted() -> None:
    # Left alone it would take longer than the time allowed: some 300 microseconds for each of 400 000 series.
    script = """
import signal, threading, numpy as np, kvalspc
rows = np.random.default_rng(1).normal(10.0, 1.0, 400_000 * 24)
offsets = np.arange(0, len(rows) + 1, 24)
threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
try:
    kvalspc.batch("i", rows, None, offsets, start=12, threads=1)
except KeyboardInterrupt:
    print("interrupted")
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=40)
    assert ran.stdout == "interrupted\n", ran.stderr
