"""How often stable series signal all the same, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kvalspc.words.catalogue import check_language, say
from kvalspc.words.numbers import percent, percent_digits

if TYPE_CHECKING:
    from kvalspc.rules import FalseAlarms


def false_alarms_text(found: FalseAlarms, language: str = "nb") -> str:
    """Word the false alarms of a series in one sentence.

    Args:
        found: The result of `kvalspc.Chart.false_alarms`.
        language: "nb", "nn" or "en".

    Raises:
        ValueError: An unknown language.
    """
    check_language(language)
    if math.isnan(found.either):
        return say("false_alarms.unknown", language)
    shares = {"either": found.either, "limits": found.limits, "rules": found.rules}
    digits = percent_digits(*shares.values())
    return say("false_alarms", language, **{name: percent(share, digits, language) for name, share in shares.items()})
