"""A first chart: shares of patients month by month, their centre line, limits and signals."""

from __future__ import annotations

import kvalspc

# Patients treated within 30 minutes, of all treated, a month each.
in_time = [8, 10, 7, 12, 9, 11, 8, 10, 9, 12, 15, 16, 14, 17, 16]
treated = [20, 22, 19, 24, 20, 23, 18, 21, 20, 22, 20, 21, 19, 22, 20]
months = [f"2023-{month:02d}" for month in range(1, 13)] + ["2024-01", "2024-02", "2024-03"]

chart = kvalspc.chart("p", in_time, treated, period=months, better="higher")

print("month    value  lower  centre  upper")
points = chart.points
for month, value, lower, centre, upper in zip(
    months, points["value"], points["lower"], points["centre"], points["upper"], strict=True
):
    print(f"{month}  {value:.3f}  {lower:.3f}  {centre:.3f}   {upper:.3f}")

print("limits:", chart.limits_used[0])
for signal in chart.signals:
    print("signal:", signal["rule"], months[signal["first"]], "to", months[signal["last"]])
print(chart.text("en"))
