"""The files of the synthetic register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.demo.departments import LIMIT, departments, share_within
from kvalspc.demo.events import events
from kvalspc.demo.project_files import project_p1, project_p2

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kvalspc.demo.departments import Department
    from kvalspc.demo.events import Event

_README = """\
SYNTHETIC DATA / SYNTETISKE DATA

No patient, department or hospital here exists. The files were made by kvalspc's generator with seed {seed};
the same seed gives the same bytes.

Ingen pasienter, avdelinger eller sykehus her finnes. Filene er laget av kvalspc med startverdi {seed}; samme
startverdi gir de samme filene.

project.toml      project P1: three departments, one shared start. Run: kvalspc run project.toml
project-p2.toml   project P2: eight departments, staggered starts
events.csv        one row a patient and indicator. dtn30: 1 = needle within {limit} minutes; dtn_median:
                  minutes. An empty var is a time that was not recorded.
units.csv         names and trusts of the departments
truth.csv         what is true in each department: the median minutes and the share within {limit} minutes
                  before and after the planted change, and when. No real register has this file.
"""


def write_stroke_register(directory: Path, *, seed: int = 2023) -> Path:
    """Write the synthetic stroke register into `directory`, which is made if need be.

    Writes events.csv, units.csv, truth.csv, project.toml, project-p2.toml and README.txt; files of these
    names are replaced. The bytes depend on `seed` alone.

    Returns:
        The project file of P1, which `kvalspc run` takes.
    """
    directory.mkdir(parents=True, exist_ok=True)
    units = departments(seed)
    texts = {
        "events.csv": _lines("resh;date;ind_id;var", _rows(events(seed))),
        "units.csv": _lines("unit;name;trust", (f"{d.resh};{d.name};{d.trust}" for d in units)),
        "truth.csv": _truth(units),
        "project.toml": project_p1([d for d in units if d.project == "P1"]),
        "project-p2.toml": project_p2([d for d in units if d.project == "P2"]),
        "README.txt": _README.format(seed=seed, limit=LIMIT),
    }
    for name, text in texts.items():
        (directory / name).write_bytes(text.encode("utf-8"))  # bytes: one kind of line end everywhere
    return directory / "project.toml"


def _lines(header: str, rows: Iterable[str]) -> str:
    return "\n".join((header, *rows)) + "\n"


def _rows(made: Iterable[Event]) -> Iterable[str]:
    for event in made:
        known = event.minutes is not None
        within = str(int(event.minutes <= LIMIT)) if event.minutes is not None else ""
        yield f"{event.resh};{event.day};dtn30;{within}"
        yield f"{event.resh};{event.day};dtn_median;{event.minutes if known else ''}"


def _truth(units: Iterable[Department]) -> str:
    header = (
        "unit;name;project;yearly;planted;start;relapse;"
        "median_before;median_after;median_last;share_before;share_after;share_last"
    )
    return _lines(header, (_truth_row(unit) for unit in units))


def _truth_row(unit: Department) -> str:
    medians = [median for _, median in unit.steps]
    before, after, last = medians[0], medians[min(1, len(medians) - 1)], medians[-1]
    relapse = unit.steps[2][0] if len(unit.steps) > 2 else ""
    shares = ";".join(f"{share_within(median):.4f}" for median in (before, after, last))
    return (
        f"{unit.resh};{unit.name};{unit.project};{unit.yearly};{unit.planted};{unit.start or ''};{relapse};"
        f"{before:g};{after:g};{last:g};{shares}"
    )
