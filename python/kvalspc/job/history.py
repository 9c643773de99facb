"""The history: a DuckDB file beside the results with the scores, signals and alerts of every different run.

Each run writes it anew, into the hidden folder with the other outputs: the runs before, and this one. So it is
never half-written, and it is replaced with them or not at all. A run on the same input takes the place of the one
before it, so that running twice adds nothing.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from kvalspc.job.alerts import Alert
from kvalspc.job.commit import OutputError
from kvalspc.job.load import has_table, literal
from kvalspc.job.outputs import signals_of
from kvalspc.job.revisions import make_settled
from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from kvalspc.job.results import Results

HISTORY = "history.duckdb"
VERSION = 2
READABLE = (1, 2)
"""Format 1 has no points and no periods; such a history is read and written anew."""

SIGNAL_KEY = ("indicator", "unit", "source", "rule", "first", "direction")
SCORE_COLUMNS = (
    "indicator", "unit", "period_type", "baseline_level", "after_level", "effect", "effect_lower", "effect_upper",
    "p_value", "verdict", "strength", "reason", "status",
)  # fmt: skip
_NUMBERS = frozenset({"baseline_level", "after_level", "effect", "effect_lower", "effect_upper", "p_value"})
_ALERT_COLUMNS = tuple(one.name for one in fields(Alert))

TABLES: dict[str, str] = {
    "format": "version INTEGER",
    "runs": "run INTEGER, input VARCHAR, project VARCHAR, version VARCHAR, as_of DATE, data_until DATE",
    "scores": ", ".join(["run INTEGER", *(f"{c} {'DOUBLE' if c in _NUMBERS else 'VARCHAR'}" for c in SCORE_COLUMNS)]),
    "signals": ", ".join(["run INTEGER", *(f'"{c}" VARCHAR' for c in SIGNAL_KEY), '"last" VARCHAR', "effect VARCHAR"]),
    "alerts": ", ".join(["run INTEGER", *(f'"{c}" VARCHAR' for c in _ALERT_COLUMNS)]),
    "points": "run INTEGER, indicator VARCHAR, unit VARCHAR, period VARCHAR, numerator DOUBLE, denominator DOUBLE",
    "periods": "run INTEGER, indicator VARCHAR, unit VARCHAR, basis VARCHAR, period_type VARCHAR",
}
KEPT_TWICE = ("points", "periods")
"""Tables that hold this run and the last different one only: a row a point of every night would be too much."""


@dataclass(frozen=True)
class Past:
    """What the last different run left: its signals and alerts; `last` is its number (0: there is none).

    `repeated`: the run before this one had the same input, and finished.
    """

    last: int
    signals: Mapping[tuple[str, ...], tuple[str, str | None]]  # last and effect by key
    alerts: tuple[Alert, ...]
    repeated: bool

    def is_new(self, row: dict[str, Any]) -> bool:
        """Whether a signal was not there in the last different run."""
        return signal_key(row) not in self.signals

    def ended(self, results: Results) -> list[dict[str, Any]]:
        """Return the signals of the last different run that are gone; units that could not be scored say nothing."""
        scored = {(unit.indicator, unit.unit) for unit in results if unit.status != "rejected"}
        still = {signal_key(row) for unit in results for row in signals_of(unit)}
        gone = sorted(key for key in self.signals if key not in still and key[:2] in scored)
        return [self._row(key) for key in gone]

    def _row(self, key: tuple[str, ...]) -> dict[str, Any]:
        last, effect = self.signals[key]
        named = {name: None if value == str(None) else value for name, value in zip(SIGNAL_KEY, key, strict=True)}
        return {**named, "last": last, "effect": effect}


def signal_key(row: dict[str, Any]) -> tuple[str, ...]:
    """Return what makes two signals the same; its end may move."""
    return tuple(str(row[name]) for name in SIGNAL_KEY)


def input_hash(results: Results, configuration: bytes) -> str:
    """Return the hash of everything that the results depend on, except the history."""
    said = {
        "inputs": [[f.name, f.sha256] for f in results.inputs],
        "configuration": hashlib.sha256(configuration).hexdigest(),
        "version": results.version,
        "as_of": results.as_of.isoformat() if results.as_of else None,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_past(folder: Path, given: str) -> Past:
    """Read what came before a run with the input hash `given`. OutputError when the file is not ours."""
    path = folder / HISTORY
    if not path.exists():
        return Past(0, {}, (), repeated=False)
    with _opened(path) as connection:
        runs = connection.execute("SELECT run, input FROM runs ORDER BY run DESC").fetchall()
        last = next((run for run, hashed in runs if hashed != given), 0)
        keys = ", ".join(f'"{name}"' for name in SIGNAL_KEY)
        signals = connection.execute(f'SELECT {keys}, "last", effect FROM signals WHERE run = ?', [last]).fetchall()
        names = ", ".join(f'"{name}"' for name in _ALERT_COLUMNS)
        alerts = connection.execute(f"SELECT {names} FROM alerts WHERE run = ? ORDER BY rowid", [last]).fetchall()
    finished = (folder / "manifest.json").exists()
    return Past(
        last,
        {tuple(key): (end, effect) for *key, end, effect in signals},
        tuple(Alert(*row) for row in alerts),
        repeated=finished and bool(runs) and runs[0][1] == given,
    )


def write_history(folder: Path, staged: Path, past: Past, results: Results, given: str, alerts: Iterable[Alert]) -> str:
    """Write the history of all different runs and this one into `staged`; return the hash of its rows.

    The scores and points are those of the files that lie there already.
    """
    import duckdb

    run = past.last + 1
    with duckdb.connect(str(staged / HISTORY)) as connection:
        if (folder / HISTORY).exists():
            connection.execute(f"ATTACH {literal(str(folder / HISTORY))} AS past (READ_ONLY)")  # no ? before DuckDB 2
        for name, columns in TABLES.items():
            inherited = past.last and name != "format" and has_table(connection, name)
            connection.execute(f"CREATE TABLE {name} ({columns})")
            if inherited:
                first = past.last if name in KEPT_TWICE else 0
                connection.execute(
                    f"INSERT INTO {name} SELECT * FROM past.{name} WHERE run BETWEEN ? AND ?", [first, past.last]
                )
        _insert(connection, "format", [[VERSION]])
        about = [run, given, results.project.project.id, results.version, results.as_of, results.data_until]
        _insert(connection, "runs", [about])
        columns = ", ".join(SCORE_COLUMNS)
        connection.execute(f"INSERT INTO scores SELECT ?, {columns} FROM {_parquet(staged / 'scores.parquet')}", [run])
        found = [row for unit in results for row in signals_of(unit)]
        _insert(connection, "signals", [[run, *signal_key(row), row["last"], row["effect"]] for row in found])
        _insert(connection, "alerts", [[run, *(getattr(a, name) for name in _ALERT_COLUMNS)] for a in alerts])
        make_settled(connection, _parquet(staged / "points.parquet"))
        connection.execute("INSERT INTO points SELECT ?, * FROM settled", [run])
        chosen = [[run, indicator, unit, *said] for (indicator, unit), said in results.periods.items()]
        _insert(connection, "periods", chosen)
        return hash_of_rows(connection)


def _parquet(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"


def read_periods(folder: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the periods that the last run chose: basis and type by indicator and unit (see kvalspc.job.plan)."""
    path = folder / HISTORY
    if not path.exists():
        return {}
    with _opened(path) as connection:
        if not has_table(connection, "periods"):
            return {}
        rows = connection.execute(
            "SELECT indicator, unit, basis, period_type FROM periods WHERE run = (SELECT max(run) FROM runs)"
        ).fetchall()
    return {(indicator, unit): (basis, kind) for indicator, unit, basis, kind in rows}


