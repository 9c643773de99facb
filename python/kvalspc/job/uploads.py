"""Several uploads in one delivery: an upload replaces all rows of the same indicator, context and year before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.source import by_bytes
from kvalspc.job.wording import quoted

if TYPE_CHECKING:
    from kvalspc.job.source import Source


def keep_latest(source: Source) -> None:
    """Drop from ``raw`` the rows that a later upload replaced, and say of which indicators there were any.

    Numbers of uploads are compared as numbers, everything else (such as 2024-03-17 10:15) as text, where 17.03.2024 is
    read as 2024-03-17. Rows without an upload come before all others. Numbers beside texts have no order: the delivery
    is refused.
    """
    if "upload" not in source.header.role:
        return
    given = "trim(coalesce(CAST(upload AS VARCHAR), ''))"
    is_number = f"regexp_full_match({given}, '[0-9]{{1,30}}')"
    numbers = int(source.one(f"SELECT count(*) FROM raw WHERE {is_number}"))
    texts = int(source.one(f"SELECT count(*) FROM raw WHERE NOT {is_number} AND {given} <> ''"))
    if numbers and texts:
        source.warn("uploads_mixed", column=source.header.name("upload"), numbers=numbers, texts=texts)
        return
    text = rf"regexp_replace({given}, '^([0-9]{{2}})[.]([0-9]{{2}})[.]([0-9]{{4}})', '\3-\2-\1')"
    order = f"CASE WHEN {is_number} THEN CAST({given} AS HUGEINT) ELSE -1 END" if numbers else text
    key = ", ".join(role for role in ("indicator", "context", "year") if role in source.header.role)
    source.run(
        f"""CREATE OR REPLACE TEMP TABLE replaced AS SELECT rec FROM
        (SELECT rec, {order} AS nth, max(nth) OVER (PARTITION BY {key}) AS last FROM raw)
        WHERE nth < last"""
    )
    count = int(source.one("SELECT count(*) FROM replaced"))
    if count:
        ids = source.all("SELECT DISTINCT indicator FROM raw SEMI JOIN replaced USING (rec)")
        of = quoted(sorted((i for (i,) in ids), key=by_bytes))
        source.warn("rows_replaced", column=source.header.name("upload"), count=count, ids=of)
        source.run("DELETE FROM raw WHERE rec IN (SELECT rec FROM replaced)")
