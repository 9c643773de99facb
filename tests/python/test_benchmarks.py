"""The benchmarks in Python still run. No time is tested: one round shows that they call what exists."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_single_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    module = runpy.run_path(str(BENCHMARKS / "single.py"))
    module["main"].__globals__.update(ROUNDS=1, CALLS=1, STARTS=1)
    module["main"]()
    printed = capsys.readouterr().out
    assert printed.count("\n| p, ") == 3
    assert "| import kvalspc | " in printed
