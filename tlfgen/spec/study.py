"""The study file: identity, data, populations, arms, page rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, field_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.appendix import Appendix
from tlfgen.spec.node import SpecNode, source_of
from tlfgen.spec.shell.groups import GroupSpec
from tlfgen.spec.shell.words import Word

__all__ = [
    "Arms",
    "Codelist",
    "CodelistTerm",
    "DataFolder",
    "FormatSpec",
    "Mast",
    "PageSpec",
    "Population",
    "StudyFile",
    "Visit",
]


class DataFolder(SpecNode):
    """Where the data of a stage lie: a folder, or an installed package of data."""

    short = "folder"
    folder: Word | None = None
    package: Word | None = None
    encoding: str = "utf-8"
    missing: tuple[str, ...] = ("",)
    forms: Word | None = None


class Subjects(SpecNode):
    """The subject dataset, its key, and the subject variable of raw forms."""

    data: Word = "ADSL"
    key: tuple[str, ...] = ("STUDYID", "USUBJID")
    raw: str = "SUBJID"


class Population(SpecNode):
    """An analysis set: its label, its condition on the subject dataset, and its arms."""

    label: str
    where: Word | None = None
    arm: Word = "planned"


class ArmVariable(SpecNode):
    """The subject variable of an arm, its order and the record variable of BDS and OCCDS."""

    var: Word
    order: Word | None = None
    record: str | None = None


class ArmLevel(SpecNode):
    """One arm: the value in the data, the header label and the short form."""

    value: str
    label: str
    short_label: str | None = Field(default=None, alias="short")


class ArmPool(SpecNode):
    """Several arms shown as one; a subject counts once and the pool never enters a test."""

    of: tuple[Word, ...]
    label: str


class Arms(SpecNode):
    """Treatment arms: variables by kind, levels in order, pools and the total."""

    planned: ArmVariable
    actual: ArmVariable | None = None
    levels: dict[str, ArmLevel]
    reference: Word | None = None
    pools: dict[str, ArmPool] = Field(default_factory=dict)
    total: str = "Total"
    header: str = "{label}\n(N={N})"

    @field_validator("pools")
    @classmethod
    def _pools_name_levels(cls, pools: dict[str, ArmPool], info: Any) -> dict[str, ArmPool]:
        levels = info.data.get("levels", {})
        for pool in pools.values():
            for arm in pool.of:
                if arm not in levels:
                    raise SpecError.unknown("arm", arm, levels, source_of(arm) or pool.source)
        return pools

    @field_validator("reference")
    @classmethod
    def _reference_is_a_level(cls, name: str | None, info: Any) -> str | None:
        levels = info.data.get("levels", {})
        if name is not None and name not in levels:
            raise SpecError.unknown("arm", name, levels, source_of(name))
        return name

    def kind(self, name: str) -> ArmVariable:
        """Give the variable of ``planned`` or ``actual`` arms."""
        return self.actual if name == "actual" and self.actual else self.planned


class Condition(SpecNode):
    """A named condition on the records of a dataset."""

    data: Word
    where: Word


class Visit(SpecNode):
    """One planned visit: number, name, target day and the window that is analysed as it."""

    number: float
    name: str
    day: int | None = None
    low: int | None = None
    high: int | None = None
    week: float | None = None
    planned: bool = True


class Dictionary(SpecNode):
    """A coding dictionary and its version, for footnotes and the define file."""

    name: str
    version: str = ""


Rounding = Literal["half_away", "half_even"]


class FormatSpec(SpecNode):
    """
    A printed pattern with its special cases (``core/numformat.py``).

    ``zero`` is written where the first number is 0, ``full`` where ``pct`` is 100, ``missing`` for
    a number that is missing beside one that is not. ``below`` and ``above`` give texts beyond
    limits, compared with the value or, ``thresholds: rounded``, with what would be printed.
    ``max_decimals`` caps what ``a`` patterns give; ``differ_from: 0.05`` adds decimals until a
    number differs from that level. ``rounding`` is that of the study where nothing is said.
    """

    short = "text"
    text: Word
    zero: Word | None = None
    full: Word | None = None
    below: dict[str, str] = Field(default_factory=dict)
    above: dict[str, str] = Field(default_factory=dict)
    thresholds: Literal["value", "rounded"] = "value"
    no_denominator: str = ""
    leading_zero: bool = True
    trim_zeros: bool = False
    differ_from: float | None = None
    max_decimals: int | None = Field(default=None, ge=0, le=12)
    rounding: Rounding | None = None
    missing: str = ""


class PageSpec(SpecNode):
    """Paper, orientation, type size in points, and margins in inches (top right bottom left)."""

    size: Literal["letter", "a4"] = "letter"
    orient: Literal["landscape", "portrait"] = "landscape"
    size_pt: float = Field(default=9.0, ge=6, le=14)
    margins_in: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    font: str = "Liberation Mono"

    @field_validator("font")
    @classmethod
    def _font_is_fixed(cls, name: str) -> str:
        if name != "Liberation Mono":
            what = f"The font '{name}' is not a fixed-pitch font that is shipped."
            allowed = ("Liberation Mono",)
            raise SpecError.of("spec.font-not-fixed", what, source_of(name), allowed=allowed)
        return name


class Mast(SpecNode):
    """One line of the page header or footer."""

    left: str = ""
    center: str = ""
    right: str = ""


class CodelistTerm(SpecNode):
    """One term of a codelist: submitted value, decode, numeric code and synonyms collected."""

    short = "value"
    value: str
    label: str | None = None
    code: float | None = None
    nci: str | None = None
    synonyms: tuple[str, ...] = ()


class Codelist(SpecNode):
    """A codelist, in its order."""

    label: str = ""
    nci: str | None = None
    extensible: bool = False
    terms: tuple[CodelistTerm, ...]


class StudyFile(SpecNode):
    """The whole ``study.yaml``, its layers already merged."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str
    protocol: str | None = None
    layers: tuple[str, ...] = ("library",)
    notice: str = ""
    status: Literal["draft", "final"] = "draft"
    run_date: datetime
    data: dict[str, tuple[DataFolder, ...]] = Field(default_factory=dict)
    cutoff: date | None = None
    subjects: Subjects = Subjects()
    populations: dict[str, Population] = Field(default_factory=dict)
    arms: Arms | None = None
    conditions: dict[str, Condition] = Field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    groups: dict[str, tuple[GroupSpec, ...]] = Field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    dictionaries: dict[str, Dictionary] = Field(default_factory=dict)
    trial: dict[str, Any] = Field(default_factory=dict)
    codelists: dict[str, Codelist] = Field(default_factory=dict)
    formats: dict[str, FormatSpec] = Field(default_factory=dict)
    reasons: dict[str, str] = Field(default_factory=dict)
    negative_zero: Literal["drop", "keep"] = "drop"
    rounding: Rounding = "half_away"
    footnotes: dict[str, str] = Field(default_factory=dict)
    no_data: str = "No subject met the criteria for this display"
    page: PageSpec = PageSpec()
    header: tuple[Mast, ...] = ()
    footer: tuple[Mast, ...] = ()
    plugins: tuple[str, ...] = ()
    appendix: Appendix | None = None

    @field_validator("data", mode="before")
    @classmethod
    def _one_or_many_folders(cls, value: Any) -> Any:
        """Take a single folder as a list of one."""
        if isinstance(value, dict):
            return {
                stage: where if isinstance(where, (list, tuple)) else [where]
                for stage, where in value.items()
            }
        return value

    @field_validator("populations")
    @classmethod
    def _arms_are_known(cls, value: dict[str, Population]) -> dict[str, Population]:
        for population in value.values():
            if population.arm not in {"planned", "actual"}:
                allowed = ("planned", "actual")
                place = source_of(population.arm) or population.source
                raise SpecError.unknown("arm kind", population.arm, allowed, place)
        return value
