"""Counting records, lines and fields in blocks of bytes, quotes respected (RFC 4180)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from kvalspc.job.problems import Problems

LONGEST_LINE = 1 << 20
"""Bytes; a longer line is no row of a register."""

_LF, _CR, _QUOTE = 10, 13, 34
Positions: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int64]]"
Bytes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.uint8]]"
Mask: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"


@dataclass
class Records:
    """What is known of the records so far, from block to block."""

    fields: int
    separator: int
    offset: int = 0
    line: int = 0  # line ends seen
    record: int = 0  # record ends seen
    inside: bool = False  # between quotes
    before: int = _LF  # the byte before the block
    separators: int = 0  # of the record that is not over yet
    length: int = 0  # bytes of the line that is not over yet
    record_bytes: int = 0  # bytes of the record that is not over yet
    first_line: int = 1  # line where the record that is not over yet begins
    open_line: int = 0
    valid_utf8: bool = True
    high_controls: bool = False  # bytes 80-9F: letters of Windows-1252, not of Latin-1
    crlf: bool = False
    lf: bool = False
    quoted_newlines: bool = False
    odd: list[tuple[int, int, int]] = field(default_factory=list)
    blank: set[int] = field(default_factory=set)
    starts: list[Positions] = field(default_factory=list)

    def take(self, block: Bytes, after: int, name: str, problems: Problems) -> bool:
        """Take in one block; False when the file must be refused at once."""
        newline = block == _LF
        newlines = np.flatnonzero(newline)
        if not bool(block.all()):
            at = int(np.flatnonzero(block == 0)[0])
            problems.add("nul_byte", file=name, line=self._line_of(newlines, at))
            return False
        previous = np.concatenate((np.array([self.before], dtype=np.uint8), block[:-1]))
        following = np.concatenate((block[1:].astype(np.int16), np.array([after], dtype=np.int16)))
        returns = block == _CR
        if returns.any():
            lone = np.flatnonzero(returns & (following != _LF))
            if lone.size:
                problems.add("lone_cr", file=name, line=self._line_of(newlines, int(lone[0])))
                return False
        ended = previous[newlines] == _CR
        self.crlf = self.crlf or bool(ended.any())
        self.lf = self.lf or not bool(ended.all())
        if not self._line_lengths(newlines, block.size, name, problems):
            return False
        if not self.valid_utf8:
            self.high_controls = self.high_controls or bool(((block >= 0x80) & (block < 0xA0)).any())
        quotes = block == _QUOTE
        within = np.full(block.size, self.inside)
        if quotes.any():
            parity = np.bitwise_xor.accumulate(quotes.view(np.uint8)).astype(bool)
            within = parity ^ self.inside  # after each byte
            if not self._quotes_in_place(quotes, within, previous, following, newlines, name, problems):
                return False
            if within[-1]:
                opened = np.flatnonzero(quotes & within)
                if opened.size:
                    self.open_line = self._line_of(newlines, int(opened[-1]))
        self._records(
            newlines,
            newlines[~within[newlines]],
            np.flatnonzero((block == self.separator) & ~within),
            block.size,
        )
        self.inside = bool(within[-1])
        self.before = int(block[-1])
        return True

    def finish(self) -> None:
        """Close the last record when the file does not end with a line end."""
        if self.record_bytes:
            self._close(self.separators + 1, self.record_bytes)
            self.starts.append(np.array([self.first_line], dtype=np.int64))
            self.record += 1

    def line_numbers(self, skipped: frozenset[int]) -> Positions | None:
        """Return the lines of the kept records, or None when record k is line k + 1 throughout."""
        if not skipped and not self.quoted_newlines:
            return None
        lines = np.concatenate(self.starts) if self.starts else np.empty(0, dtype=np.int64)
        kept = np.ones(lines.size, dtype=bool)
        kept[sorted(skipped)] = False
        return lines[kept]

    def _line_of(self, newlines: Positions, at: int) -> int:
        return self.line + int(np.searchsorted(newlines, at)) + 1

    def _line_lengths(self, newlines: Positions, size: int, name: str, problems: Problems) -> bool:
        edges = np.concatenate((np.array([-1 - self.length]), newlines, np.array([size])))
        lengths = np.diff(edges) - 1
        longest = int(lengths.argmax())
        if lengths[longest] > LONGEST_LINE:
            problems.add(
                "line_too_long",
                file=name,
                line=self.line + longest + 1,
                length=int(lengths[longest]),
                limit=LONGEST_LINE,
            )
            return False
        self.length = int(lengths[-1])
        return True

    def _quotes_in_place(
        self,
        quotes: Mask,
        within: Mask,
        previous: Bytes,
        following: np.ndarray[tuple[int], np.dtype[np.int16]],
        newlines: Positions,
        name: str,
        problems: Problems,
    ) -> bool:
        """Follow RFC 4180: quotes open a field at its very start, close it at its end, and are doubled inside."""
        opens, closes = quotes & within, quotes & ~within
        early = [self.separator, _LF, _QUOTE]
        late = [self.separator, _LF, _CR, _QUOTE, -1]
        misplaced = (opens & ~np.isin(previous, early)) | (closes & ~np.isin(following, late))
        if self.offset == 0 and previous[1:4].tobytes() == b"\xef\xbb\xbf":
            misplaced[3:4] = False  # the first field begins after the byte order mark
        if misplaced.any():
            at = int(np.flatnonzero(misplaced)[0])
            problems.add("quote_stray", file=name, line=self._line_of(newlines, at))
            return False
        return True

    def _records(
        self,
        newlines: Positions,
        ends: Positions,
        separators: Positions,
        size: int,
    ) -> None:
        """Number the records that end in this block, with their first lines and numbers of fields."""
        upto = np.searchsorted(separators, ends)
        counts = np.diff(upto, prepend=0) + 1
        sizes = np.diff(ends, prepend=-1) - 1
        if ends.size:
            counts[0] += self.separators
            sizes[0] += self.record_bytes
            last_lines = self.line + np.searchsorted(newlines, ends) + 1
            starts = np.concatenate((np.array([self.first_line]), last_lines[:-1] + 1)).astype(np.int64)
            self.quoted_newlines = self.quoted_newlines or bool((starts != last_lines).any())
            self.starts.append(starts)
            for i in np.flatnonzero(counts != self.fields):
                self._close(int(counts[i]), int(sizes[i]), int(i), int(starts[i]))
            self.first_line = int(last_lines[-1]) + 1
            self.record += int(ends.size)
            self.separators = int(separators.size - upto[-1])
            self.record_bytes = int(size - ends[-1] - 1)
        else:
            self.separators += int(separators.size)
            self.record_bytes += size
        self.line += int(newlines.size)
        self.offset += size

    def _close(self, count: int, size: int, ahead: int = 0, line: int | None = None) -> None:
        if count == 1 and size <= 1:
            self.blank.add(self.record + ahead)  # nothing, or the CR of a CRLF
        elif count != self.fields:
            self.odd.append((self.record + ahead, self.first_line if line is None else line, count))
