"""Did it change? Before against after a known start, and the search for a change when no start is known."""

from __future__ import annotations

import kvalspc

in_time = [8, 11, 9, 10, 12, 9, 10, 8, 11, 10, 9, 13, 14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15]
treated = [20] * 24
months = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]

answer = kvalspc.compare(in_time, treated, kind="p", period=months, start="2023-01", better="higher")
print(answer.text("nb"))
print(answer.text("en"))
print(f"verdict {answer.verdict} ({answer.strength})")
print(f"before {answer.baseline.level:.3f}, after {answer.after.level:.3f}")
interval = f"{answer.effect_lower:.3f} to {answer.effect_upper:.3f}"
print(f"difference {answer.effect:.3f} ({interval}), p {answer.p_value:.5f}")

search = kvalspc.compare(in_time, treated, kind="p", period=months)
assert search.change_at is not None
print(f"without a date: {search.verdict}, most likely from {months[search.change_at]}")
