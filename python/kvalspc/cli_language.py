"""The option ``--language`` of the commands, and refusals in the language that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kvalspc.job.problems import Problems
    from kvalspc.job.wording import Wording

NOTHING_WRITTEN = 3
"""The exit status of all commands that refuse; see kvalspc.job.run."""

Languages = Annotated[
    Optional[list[str]],  # noqa: UP045  # typer reads the annotation on Python 3.10 too
    typer.Option("--language", metavar="nb|nn|en", help="help.languages"),
]
Language = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--language", metavar="nb|nn|en", help="help.language"),
]


def require_known(*languages: str | None) -> None:
    """Raise WrongUsage for a language that kvalspc does not speak; None is none."""
    from kvalspc.cli_usage import WrongUsage
    from kvalspc.job.wording import Wording, got
    from kvalspc.words import LANGUAGES

    for language in languages:
        if language is not None and language not in LANGUAGES:
            need = Wording("problem.need.one_of", {"listed": ", ".join(LANGUAGES)})
            raise WrongUsage(got(language, need), option="--language")


def asked(languages: Sequence[str] | str | None) -> str:
    """Return the language of messages: the one that is asked for, or the first of several; else English."""
    return languages if languages and isinstance(languages, str) else languages[0] if languages else "en"


def refuse(text: Wording | str, language: str) -> NoReturn:
    """Say on stderr what is refused, and exit."""
    from kvalspc.words.catalogue import say

    told = text if isinstance(text, str) else text.said(language)
    typer.echo(f"{say('problem.severity.refuse', language)}: {told}", err=True)
    raise typer.Exit(NOTHING_WRITTEN)


def refuse_all(problems: Problems, language: str) -> NoReturn:
    """Say on stderr what is wrong, a line a problem, and exit."""
    for line in problems.lines(language):
        typer.echo(line, err=True)
    raise typer.Exit(NOTHING_WRITTEN)


def no_folder(path: Path, error: OSError) -> Wording:
    """Return what the system says of a folder that cannot be written to."""
    from kvalspc.job.wording import Wording, system_reason

    return Wording("problem.detail.no_folder", {"path": error.filename or path, "detail": system_reason(error)})


def no_file(path: Path, error: OSError) -> Wording:
    """Return what the system says of a file that cannot be written."""
    from kvalspc.job.wording import Wording, system_reason

    return Wording("problem.detail.other_file", {"path": path, "detail": system_reason(error)})
