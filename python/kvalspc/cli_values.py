"""What stands on the command line, read as what it is meant to be, or refused in the reader's language."""

from __future__ import annotations

import os
import stat
from datetime import date
from math import isnan
from pathlib import Path

from kvalspc.cli_usage import WrongUsage
from kvalspc.job.wording import Wording, got, keyed, quote, system_reason


def existing_file(text: str) -> Path:
    """Return the path of a file that can be read."""
    return _existing(text, folder=False)


def existing_folder(text: str) -> Path:
    """Return the path of a folder that can be read."""
    return _existing(text, folder=True)


def day(text: str) -> date:
    """Return a date, written 2024-03-17."""
    try:
        if len(text) == len("2024-03-17"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongUsage(got(quote(text), Wording("problem.need.day")))


def number(text: str | float) -> float:
    """Return a number with a decimal point."""
    try:
        return float(text)
    except ValueError:
        raise WrongUsage(got(quote(text), Wording("problem.need.number"))) from None


def at_least_0(text: str | float) -> float:
    """Return a number that is not below 0."""
    found = number(text)
    if found < 0 or isnan(found):
        raise WrongUsage(got(quote(text), Wording("problem.need.greater_than_equal", {"bound": 0})))
    return found


def whole(text: str | int) -> int:
    """Return a whole number, 0 or more."""
    try:
        found = int(text)
    except ValueError:
        found = -1
    if found < 0:
        raise WrongUsage(got(quote(text), Wording("problem.need.count")))
    return found


def _existing(text: str, *, folder: bool) -> Path:
    path = Path(text)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise WrongUsage(keyed(text, system_reason(error))) from None
    if is_folder != folder:
        raise WrongUsage(keyed(text, Wording("problem.system.EISDIR" if is_folder else "usage.is_file")))
    if not os.access(path, os.R_OK):
        raise WrongUsage(keyed(text, Wording("problem.system.EACCES")))
    return path
