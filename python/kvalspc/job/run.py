"""The nightly job as one call: read, score, write; and the exit status that tells how it went."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from kvalspc.job.alerts import tell as tell_alerts
from kvalspc.job.commit import OutputError, Staging
from kvalspc.job.history import HISTORY, input_hash, read_past, read_periods, write_history
from kvalspc.job.manifest import manifest_of, to_json
from kvalspc.job.outputs import write_tables
from kvalspc.job.pipeline import Silent, find_results
from kvalspc.job.problems import Problems, RefusedError, Severity
from kvalspc.job.released import keep_released
from kvalspc.job.revisions import find_revisions
from kvalspc.job.toml_errors import read_project
from kvalspc.job.wording import Wording, detail_of, system_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from kvalspc.job.pipeline import Progress
    from kvalspc.job.results import Results

DONE, USAGE, NOTHING_WRITTEN, ALERTS, REJECTED = 0, 2, 3, 10, 11
"""Exit statuses: done; wrong usage; nothing written; done, new alerts; done, some units or rows rejected."""


@dataclass(frozen=True)
class Outcome:
    """How a run went: exit status, every problem, what it found and which files it wrote (relative to the folder)."""

    status: int
    problems: Problems
    results: Results | None = None
    files: tuple[str, ...] = ()
    new_alerts: int = 0
    folder: Path | None = field(default=None)


def run(
    project_file: Path,
    out: Path | None,
    *,
    as_of: date | None = None,
    languages: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Run a project and write its results into the folder `out` (None: nothing is written, a dry run).

    Never raises for bad input or an unusable folder: then the status is 3, nothing was written, and the
    problems say why. The bytes written depend on the data, the project file, the version, `as_of` and the history
    that lies in the folder; running again on the same input writes the same and has no new alerts.
    """
    tell = progress if progress is not None else Silent()
    problems = Problems()
    try:
        project = read_project(project_file)
        if out is None:
            results = find_results(project, as_of=as_of, problems=problems, progress=tell)
            return Outcome(_status(problems, 0), problems, results)
        with Staging(out) as staging:
            results = find_results(project, as_of=as_of, problems=problems, progress=tell, chosen=read_periods(out))
            tell.step("write")
            given = input_hash(results, project_file.read_bytes())
            past = read_past(out, given)
            find_revisions(out, past, results, problems)
            results = replace(results, problems=problems.sorted())
            told = tell_alerts(results, past.alerts)
            write_tables(results, staging.path, past.is_new, past.ended(results))
            (staging.path / "alerts.json").write_text(to_json(told.document), encoding="utf-8", newline="\n")
            _write_report(results, staging.path, languages, told.document["alerts"], problems)
            if project.report.public:
                _write_public(results, staging.path, out, past.is_new, told.document["alerts"], languages, problems)
            else:
                keep_released(out, staging.path)
            hashes = staging.hashes()
            hashes[HISTORY] = write_history(out, staging.path, past, results, given, told.alerts)
            manifest = manifest_of(results, problems, project_file, hashes)
            files = staging.files()
            staging.commit(to_json(manifest))
        new = 0 if past.repeated else told.news
        return Outcome(_status(problems, new), problems, results, (*files, "manifest.json"), new, out)
    except RefusedError as error:
        return Outcome(NOTHING_WRITTEN, error.problems)
    except OutputError as error:
        problems.add("output_refused", detail=detail_of(error))
    except OSError as error:
        places = {"path": error.filename or out, "detail": system_reason(error), "temporary": gettempdir()}
        problems.add("output_refused", detail=Wording("problem.detail.no_room", places))
    return Outcome(NOTHING_WRITTEN, problems)


REPORT = "report"
"""The folder of the pages, among the results and in the public copy."""


def _write_report(
    results: Results,
    folder: Path,
    languages: Sequence[str] | None,
    alerts: Sequence[dict[str, Any]],
    problems: Problems,
) -> None:
    from kvalspc import report
    from kvalspc.report.unwritten import Unwritten

    unwritten = Unwritten()
    report.write(results, folder / REPORT, languages=languages, alerts=alerts, unwritten=unwritten)
    unwritten.tell(problems, REPORT)


def _write_public(
    results: Results,
    folder: Path,
    out: Path,
    is_new: Callable[[dict[str, Any]], bool],
    alerts: Sequence[dict[str, Any]],
    languages: Sequence[str] | None,
    problems: Problems,
) -> None:
    from kvalspc.job.public_files import write_public
    from kvalspc.job.released import PUBLIC, read_released, write_released
    from kvalspc.report.unwritten import Unwritten

    unwritten = Unwritten()
    released = write_public(results, folder / PUBLIC, is_new, alerts, languages, read_released(out), unwritten)
    write_released(released, folder)
    unwritten.tell(problems, f"{PUBLIC}/{REPORT}")


def _status(problems: Problems, new_alerts: int) -> int:
    if problems.of(Severity.ERROR):
        return REJECTED
    return ALERTS if new_alerts else DONE
