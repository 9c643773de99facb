"""One data file while it is read: its name, shape and header, and whether it changes meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kvalspc.job.results import InputFile

if TYPE_CHECKING:
    import os

    from kvalspc.job.read_bytes import Shape
    from kvalspc.job.read_header import Header

BITS = 40
"""A row's number `rec` is its place in its file (from 0); from this bit on stands the file's place among the files."""

_STAMP = ("st_size", "st_mtime_ns", "st_ino")
"""What changes with a file."""


@dataclass(frozen=True)
class DataFile:
    """A file of rows; `name` is what messages call it, `opened` the file as it was before it was read.

    `query` gives the rows of a file that DuckDB reads as it is: a column a role, and rec, their places in the file.
    """

    name: str
    shape: Shape
    header: Header
    opened: os.stat_result
    query: str | None = None

    @property
    def rows(self) -> int:
        """How many rows it has below its header."""
        return self.shape.records - 1

    @property
    def has_changed(self) -> bool:
        """Whether it was written to, or removed, since it was looked at."""
        try:
            now = self.shape.path.stat()
        except OSError:
            return True
        return any(getattr(self.opened, key) != getattr(now, key) for key in _STAMP)

    @property
    def as_input(self) -> InputFile:
        """What the manifest says of it."""
        return InputFile(self.name, self.shape.sha256, self.opened.st_size, self.rows)

    def line(self, rec: int) -> int:
        """Return the line where a row begins."""
        return self.shape.line((rec & ((1 << BITS) - 1)) + 1)

    @property
    def header_line(self) -> int | None:
        """The line that the names of its columns stand in; None where they stand in none."""
        return self.shape.line(0) if self.shape.has_header_line else None


def file_of(rec: str) -> str:
    """SQL: the place of a row's file among the files."""
    return f"({rec} >> {BITS})"
