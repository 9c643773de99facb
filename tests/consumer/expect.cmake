# What the outsiders' programs must print: p chart of tests/consumer/chart.cpp, centre 63 / 575, and
# 3 sqrt(c (1 - c) / n) = .132514 for n = 50 and .187408 for n = 25.
set(EXPECT_CHART "month 12: 0.2400, centre 0.1096, limits 0.0000 to 0.2970")
# ... and of tests/consumer/batch.cpp: 25 / 250 and 6 / 80.
set(EXPECT_BATCH "unit 0: centre 0.1000.*unit 1: centre 0.0750")
