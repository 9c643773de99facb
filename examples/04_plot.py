"""A chart as a file: SVG, PNG, PDF or a page that opens offline. Writes into the current folder."""

from __future__ import annotations

import kvalspc

in_time = [8, 11, 9, 10, 12, 9, 10, 8, 11, 10, 9, 13, 14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15]
treated = [20] * 24
months = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]

chart = kvalspc.chart(
    "p",
    in_time,
    treated,
    period=months,
    breaks="2023-01",
    target=0.65,
    better="higher",
    notes={"2023-01": "Ny rutine"},
)
chart.save("thrombolysis.svg", language="nb", title="Andel trombolysert innen 30 minutter")
chart.save("thrombolysis.png", language="en", title="Thrombolysed within 30 minutes")
print("wrote thrombolysis.svg and thrombolysis.png")
