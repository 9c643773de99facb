"""Every numbered Python example runs. (The C++ examples run in ctest.)"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sources import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("[0-9][0-9]_*.py"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_the_example_runs(example: Path, tmp_path: Path):
    subprocess.run([sys.executable, "-W", "error", str(example)], check=True, cwd=tmp_path, timeout=300)


def test_every_python_file_in_examples_is_a_numbered_example():
    assert sorted((ROOT / "examples").glob("*.py")) == EXAMPLES