def _insert(connection: DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    import pyarrow as pa

    if not rows:
        return
    columns = [pa.array(column) for column in zip(*rows, strict=True)]
    connection.register("rows", pa.table(columns, names=[f"c{k}" for k in range(len(columns))]))
    connection.execute(f"INSERT INTO {table} SELECT * FROM rows")
    connection.unregister("rows")


def hash_of_rows(connection: DuckDBPyConnection) -> str:
    """Return the hash of a history's rows, as the manifest has it: DuckDB may lay them out in other bytes."""
    digest = hashlib.sha256()
    for name in TABLES:
        # a sum over the rows: their order is none of the history's, and sorting millions takes long
        query = f"SELECT count(*), CAST(sum(CAST(hash(one) AS HUGEINT)) AS VARCHAR) FROM {name} AS one"
        found = connection.execute(query).fetchone()
        digest.update(json.dumps([name, found]).encode())
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[DuckDBPyConnection]:
    """Open a history to read from; whatever is wrong with the file becomes an OutputError."""
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            row = connection.execute("SELECT version FROM format").fetchone()
            if row is None or row[0] not in READABLE:
                places = {"path": path, "found": row[0] if row else None}
                raise OutputError(Wording("problem.detail.history_format", places))
            yield connection
    except duckdb.Error:
        raise OutputError(Wording("problem.detail.history_unreadable", {"path": path})) from None
