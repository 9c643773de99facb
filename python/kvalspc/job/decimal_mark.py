"""Which files have decimal commas: as the project file says, else each by its separator and its own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvalspc.job.data_file import file_of

if TYPE_CHECKING:
    from kvalspc.job.source import Source


def commas(source: Source) -> frozenset[int]:
    """Return the places of the files that have decimal commas: where one is asked for all of them.

    Else those whose separator is no comma, if a number in them has one. Reads ``chosen`` (see kvalspc.job.rows).
    """
    every = range(len(source.files))
    if source.data.decimal != "auto":
        return frozenset(every if source.data.decimal == "," else ())
    texts = [c for c, role in (("v", "value"), ("d", "denominator")) if role not in source.header.typed]
    open_ = [k for k in every if source.files[k].header.separator != ","]
    if not open_ or not texts:
        return frozenset()
    comma = "contains({c}, ',') AND regexp_full_match({c}, '-?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?')"
    found = " OR ".join(comma.format(c=c) for c in texts)
    if len(source.files) == 1:
        return frozenset(every if source.one(f"SELECT 1 FROM chosen WHERE {found} LIMIT 1") else ())
    there = source.all(f"SELECT DISTINCT {file_of('rec')} FROM chosen WHERE {found}")
    return frozenset(int(k) for (k,) in there) & frozenset(open_)
