"""Phases suggested from the data."""

from __future__ import annotations

import numpy as np
import pytest

import kvalspc

CYCLE = [0, 2, -1, 3, -2, 1, -3]
LEVELS = [14] * 21 + [20] * 28 + [14] * 28
COUNTS = [level + CYCLE[k % 7] for k, level in enumerate(LEVELS)]
MONTHS = [f"{2018 + k // 12}-{k % 12 + 1:02}" for k in range(len(COUNTS))]


def test_two_shifts_with_a_readable_log() -> None:
    found = kvalspc.rephase("c", COUNTS, period=MONTHS)
    assert found.breaks == [21, 48]
    assert [step["decision"] for step in found.steps] == [
        "baseline", "next_run", "accepted", "next_run", "accepted", "too_few_left",
    ]  # fmt: skip
    assert found.log("en") == [
        "First phase: limits rest on the measurements up to and including September 2019.",
        "The search stands in October 2019. The next long run, above the centre line, begins in October 2019.",
        "A new phase begins in October 2019: the measurements lie above the centre line until then.",
        "The search stands in July 2021. The next long run, below the centre line, begins in January 2022.",
        "A new phase begins in January 2022: the measurements lie below the centre line until then.",
        "The search stands in October 2023. Too few measurements left for a new phase: done.",
    ]
    assert found.text("en").startswith("Suggested by the data, not a judgement: 2 new phases, in October 2019, ")
    assert repr(found) == "<kvalspc.Rephasing stable_shift: 2 new phase(s) suggested at [21, 48]>"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    "values", [COUNTS, COUNTS[:9], [14.0] * 50, COUNTS[:60], [*COUNTS[:21], *[30] * 9, *COUNTS[:30]]]
)
@pytest.mark.parametrize("method", ["stable_shift", "sustained_run"])
def test_every_log_can_be_worded(language: str, values: list[float], method: str) -> None:
    found = kvalspc.rephase("c" if method == "stable_shift" else "run", values, method=method)
    assert len(found.log(language)) == len(found.steps) > 0
    assert all(found.log(language))
    assert found.text(language)


def test_the_suggested_chart_has_the_phases_and_the_default_chart_does_not() -> None:
    found = kvalspc.rephase("c", COUNTS, period=MONTHS)
    chart = found.chart(limits="sigma")
    assert [phase["first"] for phase in chart.phases] == [0, 21, 48]
    assert chart.period == MONTHS
    assert len(kvalspc.chart("c", COUNTS).phases) == 1


def test_sustained_runs_make_new_medians() -> None:
    values = [5.0] * 13 + [9.0] * 12 + [2.0] * 9
    found = kvalspc.rephase("run", values, method="sustained_run")
    assert [(one["first"], one["last"], one["median"], one["direction"]) for one in found.medians] == [
        (0, 12, 5.0, None), (13, 21, 9.0, "up"), (25, 33, 2.0, "down"),
    ]  # fmt: skip
    assert found.breaks == [13, 25]
    np.testing.assert_array_equal(found.points["centre"], [5.0] * 13 + [9.0] * 12 + [2.0] * 9)
    only_up = kvalspc.rephase("run", values, method="sustained_run", direction="up")
    assert only_up.breaks == [13]


def test_misuse_is_named() -> None:
    with pytest.raises(ValueError, match='method: got "auto"'):
        kvalspc.rephase("c", COUNTS, method="auto")
    with pytest.raises(ValueError, match="phase: got 1, need 2 or more"):
        kvalspc.rephase("c", COUNTS, phase=1)
    with pytest.raises(ValueError, match="run: got -3, need 0 or more"):
        kvalspc.rephase("c", COUNTS, run=-3)
    with pytest.raises(ValueError, match='direction: got one for method "stable_shift"'):
        kvalspc.rephase("c", COUNTS, direction="up")
    with pytest.raises(ValueError, match='direction: got "sideways"'):
        kvalspc.rephase("run", COUNTS, method="sustained_run", direction="sideways")
    with pytest.raises(ValueError, match="tolerance"):
        kvalspc.rephase("c", COUNTS, tolerance=-1)
