"""The shape of a CSV file, found from its bytes: encoding, line ends, quotes, records, fields.

One pass over the file in blocks, whatever its size, before anything is parsed: so that every complaint can
name a line, and so that DuckDB is handed only files that it cannot misread.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  # a field of a dataclass
from typing import TYPE_CHECKING

import numpy as np

from kvalspc.job.records import LONGEST_LINE, Records

if TYPE_CHECKING:
    from kvalspc.job.problems import Problems

BLOCK = 1 << 24
"""Bytes that are looked at in one go."""


@dataclass
class Shape:
    """What one pass over the bytes found. Record 0 is the header."""

    path: Path
    sha256: str
    encoding: str
    separator: bytes
    bom: int
    crlf: bool
    plain: bool  # UTF-8, one kind of line end, no blank or odd record: DuckDB may read the file as it is
    fields: int
    records: int  # records with the right number of fields, header included
    odd: list[tuple[int, int, int]] = field(default_factory=list)  # (record, line, number of fields)
    skipped: frozenset[int] = frozenset()  # records to leave out: odd and blank ones
    lines: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None  # line of each kept record; None: record + 1
    has_header_line: bool = True  # tables of a database have names, and no line that holds them

    def line(self, record: int) -> int:
        """Return the line (from 1) where a kept record (header: 0) begins."""
        if self.lines is None:
            return record + 1 if self.has_header_line else record
        return int(self.lines[record])


def open_checked(path: Path, name: str, limit_mb: int, problems: Problems, table: str) -> os.stat_result | None:
    """Look at the file before it is opened: there, ordinary, readable, not empty, not too large.

    `table` is that of the project file which says how large it may be.
    """
    try:
        info = path.stat()
    except OSError:
        problems.add("file_missing", file=name)
        return None
    if not stat.S_ISREG(info.st_mode):
        problems.add("file_not_regular", file=name)
    elif not os.access(path, os.R_OK):
        problems.add("file_denied", file=name, detail="permission denied")
    elif info.st_size == 0:
        problems.add("file_empty", file=name)
    elif info.st_size > limit_mb * 1_000_000:
        problems.add("file_too_large", file=name, size=info.st_size // 1_000_000, limit=limit_mb, table=table)
    else:
        return info
    return None


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file: enough for its header."""
    with path.open("rb") as file:
        return file.read(LONGEST_LINE)


def scan(
    path: Path, name: str, separator: bytes, problems: Problems, *, encoding: str, fields: int, table: str
) -> Shape | None:
    """Go through all bytes once; None when the file is refused (the reasons are in `problems`).

    `encoding` is that of a table of the project file (or "auto"), `fields` the number of columns of the header.
    """
    digest = hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    state = Records(fields=fields, separator=separator[0])
    before = len(problems)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            if state.valid_utf8:
                try:
                    utf8.decode(block)
                except UnicodeDecodeError:
                    state.valid_utf8 = False
            after = file.peek(1)[:1]
            if not state.take(np.frombuffer(block, dtype=np.uint8), after[0] if after else -1, name, problems):
                return None
    if state.valid_utf8:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            state.valid_utf8 = False
    if state.inside:
        problems.add("quote_open", file=name, line=state.open_line)
        return None
    state.finish()
    found = _encoding(path, name, encoding, state, problems, table)
    if len(problems) > before and problems.refused():
        return None
    skipped = frozenset(state.blank) | {record for record, _, _ in state.odd}
    uniform = not (state.crlf and state.lf)
    return Shape(
        path=path,
        sha256=digest.hexdigest(),
        encoding=found,
        separator=separator,
        bom=3 if head_of(path).startswith(codecs.BOM_UTF8) else 0,
        crlf=state.crlf,
        plain=found == "utf-8" and uniform and not skipped,
        fields=fields,
        records=state.record - len(skipped),
        odd=state.odd,
        skipped=skipped,
        lines=state.line_numbers(skipped),
    )


def _encoding(path: Path, name: str, asked: str, state: Records, problems: Problems, table: str) -> str:
    if asked == "utf-8" and not state.valid_utf8:
        problems.add("encoding_invalid", file=name, table=table)
        return asked
    if asked != "auto":
        return asked
    if state.valid_utf8:
        return "utf-8"
    if state.high_controls:
        problems.add("encoding_invalid", file=name, variant="either", table=table)
    elif _some_line_is_utf8(path):
        problems.add("encoding_mixed", file=name)
    else:
        problems.add("encoding_guessed", file=name, table=table)
    return "latin-1"


def _some_line_is_utf8(path: Path) -> bool:
    """Whether letters outside ASCII are written in UTF-8 on some lines of a file that is not UTF-8."""
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    continue
                return True
    return False
