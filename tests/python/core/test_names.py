"""Units stand in the order of the Norwegian alphabet, and an unknown name gets the one that was meant."""

from __future__ import annotations

import pandas as pd
import pytest

import kvalspc
from kvalspc.names import ordered

UNITS = ["Østfold", "Ahus", "Ålesund", "Ærfugl", "Bodø", "Zander", "åse", "ås", "øst"]
FRAME = pd.DataFrame(
    {"unit": [u for u in UNITS for _ in range(12)], "x": [4, 5, 6] * 36, "n": 10,
     "month": [f"2024-{k:02}" for k in range(1, 13)] * 9},
)  # fmt: skip
COLUMNS = {"period": "month", "numerator": "x", "denominator": "n"}


def test_ae_oe_aa_come_last() -> None:
    alphabet = ["Ahus", "Bodø", "Zander", "Ærfugl", "Østfold", "Ålesund", "øst", "ås", "åse"]
    assert ordered(UNITS) == alphabet
    assert kvalspc.score(FRAME, kind="p", unit="unit", **COLUMNS).units == alphabet
    assert list(kvalspc.charts(FRAME, kind="p", by="unit", **COLUMNS)) == alphabet


def test_numbers_stand_by_size_and_pairs_part_by_part() -> None:
    assert ordered([10, 9, 2.5]) == [2.5, 9, 10]
    assert ordered([("Å", 1), ("B", 10), ("B", 9)]) == [("B", 9), ("B", 10), ("Å", 1)]
    assert ordered(["b", 10, "a", 9]) == [9, 10, "a", "b"]
    assert ordered(["Ward 10", "Ward 9b", "Ward 9", "9", "10", "Å1"]) == [
        "9",
        "10",
        "Ward 9",
        "Ward 9b",
        "Ward 10",
        "Å1",
    ]
    assert ordered(["7", "07", "007"]) == ["007", "07", "7"]


def test_an_unknown_unit_gets_the_one_that_was_meant() -> None:
    with pytest.raises(ValueError, match=r"start: got unit 'Bodo', need units of the frame \(did you mean 'Bodø'\?\)"):
        kvalspc.score(FRAME, kind="p", unit="unit", start={"Bodo": "2024-06"}, **COLUMNS)
    with pytest.raises(ValueError, match=r"need units of the frame$"):
        kvalspc.charts(FRAME, kind="p", by="unit", start={"4711": "2024-06"}, **COLUMNS)


def test_a_date_of_another_form_is_named_as_the_argument_that_it_is() -> None:
    months = list(FRAME["month"][:12])
    with pytest.raises(ValueError, match=r"by: got '31\.12\.2024', need 2024-03"):
        kvalspc.goal([4] * 12, [10] * 12, kind="p", at_least=0.5, period=months, by="31.12.2024")


def test_units_found_by_their_q_value() -> None:
    found = kvalspc.charts(FRAME, kind="p", by="unit", **COLUMNS, start="2024-07")
    q = dict(zip(found, found.columns["q_value"], strict=True))
    for level in (0.05, 0.6, 1.0):
        assert list(found.filter(q=level)) == [unit for unit in found if q[unit] <= level]
