"""The table [imongr] of the project file: where the registry's own description of a project and its indicators is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import model_validator

from kvalspc.job.database_url import check_url
from kvalspc.job.section import ForWant, Id, Section
from kvalspc.job.wording import Wording, keyed


class Imongr(Section):
    """[imongr]: the tables ind, project, project_ind, project_hospital, hospital, hf, rhf, nation and registry."""

    for_want: ClassVar[ForWant] = {
        "problem.detail.one_place": frozenset({"tables", "url"}),
        "credentials": frozenset({"url"}),
    }

    tables: str | None = None  # a folder of CSV or Parquet files, one a table, or a .duckdb file
    url: str | None = None  # or the database itself; never with a password
    credentials: str | None = None  # of a url: a file with user and password that only its owner can read
    project: Id | None = None  # id in the table project; absent: its only row

    @model_validator(mode="after")
    def _one_place(self) -> Imongr:
        if (self.tables is None) == (self.url is None):
            raise ValueError(Wording("problem.detail.one_place"))
        if self.url is not None:
            check_url(self.url)
        elif self.credentials is not None:
            raise ValueError(keyed("credentials", Wording("problem.detail.no_url")))
        return self
