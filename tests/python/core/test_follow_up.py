"""compare(sustained_from=..., looks=..., target=...): does it last, verdicts at planned looks, and the goal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import kvalspc
from kvalspc.continued import continued
from kvalspc.plot import specification
from kvalspc.words import verdict_lines

BEFORE = [8, 11, 9, 10, 12, 9, 10, 8, 11, 10, 9, 13]
AFTER = [14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15]
MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]


def compared(later: list[int], **more: Any) -> kvalspc.Comparison:
    x = [*BEFORE, *AFTER, *later]
    given: dict[str, Any] = {"start": "2023-01", "sustained_from": "2024-01", "better": "higher"}
    return kvalspc.compare(x, [20] * len(x), kind="p", period=MONTHS[: len(x)], **{**given, **more})


@pytest.mark.parametrize(
    ("later", "outcome"),
    [(AFTER, "sustained"), (BEFORE, "lost"), (AFTER[:5], "too_early"), ([11, 12] * 6, "lost")],
)
def test_an_improvement_is_followed_after_the_end(later: list[int], outcome: str) -> None:
    found = compared(later)
    assert found.sustained == outcome
    assert found.lasting is not None
    assert found.lasting.n == len(later)
    assert (found.lasting.needed, found.lasting.side.numerator) == (6, sum(later))


def test_the_verdict_rests_on_what_comes_before_the_end() -> None:
    found = compared(BEFORE)
    alone = kvalspc.compare(
        [*BEFORE, *AFTER], [20] * 24, kind="p", period=MONTHS[:24], start="2023-01", better="higher"
    )
    assert (found.verdict, found.strength, found.p_value) == ("improved", "strong", alone.p_value)
    assert found.after == alone.after
    assert "Forbedringen er gått tapt. Etter prosjektet er nivået 50\u202f%." in verdict_lines(found)[1]


def test_nothing_to_follow() -> None:
    assert compared([]).sustained is None
    assert compared(AFTER, better="lower").sustained is None
    assert compared(AFTER, better=None).sustained is None
    assert compared(AFTER, sustained_from=None).lasting is None


def test_an_end_inside_a_month_leaves_that_month_out() -> None:
    found = compared(AFTER, sustained_from=date(2024, 1, 15))
    assert found.excluded == (24,)
    assert found.lasting is not None
    assert found.lasting.n == 11


def test_years_need_two_after_the_end() -> None:
    years = [str(year) for year in range(2015, 2025)]
    x = [410, 395, 402, 405, 520, 515, 530, 525, 519, 522]
    found = kvalspc.compare(
        x, [1000] * 10, kind="p", period=years, start="2019", sustained_from="2023", better="higher"
    )
    assert (found.verdict, found.sustained) == ("improved", "sustained")


def test_looks_decide_what_is_judged_and_at_which_level() -> None:
    def at(months: int) -> kvalspc.Comparison:
        x = [*BEFORE, *AFTER[:months]]
        return kvalspc.compare(x, [20] * len(x), kind="p", start=12, better="higher", looks=(3, 6, 12))

    alphas = kvalspc.look_alphas(12, (3, 6, 12))
    before, third, sixth, eighth, last = at(2), at(3), at(6), at(8), at(12)
    assert (before.verdict, before.look.number, before.look.next) == ("too_few_data", 0, 3)  # type: ignore[union-attr]
    assert before.text() == "For tidlig å si: Første planlagte vurdering er 3 perioder etter tiltaket."
    assert [one.look.number for one in (third, sixth, eighth, last) if one.look] == [1, 2, 2, 3]
    assert [one.alpha for one in (third, sixth, last)] == pytest.approx(alphas)
    assert eighth.after == sixth.after  # what has come since the look waits for the next
    assert (last.after.n, last.verdict) == (12, "improved")
    plain = kvalspc.compare([*BEFORE, *AFTER[:6]], [20] * 18, kind="p", start=12, better="higher", alpha=alphas[1])
    assert (sixth.p_value, sixth.effect_lower) == (plain.p_value, plain.effect_lower)
    assert verdict_lines(sixth)[-1] == "Dette er planlagt vurdering nr. 2 av 3, 6 perioder etter tiltaket."


def test_looks_misused() -> None:
    with pytest.raises(ValueError, match=r"looks: got \[6, 3\], need whole numbers that increase from 1"):
        kvalspc.look_alphas(12, (6, 3))
    with pytest.raises(TypeError, match="looks: got int, need whole numbers such as"):
        kvalspc.look_alphas(12, 6)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="looks: got looks without a start"):
        kvalspc.compare(BEFORE, [20] * 12, kind="p", looks=(3,))
    with pytest.raises(ValueError, match="sustained_from: got position 12, need one after the start"):
        compared(AFTER, sustained_from=12)


def test_a_target_is_a_goal_in_the_wished_direction() -> None:
    reached = compared(AFTER, target=0.55, by="2024-12")
    assert (reached.goal, reached.goal_answer.bound, reached.goal_answer.at_least) == ("yes", 0.55, True)  # type: ignore[union-attr]
    assert compared(BEFORE, target=0.65, by=date(2024, 12, 31)).goal == "no"
    assert compared(AFTER, target=0.65).goal == "undecided"
    assert compared(AFTER, target=0.65, better=None).goal is None
    assert compared(AFTER).goal is None
    assert "Målet er nådd: 68\u202f% per 31. desember 2024" in verdict_lines(reached)[2]
    side = reached.goal_answer.side if reached.goal_answer is not None else reached.after
    said = verdict_lines(reached)[2].replace("\u202f", " ")
    assert f"({side.numerator:.0f} av {side.denominator:.0f}, juli–desember 2024, 90 % KI " in said
    assert " Mål: minst 55 %." in said


def test_the_drawing_has_the_levels_that_the_text_has() -> None:
    x = [*BEFORE, *AFTER, *BEFORE]
    whole = kvalspc.chart("p", x, [20] * 36, period=MONTHS, start="2023-01", better="higher")
    found = whole.compare(sustained_from="2024-01")
    assert (found.ended, found.sustained) == (24, "lost")
    assert [phase["n"] for phase in whole.phases] == [12, 24]
    drawn = continued(whole, found)
    assert found.lasting is not None
    levels = [found.baseline.level, found.after.level, found.lasting.side.level]
    assert [phase["centre"] for phase in drawn.phases] == pytest.approx(levels)
    assert [phase["n"] for phase in drawn.phases] == [12, 12, 12]
    assert continued(whole, whole.compare()) is whole
    texts = str(specification(whole, comparison=found, language="nb"))
    assert "Videre drift" in texts
    assert "Fase 2 (januar–desember 2023): gjennomsnitt 67\u202f%" in whole.text(comparison=found)
    assert "Nivået etter tiltaket gjelder januar–desember 2023." in found.lines()[0]


def test_measured_values_are_drawn_with_their_ranges_after_the_end_too() -> None:
    values = [float(x) for x in (*BEFORE, *AFTER, *BEFORE)]
    whole = kvalspc.chart("i", values, period=MONTHS, start="2023-01", better="higher")
    drawn = continued(whole, whole.compare(sustained_from="2024-01"))
    split = kvalspc.chart("i", values, period=MONTHS, breaks=["2023-01", "2024-01"], better="higher")
    assert drawn.phases == split.phases
    assert drawn.moving_range is not None
    assert split.moving_range is not None
    assert drawn.moving_range.phases == split.moving_range.phases


def test_baselines_of_the_callers_own_stay() -> None:
    x = [*BEFORE, *AFTER, *AFTER]
    frozen = kvalspc.chart("p", x, [20] * 36, period=MONTHS, freeze="2023-01", better="higher")
    found = frozen.compare(start="2023-01", sustained_from="2024-01")
    assert continued(frozen, found) is frozen
