"""Every text that a person reads, in Norwegian (bokmål, nynorsk) and English.

The sentences stand in the catalogues beside this file; this package only chooses among them and fills their named
places with numbers, percent and months in the form of the language. It computes nothing.
"""

from __future__ import annotations

from kvalspc.words.catalogue import LANGUAGES
from kvalspc.words.labels import GROUPS, group, label
from kvalspc.words.measure import Measure

__all__ = ["GROUPS", "LANGUAGES", "Measure", "group", "label"]
