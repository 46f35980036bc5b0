"""The parts of a figure: axes, plots of each kind, boxes, style."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.groups import GroupSpec
from tlfgen.spec.shell.stats import CiSpec
from tlfgen.spec.shell.words import Levels, Word, Words, listed
from tlfgen.spec.slots import ConditionSlot

__all__ = [
    "AxisSpec",
    "BoxPlot",
    "BoxSpec",
    "DotsPlot",
    "FlowBox",
    "FlowPlot",
    "ForestPlot",
    "ForestRow",
    "InsetSpec",
    "KmPlot",
    "LinesPlot",
    "PlotSpec",
    "ProfilesPlot",
    "RiskTableSpec",
    "ScatterPlot",
    "StyleSpec",
    "SubgroupSpec",
    "TextColumnSpec",
]


class AxisSpec(SpecNode):
    """One axis: its label, ticks every so many units or at given values, its ends."""

    short = "label"
    label: str | None = None
    every: float | None = Field(default=None, gt=0)
    at: tuple[float, ...] = ()
    labels: Levels | None = None
    min: float | None = None
    max: float | None = None
    percent: bool = False
    scale: Literal["linear", "log"] = "linear"
    lines: tuple[float, ...] = ()


class KmPlot(SpecNode):
    """Kaplan-Meier curves; ``of: event`` draws one minus the survival probability."""

    of: Literal["survival", "event"] = "survival"
    ci: CiSpec = CiSpec()
    ci_band: bool = False
    censor_mark: Literal["tick", "plus", "none"] = "tick"
    x: AxisSpec = AxisSpec()
    y: AxisSpec = AxisSpec()
    legend: str = "upper right"
    order: Words = ()


class LinesPlot(SpecNode):
    """A mean (or median, count, rate) with limits over visits."""

    of: Word
    over: Word = "visit"
    show: Literal["mean_ci", "mean_se", "mean_sd", "median_iqr", "mean"] = "mean_ci"
    ci: CiSpec = CiSpec()
    x: AxisSpec = AxisSpec()
    y: AxisSpec = AxisSpec()
    dodge: float = 0.0
    n_table: bool = False
    legend: str = "upper right"


class ProfilesPlot(SpecNode):
    """One line a subject, in panels."""

    of: Word
    over: Word = "visit"
    panels: Words = ("arm",)
    grid: tuple[int, int] = (1, 3)
    x: AxisSpec = AxisSpec()
    y: AxisSpec = AxisSpec()
    mean: bool = False


class TextColumnSpec(SpecNode):
    """A column of text beside a forest or dot plot, of result statistics by pattern."""

    label: str
    text: str
    side: Literal["left", "right"] = "left"


class ForestRow(SpecNode):
    """One row of a forest: a label and where its estimate comes from."""

    label: str
    heading: bool = False
    from_display: Word | None = Field(default=None, alias="from")
    result: str | None = None
    where: ConditionSlot | None = None
    subset: ConditionSlot | None = None
    indent: int = 0


class SubgroupSpec(SpecNode):
    """Subgroups by the levels of a subject variable; ``values`` gives their labels in order."""

    short = "var"
    var: Word
    label: str | None = None
    values: Levels | None = None


class ForestPlot(SpecNode):
    """Estimates with limits, one a row, squares as large as their number of subjects."""

    estimate: Word = "hr"
    rows: tuple[ForestRow, ...] = ()
    by: Annotated[tuple[SubgroupSpec, ...], BeforeValidator(listed)] = ()
    of: Word | None = None
    pairs: tuple[tuple[Word, Word], ...] = ()
    ci: CiSpec = CiSpec()
    x: AxisSpec = AxisSpec()
    columns: tuple[TextColumnSpec, ...] = ()
    reference: float | None = None


class DotsPlot(SpecNode):
    """Event rates of the arms on the left, risk differences with limits on the right."""

    of: Word = "AEDECOD"
    difference: Literal["risk_difference", "risk_ratio"] = "risk_difference"
    arms: tuple[Word, ...] = ()
    method: Word | None = None
    ci: CiSpec = CiSpec()
    sort: Literal["difference", "rate", "alpha"] = "difference"
    keep: dict[str, float] = Field(default_factory=dict)
    x: AxisSpec = AxisSpec()
    x_right: AxisSpec = AxisSpec()


class ScatterPlot(SpecNode):
    """
    One point a subject: such as peak ALT against peak bilirubin.

    ``per`` names a variable that each value is divided by, such as its upper limit of normal;
    ``label_points`` may use X, Y and the variables of the subject.
    """

    x_of: Word | None = None
    y_of: Word | None = None
    x_where: ConditionSlot | None = None
    y_where: ConditionSlot | None = None
    pick: Literal["one", "max", "min", "last"] = "one"
    value: Word = "AVAL"
    per: Word | None = None
    x: AxisSpec = AxisSpec()
    y: AxisSpec = AxisSpec()
    label_points: ConditionSlot | None = None
    quadrants: dict[str, str] = Field(default_factory=dict)
    legend: str = "upper right"


class BoxPlot(SpecNode):
    """Box plots by visit and arm."""

    of: Word
    over: Word = "visit"
    x: AxisSpec = AxisSpec()
    y: AxisSpec = AxisSpec()
    whisker: Literal["range", "iqr"] = "iqr"
    legend: str = "upper right"


class FlowBox(SpecNode):
    """One box of a participant flow: counted subjects, by arm where ``each_arm``."""

    name: Word
    label: str
    where: ConditionSlot | None = None
    each_arm: bool = False
    after: Word | None = None
    side: bool = False
    reasons: Word | None = None
    lines: tuple[GroupSpec, ...] = ()


class FlowPlot(SpecNode):
    """The flow of participants, in boxes."""

    short = "boxes"
    boxes: tuple[FlowBox, ...]


RiskCount = Literal["at_risk", "events", "censored"]


class RiskTableSpec(SpecNode):
    """Numbers below the plot; ``every: x`` follows the ticks."""

    rows: Annotated[tuple[RiskCount, ...], BeforeValidator(listed)] = ("at_risk",)
    every: Word = "x"
    title: str = "Number at risk"


class BoxSpec(SpecNode):
    """A boxed note: a preset word, or lines with result placeholders ``{logrank.p:x.xxxx}``."""

    short = "preset"
    preset: Word | None = None
    lines: tuple[str, ...] = ()
    at: Literal["upper left", "upper right", "lower left", "lower right"] = "lower left"


class InsetSpec(SpecNode):
    """A small table below the plot, one row an arm."""

    columns: Words
    labels: dict[str, str] = Field(default_factory=dict)


class StyleSpec(SpecNode):
    """How a figure is drawn."""

    mono_safe: bool = True
    dash: bool = True
    width_in: float = Field(default=9.0, gt=0)
    height_in: float = Field(default=4.8, gt=0)
    title: str | None = None


class PlotSpec(SpecNode):
    """What is drawn: exactly one kind of plot, with what stands around it."""

    km: KmPlot | None = None
    lines: LinesPlot | None = None
    profiles: ProfilesPlot | None = None
    forest: ForestPlot | None = None
    dots: DotsPlot | None = None
    scatter: ScatterPlot | None = None
    box: BoxPlot | None = None
    flow: FlowPlot | None = None
    risk_table: RiskTableSpec | None = None
    boxes: tuple[BoxSpec, ...] = ()
    inset: InsetSpec | None = None
    style: StyleSpec = StyleSpec()
