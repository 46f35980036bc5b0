"""Page rules of a display: paging by variables, repeated headings, splits."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Levels, Word, Words

__all__ = [
    "DatasetSection",
    "EmptySpec",
    "PageSpecRules",
    "SectionsSpec",
    "SplitSpec",
    "StubColumn",
]


class SplitSpec(SpecNode):
    """What repeats when columns go over several pages, and the words shown then."""

    repeat: Literal["keys", "none"] = "keys"
    label: str = "(columns {part} of {parts})"


class PageSpecRules(SpecNode):
    """
    ``page:`` of a shell.

    ``by`` starts a page for each level; ``header`` is printed above its column header;
    ``break`` names the only variable of ``by`` that forces a page.
    """

    by: Words = ()
    header: str | None = None
    break_at: Word | None = Field(default=None, alias="break")
    keep_with_next: Word | None = None
    repeat: str | None = None
    min_rows: int = Field(default=2, ge=1)
    max_width: Literal["fit", "split"] = "split"
    split_columns: SplitSpec = SplitSpec()
    orient: Literal["landscape", "portrait"] | None = None
    size_pt: float | None = Field(default=None, ge=6, le=14)
    blank_between: bool | None = None
    values: dict[str, Levels] = Field(default_factory=dict)


class DatasetSection(SpecNode):
    """A dataset among the sections: its heading, and the levels of variables that it has."""

    short = "label"
    label: str
    values: dict[str, Levels] = Field(default_factory=dict)


class SectionsSpec(SpecNode):
    """
    Headings over groups of rows: the levels of ``by``, or one dataset after another.

    ``data`` gives each dataset its heading, and the levels of a grouping where they are its own;
    all rows are printed for each of them, and the conditions of the display hold for all.
    """

    short = "by"
    by: Word | None = None
    data: dict[Word, DatasetSection] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)
    new_page: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> SectionsSpec:
        if (self.by is None) == (not self.data):
            what = "Sections are the levels of a variable or a list of datasets, one of the two."
            raise SpecError.of(
                "spec.one-kind-of-sections", what, self.source, allowed=("by", "data")
            )
        return self


class StubColumn(SpecNode):
    """
    One stub column: a grouping of the rows, the labels of blocks, or the row labels.

    ``n`` shows the number of subjects of the arm named by the same row.
    """

    short = "var"
    var: Word | None = None
    blocks: bool = False
    rows: bool = False
    n: bool = False
    label: str = ""
    width: int | None = Field(default=None, ge=1)


class EmptySpec(SpecNode):
    """What stands where there is nothing: cells of levels without records, the whole display."""

    levels: Literal["show", "drop"] | None = None
    cells: str | None = None
    display: Literal["no_data", "rows"] = "no_data"

    @field_validator("cells", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return "" if value is None else str(value)
