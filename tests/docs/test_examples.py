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


def test_the_picture_of_the_readme_can_be_drawn_again(tmp_path: Path):
    script, picture = ROOT / "examples" / "readme_picture.py", tmp_path / "picture.svg"
    subprocess.run([sys.executable, "-W", "error", str(script), str(picture)], check=True, timeout=300)
    assert "<svg" in picture.read_text(encoding="utf-8")


def test_every_python_file_in_examples_is_run_here():
    assert {p.name for p in (ROOT / "examples").glob("*.py")} == {p.name for p in EXAMPLES} | {"readme_picture.py"}
