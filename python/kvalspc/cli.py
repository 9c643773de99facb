"""The command line: ``kvalspc demo``, ``new``, ``check``, ``run``, ``mail``, ``leaders``, ``chart`` and ``schema``.

Exit statuses: 0 done; 2 wrong usage; 3 nothing written; and of ``run`` (and ``demo``, which runs) only: 10
done with new alerts; 11 done, some units or rows rejected.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Optional

import typer

from kvalspc import cli_chart, cli_help, cli_new, cli_show, cli_values
from kvalspc.cli_language import Languages, asked, no_folder, refuse, refuse_all, require_known

app = typer.Typer(
    name="kvalspc",
    help="help.kvalspc",
    cls=cli_help.Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("chart", cls=cli_help.Command, help="help.chart")(cli_chart.chart)
app.command("new", cls=cli_help.Command, help="help.new")(cli_new.new)
app.command("schema", cls=cli_help.Command, help="help.schema")(cli_new.schema)

ProjectFile = Annotated[
    Path, typer.Argument(metavar="PROJECT.toml", parser=cli_values.existing_file, help="help.project")
]
AsOf = Annotated[
    Optional[date],  # noqa: UP045  # typer reads the annotation on Python 3.10 too
    typer.Option("--as-of", parser=cli_values.day, metavar="YYYY-MM-DD", help="help.as_of"),
]


def main() -> None:
    """Run the command line."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        import kvalspc

        typer.echo(f"kvalspc {kvalspc.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="help.version")] = False,
) -> None:
    pass


@app.command(cls=cli_help.Command, help="help.run")
def run(
    project: ProjectFile,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="help.out.results")] = Path("kvalspc-out"),
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.dry_run")] = False,
    language: Languages = None,
) -> None:
    """Score every unit of a project and write results and report: the nightly job."""
    raise typer.Exit(_run(project, None if dry_run else out, as_of, language))


@app.command(cls=cli_help.Command, help="help.check")
def check(project: ProjectFile, as_of: AsOf = None, language: Languages = None) -> None:
    """Check a project file and its data, and say everything that is wrong; write nothing."""
    from kvalspc.job import run as job

    require_known(*language or ())
    with cli_show.Console(language) as console:
        outcome = job.run(project, None, as_of=as_of, progress=console)
    console.problems(outcome, language)
    console.summary(outcome, languages=language)
    raise typer.Exit(job.DONE if outcome.status == job.DONE else job.NOTHING_WRITTEN)


@app.command(cls=cli_help.Command, help="help.mail")
def mail(
    project: ProjectFile,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="help.out.read")] = Path("kvalspc-out"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.dry_run.mail")] = False,
    language: Languages = None,
) -> None:
    """Send the alerts that nobody has been mailed yet, in one message."""
    from kvalspc.job.mail import MailError, send, write_letter
    from kvalspc.job.problems import RefusedError
    from kvalspc.job.toml_errors import read_project
    from kvalspc.words.catalogue import say

    require_known(*language or ())
    said = asked(language)
    try:
        found = read_project(project)
        letter = write_letter(found, out)
        if letter.message is None:
            typer.echo(say("mail.nothing", said))
            return
        subject = letter.message["Subject"]
        if dry_run:
            typer.echo(say("mail.to", said, to=letter.message["To"]))
            typer.echo(say("mail.subject", said, subject=subject) + "\n")
            typer.echo(letter.message.get_content(), nl=False)
        else:
            send(letter, found, out)
            typer.echo(say("mail.sent", said, subject=subject))
    except RefusedError as error:
        refuse_all(error.problems, said)
    except MailError as error:
        refuse(error.said(said), said)


@app.command(cls=cli_help.Command, help="help.leaders")
def leaders(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", parser=cli_values.existing_folder, help="help.folders")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="help.out.leaders")] = Path("kvalspc-leaders"),
    language: Languages = None,
) -> None:
    """Put several projects on one page: which of them work?"""
    require_known(*language or ())
    _leaders(folders, out, language or ["nb"], asked(language))


@app.command(cls=cli_help.Command, help="help.demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="help.out.demo")] = Path("kvalspc-demo"),
    seed: Annotated[int, typer.Option("--seed", parser=cli_values.whole, metavar="N", help="help.seed")] = 2023,
    language: Languages = None,
) -> None:
    """Make a synthetic stroke register (no real patients) and run the job on it."""
    from kvalspc.demo import write_stroke_register
    from kvalspc.job import run as job
    from kvalspc.words.catalogue import say

    require_known(*language or ())
    try:
        project = write_stroke_register(out / "data", seed=seed)
    except OSError as error:
        refuse(no_folder(out, error), asked(language))
    typer.echo(say("console.demo", asked(language), folder=str(project.parent)))
    status = _run(project, out / "results", None, language)
    second = _run(project.parent / "project-p2.toml", out / "results-p2", None, language)
    _leaders([out / "results", out / "results-p2"], out / "leaders", language or ["nb", "nn", "en"], asked(language))
    if second not in {job.DONE, job.ALERTS}:
        raise typer.Exit(second)
    raise typer.Exit(job.DONE if status == job.ALERTS else status)  # nobody is to be told of a synthetic alert


def _run(project: Path, out: Path | None, as_of: date | None, languages: list[str] | None) -> int:
    from kvalspc.job import run as job

    require_known(*languages or ())
    with cli_show.Console(languages) as console:
        outcome = job.run(project, out, as_of=as_of, languages=languages or None, progress=console)
    console.problems(outcome, languages)
    console.summary(outcome, out, languages)
    return outcome.status


def _leaders(folders: list[Path], out: Path, languages: list[str], said: str) -> None:
    from kvalspc.job.wording import detail_of
    from kvalspc.report.leaders import write_leaders
    from kvalspc.words.catalogue import say

    try:
        page = write_leaders(folders, out, languages)[0]
    except ValueError as error:
        refuse(detail_of(error), said)
    except OSError as error:
        refuse(no_folder(out, error), said)
    typer.echo(say("console.leaders", said, page=str(page)))
