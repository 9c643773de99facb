"""Several uploads in one delivery, in one file or many: each replaces the rows before it of its indicator and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.data_file import file_of
from kvalspc.job.load import literal
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
    indicator = "indicator" if "indicator" in source.header.role else literal(source.project.indicator[0].id)
    found = source.all(
        f"""SELECT {file_of("rec")} AS file, count(*), list(DISTINCT {indicator})
        FROM raw SEMI JOIN replaced USING (rec) GROUP BY file ORDER BY file"""
    )
    for file, count, ids in found:
        of = quoted(sorted(ids, key=by_bytes))
        name = source.files[file].name
        source.warn("rows_replaced", file=name, column=source.header.name("upload"), count=count, ids=of)
    if found:
        source.run("DELETE FROM raw WHERE rec IN (SELECT rec FROM replaced)")
