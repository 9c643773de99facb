"""Small CSV files read whole: the table of units, and the file of ``kvalspc chart``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kvalspc.job.read_header import SEPARATORS
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 10_000_000
"""Bytes; such a file has some hundred lines."""

_SAID = {"unexpected end of data": "problem.quote_open", "expected after": "problem.quote_stray"}
"""What csv says of quotes, and the texts that say so."""


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a CSV file in UTF-8 or Latin-1, separated by semicolon, comma or tab.

    Raises ValueError naming the line: an empty or too large file, doubled columns, rows of another length
    than the header. Blank lines are skipped.
    """
    raw = path.read_bytes()
    no_csv = Wording("problem.detail.no_csv", {"size": len(raw), "limit": LARGEST})
    if len(raw) > LARGEST or b"\0" in raw:
        raise ValueError(no_csv)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    first = next(iter(text.lstrip().splitlines()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = next((row for row in reader if any(row)), [])
        rows = []
        for row in reader:
            if not any(row):
                continue
            if len(row) != len(header):
                places = {"line": reader.line_num, "count": len(row), "need": len(header)}
                raise ValueError(Wording("problem.detail.fields", places))
            rows.append(row)
    except csv.Error as error:
        detail = next((Wording(text) for said, text in _SAID.items() if said in str(error)), str(error))
        raise ValueError(Wording("problem.detail.line", {"line": reader.line_num, "detail": detail})) from None
    if not any(name.strip() for name in header):
        raise ValueError(no_csv)
    if len(set(header)) < len(header):
        raise ValueError(Wording("problem.detail.names_twice", {"columns": ", ".join(header)}))
    return header, rows
