"""From what a chart says that it needs, in English, to the text of the catalogues that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kvalspc.job.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["remedy_among"]


def remedy_among(needs: Sequence[tuple[str, str, str]], key: str, need: str, **named: str | None) -> Wording | None:
    """Return the text for what is needed of a key; None: nobody knows it.

    :param needs: patterns of keys, patterns of needs, and the text of each (``problem.need.TEXT``); what a pattern
        names fills the text's places, as does what is ``named`` here
    """
    for its_key, its_need, text in needs:
        found = re.fullmatch(its_need, need, re.DOTALL) if re.fullmatch(its_key, key) else None
        if found:
            return Wording(f"problem.need.{text}", {**found.groupdict(), **named})
    return None
