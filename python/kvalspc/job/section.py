"""What all tables of the project file share: strict types, and the kinds of text in them."""

from __future__ import annotations

from collections.abc import Mapping  # pydantic reads the annotations
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

ForWant = Mapping[str, frozenset[str]]
"""What the keys of a table say of each other for want of one: of which key it is said (or by which text of the
catalogues, where it is of none), and the keys that may be wanting. Where one of them is wrong, it is not said."""

Language = Literal["nb", "nn", "en"]
Id = Annotated[str, Field(min_length=1, max_length=255)]
Words = Annotated[str, Field(min_length=1)] | dict[Language, Annotated[str, Field(min_length=1)]]
# TOML has arrays; a tuple keeps a project immutable, so an array is taken for one.
Many = Strict(False)


class Section(BaseModel):
    """What all tables of the project file share: strict types, no unknown keys, no NaN, immutable."""

    for_want: ClassVar[ForWant] = {}

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
