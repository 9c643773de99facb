"""The nightly job: a project file and register data in, a verdict for every participating unit out.

`kvalspc.job.run.run` is the whole of it: plan, read, aggregate, score, write. Nothing here computes a
statistic; sums of integers are DuckDB's, everything else is the C++ core's. ``docs/job.md`` describes files,
columns and exit statuses.
"""

from __future__ import annotations
