"""The display spec: a table, a listing or a figure as its YAML says it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import SpecNode, read_node, source_of
from tlfgen.spec.shell.axis import Denominator
from tlfgen.spec.shell.belowlimit import BelowLimitSpec
from tlfgen.spec.shell.choose import ChooseSpec
from tlfgen.spec.shell.columns import Columns
from tlfgen.spec.shell.expansion import expand_display
from tlfgen.spec.shell.exposure import ExposureSpec
from tlfgen.spec.shell.listing import (
    ListingColumn,
    ListingKey,
    NarrativeFact,
    NarrativePart,
)
from tlfgen.spec.shell.modelrows import ModelSpec
from tlfgen.spec.shell.page import EmptySpec, PageSpecRules, SectionsSpec, StubColumn
from tlfgen.spec.shell.plot import PlotSpec
from tlfgen.spec.shell.related import RelatedRecords
from tlfgen.spec.shell.rows import Rows
from tlfgen.spec.shell.stats import Stats, Tests
from tlfgen.spec.shell.survivalrows import TimeSpec
from tlfgen.spec.shell.words import Word, Words, listed
from tlfgen.spec.slots import ConditionSlot, OrderSlot
from tlfgen.spec.study import Mast

__all__ = [
    "DISPLAY_KINDS",
    "DisplaySpec",
    "FigureSpec",
    "ListingSpec",
    "NarrativeSpec",
    "TableKind",
    "TableSpec",
    "expand_display",
    "read_display",
]

TableKind = Literal["summary", "occurrence", "shift", "by_visit", "model", "survival"]


def _titles(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)


class _DisplayNode(SpecNode):
    """
    What every display has; ``header`` takes the place of that of the study.

    ``prefix`` begins the id, ``word`` the number as printed.
    """

    prefix: ClassVar[str]
    word: ClassVar[str]
    id: str = Field(pattern=r"^[tlf]_[a-z0-9_]+$")
    number: str = ""
    title: Annotated[tuple[str, ...], BeforeValidator(_titles)] = ()
    extends: Word | None = None
    population: Word | None = None
    data: Word | None = None
    where: ConditionSlot | None = None
    where_add: ConditionSlot | None = None
    subset: ConditionSlot | None = None
    arms: Literal["planned", "actual"] | None = None
    not_in_adsl: Literal["error", "drop"] = "error"
    footnotes: tuple[Word, ...] = ()
    tags: Words = ()
    header: tuple[Mast, ...] | None = None
    page: PageSpecRules = PageSpecRules()
    no_data: str | None = None
    note: str | None = None

    @property
    def printed_number(self) -> str:
        """The number as printed, or the id of a display without one."""
        return self.number or self.id


class TableSpec(_DisplayNode):
    """
    A table: columns, rows, models, page rules; ``kind`` only sets defaults.

    ``decimals`` takes the place of the decimals of the data.
    """

    prefix: ClassVar[str] = "t"
    word: ClassVar[str] = "Table"
    kind: TableKind
    columns: Columns = ()
    rows: Rows = ()
    models: dict[str, ModelSpec] = Field(default_factory=dict)
    within_arm: Annotated[tuple[WithinArm, ...], BeforeValidator(listed)] = ()
    time: TimeSpec | None = None
    stub: tuple[StubColumn, ...] = ()
    sections: SectionsSpec | None = None
    denominator: Denominator | None = None
    unit: Words = ()
    choose: ChooseSpec | None = None
    below_limit: BelowLimitSpec | None = None
    exposure: ExposureSpec | None = None
    keep: KeepSpec | None = None
    empty: EmptySpec = EmptySpec()
    order: Words = ()
    header_n: Literal["population", "subset", "none"] = "subset"
    decimals: int | None = Field(default=None, ge=0, le=12)


class WithinArm(SpecNode):
    """
    Tests of what each arm has by itself, printed below the block they belong to.

    ``show`` names what is printed, the p-value where nothing is named.
    """

    test: Tests
    on: Word
    label: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    show: Stats = ()
    format: Word | None = None


class KeepSpec(SpecNode):
    """Which levels of a nest are printed: all, or those of at least ``pct`` percent."""

    short = "which"
    which: Literal["all"] | None = None
    pct: float | None = Field(default=None, ge=0, le=100)
    n: int | None = Field(default=None, ge=0)
    column: Word = Field(default="any", alias="in")
    of: Word | None = None


class ListingSpec(_DisplayNode):
    """
    A listing: keys, columns, order.

    ``one_row`` names the variables whose equal values make one row of several records; a column
    shows their distinct texts, one below the other.
    """

    prefix: ClassVar[str] = "l"
    word: ClassVar[str] = "Listing"
    kind: Literal["listing"]
    keys: tuple[ListingKey, ...] = ()
    columns: tuple[ListingColumn, ...] = ()
    one_row: Words = ()
    related: dict[str, RelatedRecords] = Field(default_factory=dict)
    sort: OrderSlot = ()
    blank_between: Word | None = None

    @model_validator(mode="after")
    def _across_needs_rows(self) -> ListingSpec:
        for column in self.columns:
            if column.across is not None and (not self.one_row or not column.values):
                what = f"Columns across {column.across} are made from several records of a row."
                hint = "name the variables of a row under one_row:, the columns under values:"
                raise SpecError.of("spec.across", what, column.source, hint=hint)
        return self


class NarrativeSpec(ListingSpec):
    """A narrative of each record: a table of facts, then paragraphs of sentences."""

    word: ClassVar[str] = "Narrative"
    kind: Literal["narrative"]  # type: ignore[assignment]  # read as its own kind
    heading: Word
    facts: tuple[NarrativeFact, ...] = ()
    paragraphs: tuple[NarrativePart, ...]

    @model_validator(mode="after")
    def _is_prose(self) -> NarrativeSpec:
        if self.columns or self.keys or self.one_row:
            what = "A narrative is written from facts and paragraphs; it has no keys or columns."
            raise SpecError.of("spec.narrative", what, self.source)
        return self


class FigureSpec(_DisplayNode):
    """A figure: what is drawn, from its own data or from the results of a table."""

    prefix: ClassVar[str] = "f"
    word: ClassVar[str] = "Figure"
    kind: Literal["figure"]
    from_display: Word | None = Field(default=None, alias="from")
    columns: Columns = ()
    time: TimeSpec | None = None
    models: dict[str, ModelSpec] = Field(default_factory=dict)
    plot: PlotSpec

    @model_validator(mode="after")
    def _one_plot(self) -> FigureSpec:
        kinds = ("km", "lines", "profiles", "forest", "dots", "scatter", "box", "flow")
        drawn = [kind for kind in kinds if getattr(self.plot, kind) is not None]
        if len(drawn) != 1:
            what = f"A figure draws one kind of plot; {len(drawn)} are given."
            raise SpecError.of("spec.one-plot", what, self.plot.source, allowed=kinds)
        return self


TableSpec.model_rebuild()
DisplaySpec = Annotated[
    TableSpec | ListingSpec | NarrativeSpec | FigureSpec, Field(discriminator="kind")
]
"""Any display; ``kind`` tells which."""

_TABLE_KINDS = ("summary", "occurrence", "shift", "by_visit", "model", "survival")
DISPLAY_KINDS = (*_TABLE_KINDS, "listing", "narrative", "figure")
"""Every word that ``kind`` may be."""


def read_display(entry: Any) -> TableSpec | ListingSpec | FigureSpec:
    """
    Give a loaded and expanded display as a checked model.

    Raises
    ------
    SpecError
        ``spec.unknown-kind`` beside the codes of `read_node`.
    """
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if kind is None:
        what = "key 'kind' is needed here."
        raise SpecError.of("spec.missing-key", what, source_of(entry), allowed=DISPLAY_KINDS)
    if kind in _TABLE_KINDS:
        return read_node(TableSpec, entry, what="display")
    if kind == "listing":
        return read_node(ListingSpec, entry, what="display")
    if kind == "narrative":
        return read_node(NarrativeSpec, entry, what="display")
    if kind == "figure":
        return read_node(FigureSpec, entry, what="display")
    raise SpecError.unknown("kind", str(kind), DISPLAY_KINDS, source_of(kind))
