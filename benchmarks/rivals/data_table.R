# The p chart of many units with data.table, grouped by unit; prints the shortest and the middle time in seconds.
# Usage: Rscript data_table.R FILE UNITS PERIODS       FILE: all numerators, then all denominators, as doubles
if (!requireNamespace("data.table", quietly = TRUE)) quit(status = 1)
suppressPackageStartupMessages(library(data.table))
given <- commandArgs(trailingOnly = TRUE)
units <- as.integer(given[2])
periods <- as.integer(given[3])
numbers <- readBin(given[1], "double", 2 * units * periods)
points <- data.table(unit = rep(seq_len(units), each = periods),
                     x = head(numbers, units * periods), n = tail(numbers, units * periods))
chart <- function() {
  points[, {
    centre <- sum(x) / sum(n)
    value <- x / n
    useful <- value != centre
    runs <- rle(value[useful] > centre)$lengths
    list(centre = centre, beyond = sum(abs(value - centre) > 3 * sqrt(centre * (1 - centre) / n)),
         longest_run = max(0L, runs), crossings = max(0L, length(runs) - 1L))
  }, by = unit]
}
times <- vapply(1:7, function(round) system.time(chart())[["elapsed"]], 0)
cat(min(times), median(times), "\n")
