"""Synthetic example data: a stroke register that never was, with changes planted where `truth.csv` says.

Nothing here describes a patient, a department or a hospital. The model (door-to-needle minutes of
thrombolysis, log-normal, small units) follows published figures of this kind of register, so that the
examples meet what real registers meet: empty months, missing times, summer holidays, a change that lasts, one
that is lost again, and units too small to say anything about.
"""

from __future__ import annotations

from kvalspc.demo.files import write_stroke_register

__all__ = ["write_stroke_register"]
