"""Units scored together share their dispersion: batch(), score() and the one-by-one compare() agree."""

from __future__ import annotations

import math

import numpy as np
import pytest

import kvalspc
from kvalspc.many import share_dispersion

UNITS, MONTHS = 12, 24


def lists() -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Twelve units of 20 a month whose counts swing between 6 and 14 or so, from a fixed recurrence."""
    state, counts = 7, []
    for _ in range(UNITS * MONTHS):
        state = (1103515245 * state + 12345) % 2**31
        counts.append(float(6 + state // 65536 % 9))
    return np.array(counts), np.full(len(counts), 20.0), [MONTHS * k for k in range(UNITS + 1)]


def test_sharing_changes_the_quasi_test_alone() -> None:
    x, n, offsets = lists()
    own = kvalspc.batch("p", x, n, offsets, start=12)
    shared = kvalspc.batch("p", x, n, offsets, start=12, dispersion="shared")
    assert np.array_equal(own["exact_p"], shared["exact_p"])
    assert np.array_equal(own["dispersion"], shared["dispersion"])
    assert np.array_equal(own["dispersion_used"], own["dispersion"])
    assert not np.array_equal(own["quasi_p"], shared["quasi_p"])
    spread = shared["dispersion_used"].max() - shared["dispersion_used"].min()
    assert spread < (own["dispersion"].max() - own["dispersion"].min()) / 2


def test_one_by_one_with_the_prior_is_the_same() -> None:
    x, n, offsets = lists()
    together = kvalspc.batch("p", x, n, offsets, start=12, dispersion="shared")
    rows = [slice(a, a + MONTHS) for a in offsets[:-1]]
    priors = share_dispersion("p", [x[r] for r in rows], [n[r] for r in rows], [12] * UNITS)
    for k, (r, prior) in enumerate(zip(rows, priors, strict=True)):
        alone = kvalspc.compare(x[r], n[r], kind="p", start=12, prior=prior)
        assert alone.p_value == together["p_value"][k]
        assert alone.dispersion_used == together["dispersion_used"][k]


def test_the_degrees_are_at_most_those_of_all_units() -> None:
    x, n, _ = lists()
    for prior in share_dispersion("p", np.split(x, UNITS), np.split(n, UNITS), [12] * UNITS):
        assert prior is not None
        assert prior[2] == UNITS * (MONTHS - 2)


def test_few_units_values_and_series_without_a_start_do_not_share() -> None:
    x, n, offsets = lists()
    few = kvalspc.batch("p", x[: 9 * MONTHS], n[: 9 * MONTHS], offsets[:10], start=12, dispersion="shared")
    assert np.array_equal(few["dispersion"], few["dispersion_used"])
    values = kvalspc.batch("i", x, None, offsets, start=12, dispersion="shared")
    assert all(math.isnan(one) for one in values["dispersion_used"])
    none = share_dispersion("p", np.split(x, UNITS), np.split(n, UNITS), [-1] * UNITS)
    assert none == [None] * UNITS


def test_score_takes_the_same_word() -> None:
    pd = pytest.importorskip("pandas")
    x, n, _ = lists()
    months = [f"{2022 + k // 12}-{k % 12 + 1:02d}" for k in range(MONTHS)]
    frame = pd.DataFrame(
        {"unit": np.repeat([f"U{k:02d}" for k in range(UNITS)], MONTHS), "month": months * UNITS, "x": x, "n": n}
    )
    names = {"kind": "p", "unit": "unit", "period": "month", "numerator": "x", "denominator": "n"}
    scores = kvalspc.score(frame, **names, start="2023-01", dispersion="shared")
    plain = kvalspc.batch("p", x, n, [MONTHS * k for k in range(UNITS + 1)], start=12, dispersion="shared")
    assert np.array_equal(scores.columns["quasi_p"], plain["quasi_p"])


def test_an_unknown_word_is_refused() -> None:
    x, n, offsets = lists()
    with pytest.raises(ValueError, match='dispersion: got "common", need "own", "shared"'):
        kvalspc.batch("p", x, n, offsets, start=12, dispersion="common")
