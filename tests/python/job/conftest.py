"""A bench for jobs: write a data file and a project file, run, look at the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kvalspc.job.results import UnitResult
    from kvalspc.job.run import Outcome

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]


@dataclass
class Bench:
    """A folder with a project; `job` writes the files and runs it."""

    folder: Path
    header: str = "period;resh;var;denominator\n"

    def job(
        self,
        content: str | bytes,
        *,
        kind: str = "aggregated",
        type: str = "andel",  # noqa: A002  # the key of the project file
        data: str = "",
        indicator: str = "",
        units: str = "",
        rest: str = "",
        out: Path | None = None,
        as_of: date | None = None,
    ) -> Outcome:
        """Write data.csv and project.toml and run them; nothing is written without `out`."""
        from kvalspc.job.run import run

        raw = content.encode() if isinstance(content, str) else content
        (self.folder / "data.csv").write_bytes(raw)
        project = self.write(
            f'[project]\nid = "test"\n[data]\n{kind} = "data.csv"\n{data}\n'
            f'[[indicator]]\nid = "x"\ntype = "{type}"\n{indicator}\n[units]\n{units}\n{rest}\n'
        )
        return run(project, out, as_of=as_of)

    def write(self, toml: str, name: str = "project.toml") -> Path:
        """Write a project file."""
        path = self.folder / name
        path.write_text(toml, encoding="utf-8")
        return path

    @staticmethod
    def rows(unit: str = "A", months: list[str] | None = None, value: object = 6, of: object = 20) -> str:
        """Good rows of a unit: period, unit, numerator, denominator."""
        return "".join(f"{month};{unit};{value};{of}\n" for month in months or MONTHS)

    @staticmethod
    def unit(outcome: Outcome, unit: str, indicator: str = "x") -> UnitResult:
        """Return the result of one unit."""
        assert outcome.results is not None, "\n".join(outcome.problems.lines())
        return next(u for u in outcome.results if u.unit == unit and u.indicator == indicator)

    @staticmethod
    def codes(outcome: Outcome) -> set[str]:
        """Return the codes of all problems."""
        return {p.code for p in outcome.problems}

    @staticmethod
    def told(outcome: Outcome, code: str) -> list[str]:
        """Return the problems of a code as a person reads them."""
        return [str(p) for p in outcome.problems.sorted() if p.code == code]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
