"""The table [coverage] of the project file: a file of its own with how many of the patients are registered."""

from __future__ import annotations

from pydantic import model_validator

from kvalspc.job.find_files import form_of
from kvalspc.job.project_files import Files, Written, listed, wrong_in_files
from kvalspc.job.section import Section
from kvalspc.job.wording import Wording, keyed, refuse


class CoverageColumns(Section):
    """[coverage] columns: the names in the file, where they differ from the usual ones."""

    unit: str | None = None
    year: str | None = None
    share: str | None = None  # registered patients of all; or
    numerator: str | None = None  # registered patients, and
    denominator: str | None = None  # all patients; beside a share it tells how many the share is of
    indicator: str | None = None  # which coverage a row is of; without it a row is of all indicators
    context: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> CoverageColumns:
        if self.share is not None and self.numerator is not None:
            raise ValueError(Wording("problem.detail.share_and_numerator"))
        return self


class Coverage(Written):
    """[coverage]: a row a unit and year, with a share, or with numerator and denominator."""

    file: Files
    columns: CoverageColumns = CoverageColumns()

    @property
    def files(self) -> tuple[str, ...]:
        """The files, and patterns of files, as the project file names them."""
        return listed(self.file)

    @property
    def label(self) -> str:
        """What messages call all of the files."""
        return self.files[0] if len(self.files) == 1 else "coverage.file"

    @model_validator(mode="after")
    def _readable(self) -> Coverage:
        if not self.label or any(form_of(name) == "duckdb" for name in self.files):
            raise ValueError(keyed("file", Wording("problem.needed", {"need": Wording("problem.need.csv_or_parquet")})))
        refuse(wrong_in_files("file", self.files))
        return self
