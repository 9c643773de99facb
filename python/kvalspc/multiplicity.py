"""Many tests at once: q-values, and lists whose expected false alarms are stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kvalspc import _core
from kvalspc.arguments import explained
from kvalspc.arrays import to_floats
from kvalspc.options import number, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kvalspc.arrays import Floats

__all__ = ["Shortlist", "q_values", "shortlist", "verdict_q_values"]


LISTED = 0.05
"""The q-value up to which a list of units counts a test."""

UNTESTED = frozenset({"too_few_data", "not_assessable"})
"""Verdicts behind which there is no test."""


@dataclass(frozen=True)
class Shortlist:
    """The tests whose q-value is at most `level`, the clearest first.

    Attributes:
        positions: of the tests on the list.
        q_values: of all tests, NaN where there was no test.
        tested: how many tests there were.
        expected_false: on the average at most so many of the list are false alarms.
    """

    positions: list[int]
    q_values: Floats
    tested: int
    level: float
    expected_false: float

    def __len__(self) -> int:
        return len(self.positions)

    def text(self, language: str = "nb") -> str:
        """How long the list is, and how many false alarms to expect on it: "nb", "nn" or "en"."""
        from kvalspc.words.units import shortlist_text

        return shortlist_text(self, language)


@explained
def q_values(values: Any, *, method: str = "bh") -> Floats:
    """The smallest share of false alarms at which each test would be on the list.

    Args:
        values: p-values (e-values with "e-bh"), shape (n,); NaN where there was no test, and so no q-value.
        method: "bh" (Benjamini and Hochberg 1995: independent tests, or such that move together), "by" (Benjamini and
            Yekutieli 2001: whatever the tests have to do with each other), "e-bh" (Wang and Ramdas 2022: e-values,
            which may be looked at every night).

    Raises:
        ValueError: an unknown method, or a value that is no probability (below 0 for an e-value).
    """
    return _core.q_values(to_floats(values, "values"), method=word(method, "method"))


@explained
def shortlist(values: Any, *, level: float = 0.05, method: str = "bh") -> Shortlist:
    """The list of tests of which on the average at most a share `level` are false alarms; arguments as q_values."""
    level = number(level, "level")
    if not 0.0 < level < 1.0:
        raise ValueError(f"level: got {level:g}, need a share between 0 and 1")
    return shortlist_of(q_values(values, method=method), level)


def shortlist_of(q: Any, level: float) -> Shortlist:
    """The list of tests whose q-values, computed before (perhaps among more tests), are at most `level`."""
    found = _core.shortlist(q, level)
    return Shortlist(found["positions"], q, found["tested"], level, found["expected_false"])


def verdict_q_values(verdicts: Iterable[str], p_values: Any) -> Floats:
    """q-values (Benjamini and Hochberg) of the verdicts of one indicator's units.

    Args:
        verdicts: in words, one a unit; those of too little data are not tests.
        p_values: of the verdicts.
    """
    p = np.array(to_floats(p_values, "p_values"))
    p[np.array([verdict in UNTESTED for verdict in verdicts], dtype=bool)] = np.nan
    return q_values(p)
