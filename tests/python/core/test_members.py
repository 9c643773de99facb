"""Rows of a frame by unit."""

from __future__ import annotations

import numpy as np

from kvalspc.members import members_of


def as_lists(units: list[str], periods: list[object]) -> tuple[dict[str, list[int]], bool]:
    members, as_arrived = members_of(units, periods)
    return {unit: rows.tolist() for unit, rows in members.items()}, as_arrived


def test_rows_of_a_unit_stand_in_calendar_order() -> None:
    units = ["b", "a", "b", "a", "b"]
    assert as_lists(units, ["2024-03", "2024-01", "2024-01", "2023-12", "2024-02"]) == (
        {"b": [2, 4, 0], "a": [3, 1]},
        False,
    )
    assert as_lists(["b", "b", "a"], ["2024-01", "2024-02", "2023-12"]) == ({"b": [0, 1], "a": [2]}, True)


def test_rows_of_one_period_stand_as_they_arrived() -> None:
    assert as_lists(["a"] * 4, ["2024-02", "2024-01", "2024-02", "2024-01"]) == ({"a": [1, 3, 0, 2]}, False)


def test_periods_that_are_no_dates_stand_as_they_arrived() -> None:
    assert as_lists(["b", "a", "b"], ["second", "first", "first"]) == ({"b": [0, 2], "a": [1]}, False)
    for odd in (["2024-01", None, "2024-02"], ["2024-01", "2024-Q1", "2024-02"]):
        assert as_lists(["a", "a", "b"], list(odd)) == ({"a": [0, 1], "b": [2]}, True)
    assert as_lists([], []) == ({}, True)


def test_members_are_those_of_a_loop() -> None:
    draw = np.random.default_rng(5)
    units = [f"unit {k}" for k in draw.integers(0, 30, 900)]
    periods = [
        f"20{year:02d}-{month:02d}"
        for year, month in zip(draw.integers(0, 30, 900), draw.integers(1, 13, 900), strict=True)
    ]
    expected: dict[str, list[int]] = {}
    for k in sorted(range(900), key=periods.__getitem__):
        expected.setdefault(units[k], []).append(k)
    assert as_lists(units, list(periods))[0] == expected
