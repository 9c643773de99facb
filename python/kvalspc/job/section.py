"""What all tables of the project file share: strict types, and the kinds of text in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

Language = Literal["nb", "nn", "en"]
Id = Annotated[str, Field(min_length=1, max_length=255)]
Words = Annotated[str, Field(min_length=1)] | dict[Language, Annotated[str, Field(min_length=1)]]
# TOML has arrays; a tuple keeps a project immutable, so an array is taken for one.
Many = Strict(False)


class Section(BaseModel):
    """What all tables of the project file share: strict types, no unknown keys, no NaN, immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
