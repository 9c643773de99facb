"""The repository names nothing of the machine it was written on, and its lists say what is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sources import ROOT


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    out = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in out.split("\0") if name and (ROOT / name).is_file()]


# Written in pieces, so that this file does not name what it forbids.
FORBIDDEN = re.compile("|".join(["/" + r"work/", "/" + r"root/", "/" + r"home/\w", "/tmp/" + "kv", "pypi" + r"\.org"]))


def test_no_file_names_a_path_of_a_machine():
    named = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or test data in Latin-1
        named += [f"{path.relative_to(ROOT)}: {m.group(0)}" for m in FORBIDDEN.finditer(text)]
    assert named == []


@pytest.mark.parametrize("script", [".ci/run", "tests/run", "tests/full", "examples/demo"])
def test_the_commands_are_executable_and_parse(script):
    assert os.access(ROOT / script, os.X_OK)
    bash = shutil.which("bash")
    assert bash is not None
    subprocess.run([bash, "-n", str(ROOT / script)], check=True)


def test_the_package_is_typed_and_its_stub_is_there():
    assert (ROOT / "python" / "kvalspc" / "py.typed").exists()
    assert (ROOT / "python" / "kvalspc" / "_core.pyi").exists()
