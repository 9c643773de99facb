"""Scores in a notebook: the columns that answer, a row a unit."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

from kvalspc.codes import words_of

if TYPE_CHECKING:
    from kvalspc._score import Scores

__all__ = ["scores_html"]

_SHOWN = (
    "verdict",
    "strength",
    "baseline_level",
    "after_level",
    "effect",
    "effect_lower",
    "effect_upper",
    "p_value",
    "q_value",
    "centre",
    "beyond",
    "runs_signal",
)
_ROWS = 60


def scores_html(scores: Scores) -> str:
    """The rows as a table of HTML, at most sixty of them; all columns are in `Scores.to_frame`."""
    columns = {name: words_of(name, scores.columns[name]) for name in _SHOWN if name in scores.columns}
    head = "".join(f"<th>{escape(name)}</th>" for name in ("unit", *columns))
    body = "".join(
        f"<tr><th>{escape(str(unit))}</th>{''.join(f'<td>{_cell(values[k])}</td>' for values in columns.values())}</tr>"
        for k, unit in enumerate(scores.units[:_ROWS])
    )
    more = f"<div>and {len(scores) - _ROWS} more</div>" if len(scores) > _ROWS else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    wide = f'<div style="max-width:100%;overflow-x:auto">{table}</div>'  # a narrow page scrolls it
    return f"<div>{wide}{more}<div><code>{escape(repr(scores))}</code></div></div>"


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))
