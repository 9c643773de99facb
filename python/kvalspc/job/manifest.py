"""The manifest: what went in and what came out. It is written last, so that where it lies, a run is whole."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from kvalspc.job.columns import SCHEMA_VERSION
from kvalspc.job.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from kvalspc.job.problems import Problems
    from kvalspc.job.results import Results


def manifest_of(results: Results, problems: Problems, project_file: Path, outputs: Mapping[str, str]) -> dict[str, Any]:
    """Return what manifest.json holds. No clock is read: the time is the as-of date, or SOURCE_DATE_EPOCH.

    outputs: path and SHA-256 of every other file of the run.
    """
    raw = project_file.read_bytes()
    return {
        "schema_version": SCHEMA_VERSION,
        "version": results.version,
        "project": results.project.project.id,
        "time": _time(results.as_of),
        "as_of": results.as_of.isoformat() if results.as_of else None,
        "data_until": results.data_until.isoformat() if results.data_until else None,
        "configuration": {"name": project_file.name, "sha256": hashlib.sha256(raw).hexdigest()},
        "inputs": [{"name": f.name, "sha256": f.sha256, "bytes": f.size, "rows": f.rows} for f in results.inputs],
        "counts": dict(results.counts),
        "errors": [str(p) for p in problems.sorted() if p.severity is Severity.ERROR],
        "warnings": [str(p) for p in problems.sorted() if p.severity is Severity.WARNING],
        "not_listed": {f"{file}: {code}": n for (file, code), n in sorted(problems.more.items(), key=str)},
        "outputs": dict(sorted(outputs.items())),
    }


def to_json(value: dict[str, Any]) -> str:
    """Return JSON in one form: UTF-8, two spaces, a line end at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _time(as_of: date | None) -> str | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if as_of is not None:
        return as_of.isoformat()
    if epoch.isascii() and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return None
