"""``kvalspc chart FILE``: one chart of one series in a CSV file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NOTHING_WRITTEN = 3


def chart(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A CSV file.")],
    kind: Annotated[str, typer.Option("--kind", help="run, i, mr, p or u.")],
    numerator: Annotated[str, typer.Option("--numerator", metavar="COL", help="Column of counts or values.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="chart.svg, .png, .pdf or .html")],
    denominator: Annotated[Optional[str], typer.Option("--denominator", metavar="COL")] = None,  # noqa: UP045
    period: Annotated[Optional[str], typer.Option("--period", metavar="COL", help="2024-03 ...")] = None,  # noqa: UP045
    start: Annotated[Optional[str], typer.Option("--start", help="First period of a new phase.")] = None,  # noqa: UP045
    target: Annotated[Optional[float], typer.Option("--target", help="A line to reach.")] = None,  # noqa: UP045
    per: Annotated[float, typer.Option("--per", min=0, help="Rates per 1000, 10000 ...")] = 1,
    title: Annotated[Optional[str], typer.Option("--title")] = None,  # noqa: UP045
    language: Annotated[str, typer.Option("--language", help="nb, nn or en")] = "nb",
) -> None:
    """Draw one chart of one series."""
    import kvalspc

    try:
        columns = _read(file, [c for c in (numerator, denominator, period) if c])
        found = kvalspc.chart(
            kind,
            _numbers(columns[numerator], numerator),
            _numbers(columns[denominator], denominator) if denominator else None,
            period=columns[period] if period else None,
            breaks=[start] if start else None,
            target=target,
            per=per,
        )
        found.save(output, language=language, title=title)
    except (ValueError, TypeError, IndexError, OSError) as error:
        typer.echo(f"refuse: {file}: {error}", err=True)
        raise typer.Exit(NOTHING_WRITTEN) from None
    typer.echo(found.text(language))
    typer.echo(f"Chart: {output}")


def _read(file: Path, names: list[str]) -> dict[str, list[str]]:
    """Read some columns of a CSV file as text: separator and encoding as the job detects them."""
    from kvalspc.job.table_file import read_table

    header, rows = read_table(file)
    missing = [n for n in names if n not in header]
    if missing:
        raise ValueError(f'column "{missing[0]}" is missing; found {", ".join(header)}')
    return {n: [row[header.index(n)] for row in rows] for n in names}


def _numbers(texts: list[str], name: str) -> npt.NDArray[np.float64]:
    """Read numbers with a decimal point or comma; an empty field or NA is missing."""
    import numpy as np

    numbers = []
    for row, text in enumerate(texts, start=1):
        field = text.strip()
        if field in ("", "NA", "NaN"):
            numbers.append(np.nan)
            continue
        try:
            numbers.append(float(field.replace(",", ".")) if field.isascii() and "_" not in field else float("text"))
        except ValueError:
            raise ValueError(f'row {row}, column "{name}": got "{field}"; need a number') from None
    return np.array(numbers, dtype=np.float64)
