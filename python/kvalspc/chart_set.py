"""Charts of many units, and what was found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kvalspc._chart import Chart, chart
from kvalspc._compare import compare
from kvalspc._core import Verdict
from kvalspc.arguments import explained
from kvalspc.codes import words_of
from kvalspc.multiplicity import LISTED
from kvalspc.names import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from os import PathLike

    from great_tables import GT

    from kvalspc._compare import Comparison
    from kvalspc.scoring import ChartOptions, Judgement, Member
    from kvalspc.words import Measure

__all__ = ["ChartSet"]

VERDICTS = tuple(member.name.lower() for member in Verdict)
CHANGED = frozenset({"improved", "worsened", "changed", "shifted"})
"""Verdicts that say the level changed."""


class ChartSet(Mapping[Any, Chart]):
    """A chart of each unit, made by :func:`kvalspc.charts`: a mapping from unit to :class:`kvalspc.Chart`.

    Attributes:
        kind: which chart, for example ``"p"``.
        by: the names of the columns that make the units; more than one give units that are tuples.
        columns: equally long arrays, one entry a unit: those of :func:`kvalspc.batch`, computed together, and beside
            verdicts q_value: of the units whose q_value is at most .05, on the average at most 5 % are false alarms.
    """

    def __init__(
        self,
        kind: str,
        by: tuple[str, ...],
        members: Mapping[Any, Member],
        options: ChartOptions,
        judgement: Judgement,
        columns: dict[str, Any],
        backend: str | None = None,
    ) -> None:
        self.kind = kind
        self.by = by
        self.columns = columns
        self._members: dict[Any, Member] = dict(members)
        self._options = options
        self._judgement = judgement
        self._backend = backend
        self._compared: dict[Any, Comparison] = {}

    def __getitem__(self, unit: Any) -> Chart:
        """The chart of a unit. Raises KeyError when there is none."""
        member = self._member(unit)
        rows, phasing = member.rows, member.phasing
        made = chart(
            self.kind,
            rows,
            breaks=phasing.breaks,
            freeze=phasing.freeze,
            exclude={at: phasing.reasons.get(at) for at in phasing.exclude},
            target=member.target,
            **self._options,
        )
        made.points["provisional"][list(phasing.provisional)] = True
        return made if member.start is None else replace(made, start=member.position)

    def __contains__(self, unit: object) -> bool:
        return unit in self._members

    def _member(self, unit: Any) -> Member:
        member = self._members.get(unit)
        if member is None:
            raise KeyError(f"got unit {unit!r}, need one of the {len(self)} units{meant(unit, self)}")
        return member

    def __iter__(self) -> Iterator[Any]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __repr__(self) -> str:
        counted = Counter(self.verdicts.values()) if "verdict" in self.columns else {}
        found = ", ".join(f"{n} {verdict}" for verdict, n in counted.items())
        return f"<kvalspc.ChartSet {len(self)} {self.kind} charts{': ' if found else ''}{found}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """A notebook shows small multiples."""
        from kvalspc.plot import specification_many
        from kvalspc.plot.notebook import shown

        return {"text/plain": repr(self), **(shown(specification_many(self)) if len(self) else {})}

    @property
    def verdicts(self) -> dict[Any, str]:
        """The verdict of every unit. Raises ValueError for kinds of chart that have none."""
        if "verdict" not in self.columns:
            raise ValueError(f"verdicts: got charts of kind {self.kind!r}, need one that compare() takes")
        return dict(zip(self, words_of("verdict", self.columns["verdict"]), strict=True))

    @property
    def strengths(self) -> dict[Any, str | None]:
        """The strength of every unit's verdict as its sentence says it: "strong" is what it calls clear.

        It is "moderate" where the test of the unit alone says "strong", but its q_value is above .05 or the time of a
        shift is not known. `columns` have that of the test. Raises ValueError for kinds that have no verdict.
        """
        tested = words_of("strength", self.columns["strength"]) if self.verdicts else []
        shifts = [verdict == "shifted" for verdict in self.verdicts.values()]
        rows = zip(self, tested, shifts, map(float, self.columns["q_value"]), strict=True)
        return {
            unit: self._worded(unit, q).strength if strength == "strong" and (shift or q > LISTED) else strength
            for unit, strength, shift, q in rows
        }

    def _worded(self, unit: Any, q: float) -> Comparison:
        """The comparison with the strength that words may use of it."""
        from kvalspc.words.sentence import worded_strength

        found = self.comparison(unit)
        return replace(found, strength=worded_strength(found, q))

    @property
    def alpha(self) -> float:
        """The level of the tests; intervals cover 1 - alpha."""
        return self._judgement.alpha

    def comparison(self, unit: Any) -> Comparison:
        """The verdict on a unit with all its figures, as :func:`kvalspc.compare` gives it."""
        if unit not in self._compared:
            self._compared[unit] = self._compare(unit)
        return self._compared[unit]

    def _compare(self, unit: Any) -> Comparison:
        member = self._member(unit)
        rows = member.rows.without(member.phasing.provisional)
        answer = compare(
            rows.numerator,
            rows.denominator,
            kind=self.kind,
            period=None if rows.calendar is None else rows.calendar.labels,
            start=member.start,
            better=self._options.get("better"),
            alpha=self._judgement.alpha,
            relevant_change=self._judgement.relevant_change,
            target=member.target,
            exclude=member.phasing.exclude,
            prior=member.prior,
        )
        beyond = dict(zip(self, self.columns["beyond"], strict=True))[unit]
        return replace(
            answer,
            per=self._options.get("per", 1),
            beyond=int(beyond),
            series=partial(self.__getitem__, unit),
        )

    @explained
    def text(
        self,
        unit: Any,
        language: str = "nb",
        *,
        measure: Measure | None = None,
        own_words: bool = True,
        figures: bool = False,
    ) -> str:
        """The verdict on a unit in one sentence, as :meth:`kvalspc.Comparison.text` says it.

        Never "clearly" of a unit whose q_value is above .05: among so many tests it may be a false alarm.
        """
        self._member(unit)
        q = float(dict(zip(self, self.columns["q_value"], strict=True))[unit])
        return self._worded(unit, q).text(language, measure=measure, own_words=own_words, figures=figures)

    @property
    def change_periods(self) -> dict[str, list[str | None]]:
        """When each unit's level most likely changed, as periods: change_period, change_period_lower and _upper.

        They are the columns change_at, change_lower and change_upper with labels; None where there is none, or no
        calendar. Raises ValueError for kinds of chart that have no verdict.
        """
        if "verdict" not in self.columns:
            raise ValueError(f"change_periods: got charts of kind {self.kind!r}, need one that compare() takes")
        calendars = [member.rows.calendar for member in self._members.values()]
        return {
            name.replace("change", "change_period").replace("_at", ""): [
                None if calendar is None or at < 0 else calendar.labels[int(at)]
                for calendar, at in zip(calendars, self.columns[name], strict=True)
            ]
            for name in ("change_at", "change_lower", "change_upper")
        }

    @explained
    def filter(
        self,
        *verdicts: str,
        changed: bool | None = None,
        after: Any = None,
        strength: str | Iterable[str] | None = None,
        signal: bool | None = None,
        q: float | None = None,
    ) -> ChartSet:
        """The units that fit everything asked for, in their order.

        Args:
            verdicts: any of these, for example ``filter("improved", "worsened")``; none: all.
            changed: True for verdicts that say that the level changed (improved, worsened, changed, shifted).
            after: those that changed, most likely in this period or date or later (or position).
            strength: "strong", "moderate" or "weak", or several of them, as in `strengths`.
            signal: whether the chart has a point beyond its limits or a runs signal.
            q: those with a q_value of at most this: of the units found so, on the average at most that share are false
                alarms.

        Raises:
            ValueError: an unknown verdict, or one asked of a kind of chart that has none.
        """
        wrong = next((verdict for verdict in verdicts if verdict not in VERDICTS), None)
        if wrong is not None:
            raise ValueError(f"filter: got verdict {wrong!r}, need one of {', '.join(VERDICTS)}")
        kept = list(self)
        if verdicts:
            kept = [unit for unit, verdict in self.verdicts.items() if verdict in verdicts]
        if changed is not None or after is not None:
            found_verdicts = self.verdicts
            kept = [unit for unit in kept if (found_verdicts[unit] in CHANGED) is (changed is not False)]
        if after is not None:
            at = dict(zip(self, self.columns["change_at"], strict=True))
            kept = [unit for unit in kept if at[unit] >= self._members[unit].rows.dated().position(after, "after")]
        if strength is not None:
            wanted = {strength} if isinstance(strength, str) else set(strength)
            found = self.strengths
            kept = [unit for unit in kept if found[unit] in wanted]
        if signal is not None:
            shown = dict(zip(self, (self.columns["runs_signal"]) | (self.columns["beyond"] > 0), strict=True))
            kept = [unit for unit in kept if bool(shown[unit]) is signal]
        if q is not None:
            q_values = dict(zip(self, self.columns["q_value"], strict=True))
            kept = [unit for unit in kept if q_values[unit] <= q]
        return self.take(kept)

    def take(self, units: Sequence[Any]) -> ChartSet:
        """The charts of these units, in this order. Raises KeyError for a unit that is not there."""
        place = {unit: k for k, unit in enumerate(self)}
        rows = [place[unit] for unit in units]
        columns = {name: values[rows] for name, values in self.columns.items()}
        members = {unit: self._members[unit] for unit in units}
        return ChartSet(self.kind, self.by, members, self._options, self._judgement, columns, self._backend)

    def to_frame(self, backend: str | None = None) -> Any:
        """One row a unit: verdict, levels, effect and the other `columns`, with words for what are integers there.

        All frames of a set are of the library of the frame that it was made of, unless `backend` names another.
        """
        from kvalspc.frames import to_frame
        from kvalspc.tables.columns import by_unit

        return to_frame(by_unit(self), backend or self._backend)

    def summary(self, backend: str | None = None) -> Any:
        """One row a unit and phase: periods, level, limits, runs, and the unit's verdict."""
        from kvalspc.frames import to_frame
        from kvalspc.tables.columns import by_phase

        return to_frame(by_phase(self), backend or self._backend)

    def points(self, backend: str | None = None) -> Any:
        """One row a unit and period: the points of all charts."""
        from kvalspc.frames import to_frame
        from kvalspc.tables.columns import by_point

        return to_frame(by_point(self), backend or self._backend)

    def signals(self, backend: str | None = None) -> Any:
        """One row a signal: the unit, the rule, its periods and its direction."""
        from kvalspc.frames import to_frame
        from kvalspc.tables.columns import by_signal

        return to_frame(by_signal(self), backend or self._backend)

    @explained
    def table(
        self,
        *,
        language: str = "nb",
        title: str | None = None,
        measure: Measure | None = None,
        names: Mapping[Any, str] | None = None,
    ) -> GT:
        """A formatted table (Great Tables): a row a unit with its course, levels, difference and answer.

        A notebook shows it; :meth:`to_html` writes it to a file without a browser.

        Args:
            language: "nb", "nn" or "en".
            title: a heading.
            measure: how the indicator is worded and scaled (`kvalspc.words.Measure`); else by the kind of chart.
            names: a mapping from unit to the name that is shown.

        Raises:
            ImportError: Great Tables is not installed; ``pip install 'kvalspc[tables]'``.
        """
        from kvalspc.tables.formatted import formatted

        return formatted(self, language=language, title=title, measure=measure, names=names or {})

    @explained
    def to_html(
        self,
        path: str | PathLike[str],
        *,
        language: str = "nb",
        title: str | None = None,
        measure: Measure | None = None,
        names: Mapping[Any, str] | None = None,
    ) -> None:
        """Writes :meth:`table` as a page of its own: for a browser, or to be opened (or pasted) in Word.

        Raises:
            ImportError: Great Tables is not installed; ``pip install 'kvalspc[tables]'``.
        """
        from kvalspc.plot.files import replace_file

        table = self.table(language=language, title=title, measure=measure, names=names)
        replace_file(Path(path), table.as_raw_html(make_page=True).encode())

    @explained
    def to_excel(self, path: str | PathLike[str], language: str = "nb", *, title: str | None = None) -> None:
        """Writes a workbook: an overview to read, then units, phases, points and signals as data; in `language`.

        Args:
            path: where to, usually ending in .xlsx.
            language: "nb", "nn" or "en".
            title: a heading over the first sheet.

        Raises:
            ImportError: XlsxWriter is not installed; ``pip install 'kvalspc[tables]'``.
        """
        from kvalspc.plot.files import replace_file
        from kvalspc.tables.workbook import workbook_bytes

        replace_file(Path(path), workbook_bytes(self, language, title))

    def plot(self, **options: Any) -> Any:
        """Small multiples as an Altair chart; options as in :func:`kvalspc.plot.draw_many`."""
        from kvalspc.plot import draw_many

        return draw_many(self, **options)

    def save(self, path: str | PathLike[str], **options: Any) -> None:
        """Writes small multiples to a .svg, .png, .pdf or .html file (offline); options as for :meth:`plot`."""
        from kvalspc.plot import save_many

        save_many(self, Path(path), **options)
