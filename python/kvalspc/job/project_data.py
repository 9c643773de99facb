"""The table [data] of the project file: where the rows are kept, and how they are written."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations when the module is loaded
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from kvalspc.job.database_url import check_url
from kvalspc.job.find_files import form_of
from kvalspc.job.project_files import Files, Written, listed, wrong_in_files
from kvalspc.job.section import ForWant, Section
from kvalspc.job.wording import Wording, details_of, keyed, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = ("events", "aggregated", "delivery", "agg_data", "url")


class Columns(Section):
    """[data] columns: the names in the file, where they differ from the usual ones."""

    unit: str | None = None
    date: str | None = None
    period: str | None = None
    value: str | None = None
    numerator: str | None = None  # another name for value
    denominator: str | None = None
    indicator: str | None = None
    context: str | None = None
    upload: str | None = None  # of a delivery: number or time of the upload that a row came with

    @model_validator(mode="after")
    def _one_value(self) -> Columns:
        if self.value is not None and self.numerator is not None:
            raise ValueError(Wording("problem.detail.one_value_column"))
        return self


class Data(Written):
    """[data]: one source, and how it is written. Exactly one of events, aggregated, delivery, agg_data and url."""

    for_want: ClassVar[ForWant] = {
        "problem.detail.no_source": frozenset(SOURCES),
        "query": frozenset({"query", *SOURCES}),
        **dict.fromkeys(("credentials", "rows"), frozenset({"url"})),
    }

    events: Files | None = None  # one row an event
    aggregated: Files | None = None  # one row a unit and period
    delivery: Files | None = None  # the six national columns: context, year, orgnr, ind_id, var, denominator
    agg_data: Files | None = None  # imongr's table agg_data: levels of units, shares instead of numerators
    url: str | None = None  # a database: postgresql://host/name or mariadb://host/name; never with a password
    query: str | None = None  # the rows, from a database or a DuckDB file: one SELECT
    rows: Literal["events", "aggregated", "delivery", "agg_data"] = "events"  # of a url: what a row of the query is
    credentials: str | None = None  # of a url: a file with user and password that only its owner can read
    columns: Columns = Columns()
    context: Literal["auto", "caregiver", "resident"] = "auto"  # which rows of a delivery; auto: there is only one
    complete_until: date | None = None  # data are complete to this day; later periods are provisional
    duplicates: Literal["auto", "error", "sum"] = "auto"  # two rows for one unit and period; auto: an error
    date_format: str = "auto"  # auto: 2024-03-17 and 17.03.2024; or a format such as "%d/%m/%Y"
    granularity: Literal["auto", "day", "week", "month", "quarter", "tertial", "half-year", "year"] = "auto"
    max_units: Annotated[int, Field(ge=1)] = 200_000  # more units than this are refused

    @property
    def source(self) -> str:
        """The key that says where the rows are."""
        return next(k for k in SOURCES if getattr(self, k))

    @property
    def kind(self) -> Literal["events", "aggregated", "delivery"]:
        """What a row is: an event, a unit and period, or a line of the national delivery."""
        what = self.rows if self.url is not None else self.source
        return "events" if what == "events" else "aggregated" if what == "aggregated" else "delivery"

    @property
    def shares(self) -> bool:
        """Whether the values of proportions are shares of their denominators, as in imongr's table agg_data."""
        return (self.rows if self.url is not None else self.source) == "agg_data"

    @property
    def files(self) -> tuple[str, ...]:
        """The files, and patterns of files, as the project file names them; none for a database."""
        return () if self.url is not None else listed(getattr(self, self.source))

    @property
    def label(self) -> str:
        """What messages call all of the data: the file or pattern, else the key that lists them; "query"."""
        if self.url is not None:
            return "query"
        return self.files[0] if len(self.files) == 1 else f"data.{self.source}"

    @property
    def form(self) -> Literal["files", "duckdb", "url"]:
        """How the rows are kept: in CSV or Parquet files, in a DuckDB file, or in a database."""
        if self.url is not None:
            return "url"
        return "duckdb" if any(form_of(name) == "duckdb" for name in self.files) else "files"

    @property
    def select(self) -> str:
        """The query without the semicolon that may end it."""
        return (self.query or "").strip().rstrip(";")

    @model_validator(mode="after")
    def _one_source(self) -> Data:
        given = [k for k in SOURCES if getattr(self, k)]
        if not given:
            raise ValueError(Wording("problem.detail.no_source", {"listed": ", ".join(SOURCES)}))
        if len(given) > 1:
            places = {"given": ", ".join(given), "listed": ", ".join(SOURCES)}
            raise ValueError(Wording("problem.detail.sources", places))
        refuse(self._contradictions(given[0]))
        return self

    def _contradictions(self, source: str) -> Iterator[Wording]:
        if self.url is not None:
            try:
                check_url(self.url)
            except ValueError as error:
                yield from details_of(error)
        yield from wrong_in_files(source, self.files)
        if (self.query is not None) != (self.form in ("url", "duckdb")):
            missing = Wording("problem.detail.query_missing", {"example": '"SELECT date, resh, var FROM events"'})
            stray = Wording("problem.detail.query_stray")
            yield keyed("query", missing if self.query is None else stray)
        if self.url is None and (self.credentials is not None or "rows" in self.model_fields_set):
            yield keyed("credentials, rows", Wording("problem.detail.no_url"))
