"""Small CSV files that people keep by hand beside the project file: read whole, or refused."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from kvalspc.job.problems import SHOWN
from kvalspc.job.results import InputFile
from kvalspc.job.table_file import read_table
from kvalspc.job.wording import Wording, detail_of, either, quoted, system_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kvalspc.job.problems import Problems

__all__ = ["read_kept"]

Made = TypeVar("Made")


def read_kept(
    path: Path,
    name: str,
    needed: Sequence[str | Sequence[str]],
    make: Callable[[dict[str, str], int], Made],
    code: str,
    problems: Problems,
) -> tuple[list[Made], InputFile | None]:
    """Return what `make` makes of each row and its number (1 below the header); nothing when the file is refused.

    All rows that cannot be used are told, so that the file is mended once.

    Args:
        name: of the file in the project file. needed: columns that it must have; of several names in one place any one.
        make: raises ValueError for a row that it cannot use.
        code: of the refusal in `problems`.
    """
    try:
        header, lines = read_table(path)
        for names in ([one] if isinstance(one, str) else one for one in needed):
            if not set(names) & set(header):
                places = {"columns": quoted(header), "need": either(names)}
                raise ValueError(Wording("problem.detail.columns", places))
        made, wrong = _made(header, lines, make)
        raw = path.read_bytes()
    except OSError as error:
        problems.add(code, file=name, detail=Wording("problem.detail.unreadable", {"detail": system_reason(error)}))
        return [], None
    except ValueError as error:
        problems.add(code, file=name, detail=detail_of(error))
        return [], None
    for one in wrong[:SHOWN]:
        problems.add(code, file=name, detail=detail_of(one))
    if len(wrong) > SHOWN:
        problems.more[name, code] += len(wrong) - SHOWN
    if wrong:
        return [], None
    return made, InputFile(name, hashlib.sha256(raw).hexdigest(), len(raw), len(lines))


def _made(
    header: list[str], lines: list[list[str]], make: Callable[[dict[str, str], int], Made]
) -> tuple[list[Made], list[ValueError]]:
    made, wrong = [], []
    for k, line in enumerate(lines, 1):
        try:
            made.append(make(dict(zip(header, line, strict=True)), k))
        except ValueError as error:
            wrong.append(error)
    return made, wrong
