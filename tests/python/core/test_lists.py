"""Lists of 2 000 units through score() and q_values: nearly none of stable units, most of those that changed.

tests/long/lists has twenty lists of each kind, with variation beyond chance and with a trend that all share.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import kvalspc

UNITS, MONTHS, START, PATIENTS = 2000, 24, 12, 20


def register(changed: np.ndarray[Any, Any]) -> pd.DataFrame:
    random = np.random.default_rng(20240917)
    after = np.arange(MONTHS) >= START
    share = np.where(np.outer(changed, after), 0.65, 0.5)
    return pd.DataFrame(
        {
            "unit": np.repeat(np.arange(UNITS), MONTHS),
            "period": np.tile(pd.period_range("2022-01", periods=MONTHS, freq="M").astype(str), UNITS),
            "events": random.binomial(PATIENTS, share).ravel(),
            "patients": PATIENTS,
        }
    )


def listed(frame: pd.DataFrame) -> set[int]:
    scores = kvalspc.score(
        frame, kind="p", unit="unit", period="period", numerator="events", denominator="patients", start="2023-01",
        rules=None, dispersion="shared",
    )  # fmt: skip
    return {unit for unit, q in zip(scores.units, scores.columns["q_value"], strict=True) if q <= 0.05}


@pytest.fixture(scope="module")
def every_twentieth() -> np.ndarray[Any, Any]:
    return np.arange(UNITS) % 20 == 0


def test_of_stable_units_nearly_none_is_listed() -> None:
    assert len(listed(register(np.zeros(UNITS, dtype=bool)))) <= 1


def test_more_than_half_of_those_that_changed_are_listed_and_few_others(every_twentieth: np.ndarray[Any, Any]) -> None:
    found = listed(register(every_twentieth))
    right = {unit for unit in found if every_twentieth[unit]}
    assert len(right) >= 0.45 * np.count_nonzero(
        every_twentieth
    )  # .54 on the average, three standard errors of .05 less
    assert len(found - right) <= 0.15 * len(found)
