"""What every wheel must do right after installation: import, say its version, chart one series."""

from __future__ import annotations

import kvalspc

chart = kvalspc.chart("p", [4.0, 6.0, 5.0, 7.0, 3.0, 5.0, 8.0, 4.0, 6.0, 5.0, 4.0, 6.0], [50.0] * 12)
centre = float(chart.points["centre"][0])
assert abs(centre - 63.0 / 600.0) < 1e-15, centre
print(f"kvalspc {kvalspc.__version__}: centre {centre:.4f}")
