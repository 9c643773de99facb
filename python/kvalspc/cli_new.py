"""``kvalspc new`` and ``kvalspc schema``: the beginning of a project file, and the rules for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from kvalspc.cli_language import Language, asked, no_file, refuse, refuse_all, require_known


def new(
    data: Annotated[str, typer.Argument(metavar="DATA", help="help.data")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="help.out.project")] = Path("project.toml"),
    query: Annotated[
        Optional[str],  # noqa: UP045  # typer reads the annotation on Python 3.10 too
        typer.Option("--query", metavar="SQL", help="help.query"),
    ] = None,
    imongr: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--imongr", metavar="PATH", help="help.imongr"),
    ] = None,
    project: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--project", metavar="ID", help="help.imongr.project"),
    ] = None,
    language: Language = None,
) -> None:
    """Write a commented project file from the data, with every guess marked; then run kvalspc check on it."""
    from kvalspc.job.new import new_project
    from kvalspc.job.problems import RefusedError
    from kvalspc.job.project_imongr import Imongr
    from kvalspc.job.wording import detail_of
    from kvalspc.words.catalogue import say

    require_known(language)
    said = asked(language)
    try:
        path = data if "://" in data else _relative(Path(data), out.parent)
        given = None if imongr is None else Imongr(tables=_relative(Path(imongr), out.parent), project=project)
        text = new_project(path, out.parent, query, given, language=language)
        with out.open("x", encoding="utf-8", newline="\n") as file:  # never over a file that somebody wrote
            file.write(text)
    except RefusedError as error:
        refuse_all(error.problems, said)
    except ValueError as error:
        refuse(detail_of(error), said)
    except OSError as error:
        refuse(no_file(out, error), said)
    typer.echo(say("console.new", said, file=str(out)))


def schema() -> None:
    """Print the JSON Schema of the project file."""
    from kvalspc.job.project_schema import project_schema

    typer.echo(json.dumps(project_schema(), ensure_ascii=False, indent=2))


def _relative(path: Path, folder: Path) -> str:
    """Return a path as the project file will name it: from its own folder if it lies below, else as a whole."""
    full = path.resolve()
    try:
        return full.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return full.as_posix()
