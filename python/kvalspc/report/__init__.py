"""The report of a run: pages that open without a network, one language a page, the answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from kvalspc.job.results import Results
    from kvalspc.report.unwritten import Unwritten

__all__ = ["write"]


def write(
    results: Results,
    directory: Path,
    *,
    languages: Sequence[str] | None = None,
    alerts: Sequence[Mapping[str, Any]] = (),
    unwritten: Unwritten | None = None,
) -> list[Path]:
    """Write the report of a run into a folder, and return the files, the first page first.

    `index.html` is in the first language, `index.en.html` and so on in the others; they link to each other.
    Few charts stand on the same page below the overview, many on a page a unit in `units/`. `summary.json` holds
    the first page in words, for the leaders' page of all projects. Bytes depend on the results only.

    Args:
        results: what the run found.
        directory: the folder of the report; made where it does not exist. Nothing outside it is touched.
        languages: "nb", "nn", "en"; the first is the default. None: those of the project.
        alerts: what alerts.json lists; the pages show them.
        unwritten: told of single units whose part raised, and of pages of all units that did; these say that they
            cannot be shown, and the others are written. None: what is raised is passed on.

    Raises:
        ValueError: no language, or one that kvalspc does not speak.
    """
    from kvalspc.report.pages import write_pages
    from kvalspc.report.unwritten import Strict

    chosen = tuple(results.project.project.languages if languages is None else languages)
    return write_pages(results, directory, chosen, [dict(one) for one in alerts], unwritten or Strict())
