"""[indicator.rules]: a set of rules of one's own."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from kvalspc.job.section import Id, Many, Section
from kvalspc.job.wording import Wording, got
from kvalspc.rules import RULE_TYPES, RuleSet

if TYPE_CHECKING:
    from kvalspc.rules import Rule

__all__ = ["OwnRule", "OwnRules", "Rules"]


class OwnRule(Section):
    """[[indicator.rules.rule]]: one rule; keys that are absent have the rule's own values (kvalspc.rules)."""

    type: Literal["shift", "trend", "zone", "alternating", "one_sigma"]
    name: Annotated[str, Field(min_length=1)] | None = None  # of its signals; absent: its type
    length: int | None = None  # so many points in a row: shift, trend, alternating, one_sigma
    ties_break: bool | None = None  # whether a tie breaks the run: shift, trend
    needed: int | None = None  # of zone: so many
    window: int | None = None  # of so many in a row
    width: float | None = None  # beyond so many standard deviations
    all_on_side: bool | None = None
    count_beyond_limits: bool | None = None
    inside: bool | None = None  # of one_sigma
    both_sides: bool | None = None

    @model_validator(mode="after")
    def _its_own_keys(self) -> OwnRule:
        known = [field.name for field in fields(RULE_TYPES[self.type])]
        strangers = [name for name in self._given() if name not in known]
        if strangers:
            given = Wording("problem.detail.for_rule", {"given": ", ".join(strangers), "type": self.type})
            raise ValueError(got(given, ", ".join(known)))
        return self

    def _given(self) -> dict[str, Any]:
        return {name: value for name, value in self if name != "type" and value is not None}

    def as_rule(self) -> Rule:
        """The rule as kvalspc.chart takes it."""
        return RULE_TYPES[self.type](**self._given())


class OwnRules(Section):
    """A set: its rules, and how the runs of a whole phase are judged (absent: they are not)."""

    name: Id
    rule: Annotated[tuple[OwnRule, ...], Many] = ()
    runs: Literal["anhoej", "best_box", "cut_box", "exact", "wald_wolfowitz"] | None = None

    def as_set(self) -> RuleSet:
        """The set as kvalspc.chart takes it."""
        return RuleSet(self.name, tuple(one.as_rule() for one in self.rule), self.runs)


def _form(given: Any) -> str:
    return "[table]" if isinstance(given, (dict, OwnRules)) else "str"


Rules = Annotated[
    Annotated[str, Tag("str")] | Annotated[OwnRules, Tag("[table]")],
    Discriminator(_form),  # so that mistakes in one form are not told as mistakes in the other
]
"""The name of a set, or a set of one's own."""
