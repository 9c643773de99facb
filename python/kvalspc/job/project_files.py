"""What tables of the project file that name files have in common: which files, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from kvalspc.job.find_files import form_of, is_pattern
from kvalspc.job.section import Many, Section
from kvalspc.job.wording import Wording, keyed

if TYPE_CHECKING:
    from collections.abc import Iterator

Files = str | Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Many, Field(min_length=1)]
"""A file, or several: paths, and patterns as a shell has them ("deliveries/*.csv")."""


class Written(Section):
    """How the files of a table are written; each file is looked at on its own where this says "auto"."""

    encoding: Literal["auto", "utf-8", "latin-1", "windows-1252"] = "auto"
    separator: Literal["auto", ";", ",", "\t"] = "auto"
    decimal: Literal["auto", ",", "."] = "auto"
    missing: Annotated[tuple[str, ...], Many] | Literal["auto"] = "auto"  # auto: the empty field
    max_megabytes: Annotated[int, Field(ge=1)] = 4096  # larger files, together, are refused before they are read

    @property
    def table(self) -> str:
        """The name of the table in the project file."""
        return type(self).__name__.lower()

    @property
    def missing_texts(self) -> tuple[str, ...]:
        """The texts that mean "missing"."""
        return ("",) if self.missing == "auto" else self.missing


def listed(given: Files) -> tuple[str, ...]:
    """Return the names of one or several files."""
    return (given,) if isinstance(given, str) else given


def wrong_in_files(key: str, names: tuple[str, ...]) -> Iterator[Wording]:
    """What is wrong with names of files: one that stands twice, and several that are not of one form."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield keyed(key, Wording("problem.detail.stands_twice", {"ids": ", ".join(twice)}))
    forms = {form_of(name) for name in names}
    if "duckdb" in forms and (len(names) > 1 or is_pattern(names[0])):
        yield keyed(key, Wording("problem.detail.one_duckdb"))
