"""What the command line shows: progress and problems on stderr, the summary on stdout."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from rich.progress import Progress, TaskID
    from typing_extensions import Self

    from kvalspc.job.results import UnitResult
    from kvalspc.job.run import Outcome


class Console:
    """Progress of a run, in the first of the languages asked for or in English: a bar on a terminal, else nothing."""

    def __init__(self, languages: Sequence[str] | None = None) -> None:
        self._language = languages[0] if languages else "en"
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console as Rich
            from rich.progress import Progress

            self._bar = Progress(console=Rich(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, what: str) -> None:
        """Begin another step."""
        if self._bar is not None:
            from kvalspc.words.catalogue import say

            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(say(f"console.step.{what}", self._language), total=None)

    def scored(self, done: int, of: int) -> None:
        """Report on scoring."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=of)

    def problems(self, outcome: Outcome, languages: Sequence[str] | None = None) -> None:
        """List every problem, one a line, on stderr: in English, or in the first of the languages asked for."""
        for line in outcome.problems.lines(languages[0] if languages else "en"):
            typer.echo(line, err=True)

    def summary(self, outcome: Outcome, out: Path | None = None, languages: Sequence[str] | None = None) -> None:
        """Say in a few lines what was found, and how many alerts are new, and where the report is."""
        from kvalspc.words.catalogue import say

        language = languages[0] if languages else "en"
        results = outcome.results
        if results is None:
            kept = out is not None and os.path.exists(out)  # noqa: PTH110  # False where nobody may look
            told = say("console.kept", language, folder=str(out)) if kept else say("console.nothing", language)
            typer.echo(told)
            return
        for found in results.indicators:
            verdicts = Counter(map(_counted, found.units))
            listed = ", ".join(
                f"{n} {say(f'console.verdict.{verdict}', language)}"
                for verdict, n in sorted(verdicts.items(), key=lambda v: (-v[1], v[0]))
            )
            told = "" if found.total is None else say(f"console.verdict.{_counted(found.total)}", language)
            total = f"; {say('console.total', language)}: {told}" if told else ""
            typer.echo(f"{found.indicator.id}: {listed or say('console.no_units', language)}{total}")
        if outcome.new_alerts:
            typer.echo(say("console.alerts", language, count=str(outcome.new_alerts)))
        if outcome.folder is None:
            typer.echo(say("console.nothing", language))
        else:
            typer.echo(f"{say('console.report', language)}: {outcome.folder / 'report' / 'index.html'}")


def _counted(unit: UnitResult) -> str:
    """What a unit is counted as in the summary."""
    if unit.status == "rejected":
        return "rejected"
    return "before_look" if unit.waits_for_look else unit.verdict
