"""The same scores on Apache Spark: every group of units is scored where its rows lie (needs ``kvalspc[spark]``).

For tables that do not fit on one machine; `docs/spark.md` tells when that is.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kvalspc._score import score as score_locally
from kvalspc.codes import has_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

    from kvalspc._score import Scores

__all__ = ["score"]


def score(
    frame: DataFrame,
    *,
    by: str | Sequence[str],
    kind: str,
    unit: str,
    period: str,
    numerator: str,
    denominator: str | None = None,
    threads: int = 1,
    **options: Any,
) -> DataFrame:
    """Scores every unit of every group of a Spark data frame: a row a unit and period in, a row a unit out.

    The rows of a group are what :func:`kvalspc.score` gives for that group alone, bit by bit, its `q_value` and shared
    dispersion too. A group (the units of one indicator, say) is scored by one worker and must fit into its memory.
    Rows that share unit and period are taken in order of size, since Spark keeps no other.

    Args:
        frame: of pyspark 4.0 or newer; kvalspc must be installed on its workers.
        by: the column, or columns, whose values make the groups.
        unit, period, numerator, denominator: names of columns.
        threads: of each worker's scoring.
        kind, options: as for :func:`kvalspc.score`, the same for all groups.

    Returns:
        The columns `by`, then unit and those of ``Scores.to_frame()``. Nothing is computed before Spark asks for rows,
        but for the first group, which is scored at once to tell mistakes in the arguments early.

    Raises:
        ValueError, TypeError, IndexError: as :func:`kvalspc.score`, for the first group. Misuse in another group stops
            the Spark job with that message, the group named.
    """
    groups = [by] if isinstance(by, str) else list(by)
    target = options.get("target")
    read = [unit, period, numerator, denominator, target if isinstance(target, str) else None]
    columns = list(dict.fromkeys([*groups, *(name for name in read if name is not None)]))
    unknown = next((name for name in columns if name not in frame.columns), None)
    if not groups or unknown is not None:
        raise ValueError(f"got {unknown!r}, need columns of the frame: {', '.join(map(repr, frame.columns))}")
    sizes = [name for name in columns if name not in {*groups, unit, period}]
    placed = frame.select(columns).repartition(*groups).sortWithinPartitions(*groups, unit, period, *sizes)
    arguments = {
        "kind": kind, "unit": unit, "period": period, "numerator": numerator, "denominator": denominator,
        "threads": threads, **options,
    }  # fmt: skip
    return placed.mapInArrow(partial(_score_groups, by=groups, arguments=arguments), _schema(placed, groups, arguments))


def _schema(frame: DataFrame, groups: Sequence[str], arguments: Mapping[str, Any]) -> StructType:
    """The columns of the answer: those of the first group's."""
    from pyspark.sql.types import BooleanType, DoubleType, LongType, StringType, StructField, StructType

    first = frame.select(*groups).first()
    if first is None:
        raise ValueError("frame: got no rows, need at least one")
    chosen = frame
    for name in groups:
        chosen = chosen.filter(chosen[name].eqNullSafe(first[name]))
    scores = _scored(chosen.toArrow(), groups, arguments)
    kinds = {pa.bool_(): BooleanType(), pa.float64(): DoubleType(), pa.int64(): LongType(), pa.string(): StringType()}
    own = [frame.schema[name] for name in groups] + [StructField("unit", frame.schema[arguments["unit"]].dataType)]
    return StructType(own + [StructField(field.name, kinds[field.type]) for field in _fields(scores)])


def _score_groups(
    batches: Iterable[pa.RecordBatch], by: Sequence[str], arguments: Mapping[str, Any]
) -> Iterator[pa.RecordBatch]:
    """What a worker does: rows of whole groups in, one group after the other; the rows of their units out."""
    for table in _whole_groups(batches, by):
        scores = _scored(table, by, arguments)
        names = table.schema.field(arguments["unit"]).type
        columns = {name: pa.array([table[name][0].as_py()] * len(scores), table.schema.field(name).type) for name in by}
        columns["unit"] = pa.array(scores.units, names)
        for field in _fields(scores):
            columns[field.name] = pa.array(words_of(field.name, scores.columns[field.name]), field.type)
        yield from pa.table(columns).to_batches()


def _scored(table: pa.Table, by: Sequence[str], arguments: Mapping[str, Any]) -> Scores:
    """The scores of one group. Raises what :func:`kvalspc.score` raises, the group named."""
    try:
        return score_locally(table, **arguments)
    except (ValueError, TypeError, IndexError) as error:
        group = ", ".join(f"{name} {table[name][0].as_py()!r}" for name in by)
        raise type(error)(f"{group}: {error}") from None


def _fields(scores: Scores) -> list[pa.Field]:
    """Name and type of the columns of scores, the same whatever their values: words, truths, numbers."""
    return [
        pa.field(name, pa.string() if has_words(name) else _plain(np.asarray(values).dtype))
        for name, values in scores.columns.items()
    ]


def _plain(dtype: np.dtype[Any]) -> pa.DataType:
    """The one Spark type for all whole numbers, and for all others."""
    if dtype.kind == "b":
        return pa.bool_()
    return pa.int64() if dtype.kind in "iu" else pa.float64()


def _whole_groups(batches: Iterable[pa.RecordBatch], by: Sequence[str]) -> Iterator[pa.Table]:
    """Rows that lie group by group, in batches that end anywhere -> one table a group."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if batch.num_rows == 0:
            continue
        ends = {int(end) for name in by for end in pc.run_end_encode(batch[name]).run_ends.to_numpy()}
        for first, end in pairwise([0, *sorted(ends)]):
            piece = batch.slice(first, end - first)
            if held and any(held[0][name][0] != piece[name][0] for name in by):
                yield pa.Table.from_batches(held)
                held = []
            held.append(piece)
    if held:
        yield pa.Table.from_batches(held)
