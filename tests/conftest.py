"""What all Python tests share: Hypothesis draws the same examples every time and measures no time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kvalspc", deadline=None, derandomize=True)
settings.load_profile("kvalspc")
