"""``kvalspc chart FILE``: one chart of one series in a CSV file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kvalspc.cli_language import asked, no_file, refuse, require_known
from kvalspc.cli_values import at_least_0, existing_file, number

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def chart(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=existing_file, help="help.file")],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="help.kind")],
    numerator: Annotated[str, typer.Option("--numerator", metavar="COL", help="help.numerator")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="help.output")],
    denominator: Annotated[Optional[str], typer.Option("--denominator", metavar="COL", help="help.denominator")] = None,  # noqa: UP045
    period: Annotated[Optional[str], typer.Option("--period", metavar="COL", help="help.period")] = None,  # noqa: UP045
    start: Annotated[Optional[str], typer.Option("--start", metavar="PERIOD", help="help.start")] = None,  # noqa: UP045
    target: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option("--target", parser=number, metavar="LEVEL", help="help.target"),
    ] = None,
    per: Annotated[float, typer.Option("--per", parser=at_least_0, metavar="N", help="help.per")] = 1,
    title: Annotated[Optional[str], typer.Option("--title", metavar="TEXT", help="help.title")] = None,  # noqa: UP045
    language: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--language", metavar="nb|nn|en", help="help.language.chart"),
    ] = None,
) -> None:
    """Draw one chart of one series."""
    import kvalspc
    from kvalspc.cli_chart_errors import Given, chart_error
    from kvalspc.job.wording import Wording, detail_of, keyed, system_reason
    from kvalspc.words.catalogue import say

    require_known(language)
    said, drawn = asked(language), language or "nb"
    given = Given(file, numerator, denominator, period, start, output)
    try:
        columns = _read(file, [c for c in (numerator, denominator, period) if c])
        values = _numbers(columns[numerator], numerator)
        sizes = _numbers(columns[denominator], denominator) if denominator else None
    except OSError as error:
        refuse(keyed(str(file), Wording("problem.detail.unreadable", {"detail": system_reason(error)})), said)
    except ValueError as error:
        refuse(keyed(str(file), detail_of(error)), said)
    try:
        found = kvalspc.chart(
            kind,
            values,
            sizes,
            period=columns[period] if period else None,
            breaks=[start] if start else None,
            target=target,
            per=per,
        )
        found.save(output, language=drawn, title=title)
    except OSError as error:
        refuse(no_file(output, error), said)
    except (ValueError, TypeError, IndexError) as error:
        refuse(chart_error(error, given), said)
    typer.echo(found.text(drawn))
    typer.echo(say("console.chart", said, file=str(output)))


def _read(file: Path, names: list[str]) -> dict[str, list[str]]:
    """Read some columns of a CSV file as text: separator and encoding as the job detects them."""
    from kvalspc.job.table_file import read_table
    from kvalspc.job.wording import Wording

    header, rows = read_table(file)
    missing = [n for n in names if n not in header]
    if missing:
        places = {"column": missing[0], "columns": ", ".join(header)}
        raise ValueError(Wording("problem.column_missing", places))
    return {n: [row[header.index(n)] for row in rows] for n in names}


def _numbers(texts: list[str], name: str) -> npt.NDArray[np.float64]:
    """Read numbers with a decimal point or comma; an empty field or NA is missing."""
    import numpy as np

    from kvalspc.cli_chart_errors import in_row
    from kvalspc.job.wording import Wording, got, quote

    numbers = []
    for row, text in enumerate(texts, start=1):
        field = text.strip()
        if field in ("", "NA", "NaN"):
            numbers.append(np.nan)
            continue
        try:
            numbers.append(float(field.replace(",", ".")) if field.isascii() and "_" not in field else float("text"))
        except ValueError:
            raise ValueError(in_row(row, name, got(quote(field), Wording("problem.need.number")))) from None
    return np.array(numbers, dtype=np.float64)
