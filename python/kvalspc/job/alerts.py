"""Alerts: what someone must be told tonight.

They come only from calibrated monitors and from verdicts at planned looks, never from chart rules or limits,
which are signals for the eye: with a hundred charts some rule fires every night. Neither source is built yet,
so the list is empty; its form is fixed, so that those who read alerts.json can be written now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kvalspc.job.columns import SCHEMA_VERSION

if TYPE_CHECKING:
    from kvalspc.job.results import Results


def alerts_of(results: Results) -> dict[str, Any]:
    """Return what alerts.json holds: the schema version, the project, and the alerts (none yet)."""
    return {"schema_version": SCHEMA_VERSION, "project": results.project.project.id, "alerts": []}
