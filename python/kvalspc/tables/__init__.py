"""Tables of charts: columns for a data frame, a formatted table for a page, a workbook for Excel."""

from __future__ import annotations
