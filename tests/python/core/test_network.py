"""pooled(), against_others(), total() and meta_analysis(): frames in, typed answers out, sentences that agree."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kvalspc
from kvalspc.plot.total import total_specification

pd = pytest.importorskip("pandas")

MONTHS = [f"{2022 + k // 12}-{k % 12 + 1:02d}" for k in range(36)]
NAMES = {"unit": "unit", "period": "month", "numerator": "x", "denominator": "n"}


def network(units: dict[str, int | None], *, gain: int = 0, trend: float = 0.1, n: int = 40) -> Any:
    """Units of 40 patients a month whose counts swing by a fixed recurrence; they gain `gain` from their start on."""
    state, rows = 11, []
    for k, (unit, start) in enumerate(units.items()):
        for t, month in enumerate(MONTHS):
            state = (1103515245 * state + 12345) % 2**31
            swing = state // 65536 % 9 - 4
            started = start is not None and t >= start
            rows.append((unit, month, round(14 + k % 3 + trend * t + swing + (gain if started else 0)), n))
    return pd.DataFrame(rows, columns=["unit", "month", "x", "n"])


STAGGERED = {f"U{k}": 6 + 4 * k for k in range(6)}


def starts(units: dict[str, int | None]) -> dict[str, str]:
    return {unit: MONTHS[at] for unit, at in units.items() if at is not None}


def test_a_gain_is_found_and_a_trend_is_not() -> None:
    found = kvalspc.pooled(network(STAGGERED, gain=8), kind="p", **NAMES, start=starts(STAGGERED), better="higher")
    assert (found.verdict, found.strength, found.started, found.controls) == ("improved", "strong", 6, 0)
    assert found.contrast.difference == pytest.approx(8 / 40, abs=0.05)
    assert found.contrast.difference_lower > 0
    assert found.p_value == found.contrast.p < 0.001
    assert found.reassigned_p < 0.05
    assert found.contrast.ratio == pytest.approx(math.exp(found.contrast.effect))
    stable = kvalspc.pooled(network(STAGGERED), kind="p", **NAMES, start=starts(STAGGERED), better="higher")
    assert stable.verdict in {"no_evidence", "uncertain"}
    assert stable.contrast.difference_lower < 0 < stable.contrast.difference_upper
    assert stable.after.level - stable.before.level > 0.02  # what a plain before and after would have credited


def test_each_unit_and_each_window_of_time_has_its_own_effect() -> None:
    found = kvalspc.pooled(
        network({**STAGGERED, "C1": None, "C2": None}, gain=8), kind="p", **NAMES, start=starts(STAGGERED)
    )
    assert list(found.unit_effects) == list(STAGGERED)
    assert found.controls == 2
    assert all(one.identified for one in found.unit_effects.values())
    assert [(e.first, e.last) for e in found.event_times] == [(-3, -1), (0, 2), (3, 5), (6, 11), (12, None)]
    assert abs(found.event_times[0].effect) < min(e.effect for e in found.event_times[1:])
    assert found.meta.units == 6
    assert found.meta.effect_lower < found.contrast.effect < found.meta.effect_upper
    frame = found.to_frame("pandas")
    assert list(frame["unit"]) == list(STAGGERED)
    assert frame["effect"].tolist() == [one.effect for one in found.unit_effects.values()]


def test_the_order_of_rows_does_not_matter_and_dates_are_found() -> None:
    frame = network(STAGGERED, gain=3)
    one = kvalspc.pooled(frame, kind="p", **NAMES, start=starts(STAGGERED))
    shuffled = frame.sample(frac=1, random_state=3)
    dates = {unit: np.datetime64(f"{month}-01") for unit, month in starts(STAGGERED).items()}
    other = kvalspc.pooled(shuffled, kind="p", **NAMES, start=dates)
    assert other.contrast == one.contrast
    assert other.reassigned_p == one.reassigned_p


def test_a_month_that_a_start_falls_inside_of_is_left_out_for_that_unit() -> None:
    frame = network(STAGGERED, gain=3)
    first, *rest = STAGGERED
    within = {**{unit: starts(STAGGERED)[unit] for unit in rest}, first: f"{MONTHS[STAGGERED[first] - 1]}-15"}
    found = kvalspc.pooled(frame, kind="p", **NAMES, start=within)
    straddled = (frame["unit"] == first) & (frame["month"] == MONTHS[STAGGERED[first] - 1])
    without = kvalspc.pooled(frame[~straddled], kind="p", **NAMES, start=starts(STAGGERED))
    assert found.contrast == without.contrast


def test_units_that_start_together_cannot_be_pooled_without_others() -> None:
    together = dict.fromkeys("ABC", 18)
    found = kvalspc.pooled(network(together, gain=8), kind="p", **NAMES, start=starts(together))
    assert (found.verdict, found.reason) == ("not_assessable", "no_contrast")
    assert found.text("en").startswith("Cannot be judged overall")
    others = {**together, "D": None, "E": None}
    assert kvalspc.pooled(network(others, gain=8), kind="p", **NAMES, start=starts(together)).verdict == "changed"


def test_sentences_give_the_level_and_what_was_to_be_expected() -> None:
    found = kvalspc.pooled(network(STAGGERED, gain=8), kind="p", **NAMES, start=starts(STAGGERED), better="higher")
    after, expected = round(100 * found.contrast.after), round(100 * found.contrast.expected)
    text = found.text("nb").replace("\u202f", " ")
    assert text.startswith("Tydelig forbedring samlet:")
    assert f"{after} %" in text
    assert f"{expected} %" in text
    assert f"{after}%" in found.text("en")


def test_where_few_have_started_the_sentence_says_of_whom_it_speaks() -> None:
    waiting = {**dict.fromkeys("ABC", 18), **dict.fromkeys(("D", "E"))}
    found = kvalspc.pooled(network(waiting, gain=8), kind="p", **NAMES, start=starts(dict.fromkeys("ABC", 18)))
    assert (found.started, found.controls) == (3, 2)
    assert "i de 3 av 5 avdelingene som har startet: " in found.text("nb")
    assert "i dei 3 av 5 avdelingane som har starta: " in found.text("nn")
    assert "in the 3 of 5 units that have begun: " in found.text("en")


def test_a_unit_is_compared_with_those_that_have_not_started() -> None:
    units = {"A": 18, **{f"C{k}": None for k in range(12)}}
    better, *more = kvalspc.against_others(
        network(units, gain=10), kind="p", **NAMES, start={"A": MONTHS[18]}, better="higher"
    )
    assert more == []
    assert (better.unit, better.verdict, better.others, better.as_large) == ("A", "improved", 12, 0)
    assert better.contrast.after - better.contrast.expected == pytest.approx(better.contrast.difference)
    assert better.others_after > better.others_before  # the trend
    assert better.text("nb").startswith("Bedre enn de andre")
    none = kvalspc.against_others(network(units), kind="p", **NAMES, start={"A": MONTHS[18]}, better="higher")[0]
    assert none.verdict in {"no_evidence", "uncertain", "too_few_data"}


def test_with_one_date_every_unit_is_compared_with_all_the_others() -> None:
    units = {"A": 18, **{f"C{k}": None for k in range(5)}}
    answers = kvalspc.against_others(network(units, gain=12), kind="p", **NAMES, start="2023-07", better="higher")
    assert [one.unit for one in answers] == sorted(units)
    assert answers[0].verdict == "improved"
    assert all(one.verdict != "improved" for one in answers[1:])


def test_the_total_holds_the_mix_of_units_fixed() -> None:
    frame = pd.DataFrame(
        [("A", m, 20, 40) for m in MONTHS[:6]] + [("B", m, 4, 40) for m in MONTHS[3:6]],
        columns=["unit", "month", "x", "n"],
    )
    found = kvalspc.total(frame, kind="p", **NAMES)
    assert found.points["period"] == MONTHS[:6]
    assert found.points["value"].tolist() == pytest.approx([0.5] * 3 + [0.3] * 3)
    assert found.points["adjusted"].tolist() == pytest.approx([found.level] * 6)
    assert found.points["reporting"].tolist() == [1] * 3 + [2] * 3
    assert found.points["units_changed"].tolist() == [False] * 3 + [True] + [False] * 2
    assert found.to_frame("pandas").shape[0] == len(list(found)) == 6


def test_the_total_is_drawn_with_the_mix_held_fixed(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        [("A", m, 20 + k, 40) for k, m in enumerate(MONTHS[:6])] + [("B", m, 4, 40) for m in MONTHS[3:6]],
        columns=["unit", "month", "x", "n"],
    )
    found = kvalspc.total(frame, kind="p", **NAMES)
    spec = total_specification(found, language="en")
    assert spec["description"] == "All units together in 6 periods. The level is 41%. Beyond the limits: 0."
    drawn = str(spec)
    for value in found.points["adjusted"].tolist():
        assert str(round(100 * value, 4))[:6] in drawn or repr(value) in drawn
    found.save(tmp_path / "total.svg", language="en", title="Everyone")
    assert "Everyone" in (tmp_path / "total.svg").read_text(encoding="utf-8")


def test_a_meta_analysis_gives_the_known_figures() -> None:
    found = kvalspc.meta_analysis(
        [0.10, 0.30, 0.35, 0.60, 0.45, 0.05], [0.03, 0.03, 0.05, 0.01, 0.05, 0.02], method="moments"
    )
    assert found.effect == pytest.approx(0.3134709, abs=1e-7)
    assert found.error_hartung_knapp == pytest.approx(0.0915403, abs=1e-7)
    assert (found.prediction_lower, found.prediction_upper) == pytest.approx((-0.32542, 0.95236), abs=1e-5)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda f: kvalspc.pooled(f, kind="p", **NAMES, start={"X": "2023-01"}), ValueError, "start: got unit 'X'"),
        (lambda f: kvalspc.pooled(f, kind="p", **NAMES, start="2023-01"), TypeError, "start: got str, need a mapping"),
        (lambda f: kvalspc.pooled(f, kind="g", **NAMES, start={}), ValueError, "kind"),
        (lambda f: kvalspc.pooled(f, kind="p", **NAMES, start={}, better="up"), ValueError, 'better: got "up"'),
        (lambda f: kvalspc.total(f, kind="i", **NAMES), ValueError, "values of units cannot be added"),
        (lambda _: kvalspc.meta_analysis([1.0], [0.0]), ValueError, "variance above 0"),
        (lambda _: kvalspc.meta_analysis([1.0], [1.0], method="ml"), ValueError, 'method: got "ml"'),
    ],
)
def test_misuse_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(network(STAGGERED))
