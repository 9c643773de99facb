"""The optional folder of real series and peers' results, beside the project: ``../shared/data``."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
ABSENT = "the optional folder of real series, ../shared/data beside the project, is absent"

needs_data = pytest.mark.skipif(not (FOLDER / "manifest.csv").is_file(), reason=ABSENT)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the folder."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cases(peer: str) -> list[dict[str, str]]:
    """The cases of one peer that have a result; none where the folder is absent."""
    if not (FOLDER / "manifest.csv").is_file():
        return []
    return [case for case in rows_of("manifest.csv") if case["peer"] == peer and case["file"]]


def number(text: str) -> float:
    """A number as the folder's README writes it; NaN where missing."""
    return math.nan if text in {"", "NA", "NaN"} else float(text)
