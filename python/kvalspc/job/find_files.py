"""Which files a key of the project file names: paths, and patterns as a shell has them (``deliveries/*.csv``).

The order that they are given in says nothing: files are read by their names in bytewise order, each once.
"""

from __future__ import annotations

import os
from glob import glob
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kvalspc.job.source import by_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kvalspc.job.problems import Problems

FileForm: TypeAlias = Literal["csv", "parquet", "duckdb"]


class Found(NamedTuple):
    """A file: its name in messages (as the project file has it, or as a pattern found it), and where it is."""

    name: str
    path: Path

    @property
    def form(self) -> FileForm:
        """How its rows are kept."""
        return form_of(self.name)


def form_of(name: str) -> FileForm:
    """Return how the rows of a file are kept, by the end of its name."""
    end = name.rpartition(".")[2].lower()
    return "parquet" if end in ("parquet", "pq") else "duckdb" if end in ("duckdb", "ddb") else "csv"


def is_pattern(name: str) -> bool:
    """Whether a name may stand for several files."""
    return any(sign in name for sign in "*?[")


def find_files(given: Iterable[str], folder: Path, problems: Problems) -> list[Found]:
    """Return the files of these names and patterns, sorted; none when a pattern finds nothing (said in `problems`).

    A name that a file has is no pattern, whatever signs are in it. Folders are not found by patterns, nor are files
    whose names begin with a point. Two names of one file (by a link, or by two patterns) are one, the first.
    """
    found: list[Found] = []
    before = len(problems)
    for name in given:
        if is_pattern(name) and not os.path.lexists(folder / name):
            # Path.glob takes no whole paths, and finds files whose names begin with a point.
            names = [one for one in glob(name, root_dir=folder) if not (folder / one).is_dir()]  # noqa: PTH207
            if not names:
                problems.add("files_not_found", file=name)
            found += [Found(one, folder / one) for one in names]
        else:
            found.append(Found(name, folder / name))
    for one in found:
        if not one.name.isascii() and any("\ud800" <= c <= "\udfff" for c in one.name):
            problems.add("file_name_letters", file=os.fsencode(one.name).decode("utf-8", "backslashreplace"))
    if len(problems) > before:
        return []
    each = {os.path.realpath(one.path): one for one in sorted(found, key=lambda one: by_bytes(one.name), reverse=True)}
    return sorted(each.values(), key=lambda one: by_bytes(one.name))
