"""Verbs that judge a result against limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from tlfgen.spec.node import Literally
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause, quoted
from tlfgen.spec.words import Words

__all__ = ["Criterion", "NumericResult", "RangeIndicator"]


@declares
class RangeIndicator(Verb):
    """
    Where a result lies against its reference range.

    Parameters
    ----------
    value, low, high : expression
        Numbers. One limit may be missing: it then sets no bound.
    extreme_low, extreme_high : expression
        Wider limits beyond which a result is ``LOW LOW`` or ``HIGH HIGH``.
    at_limit : {'normal', 'abnormal'}
        What a result equal to a limit is.
    labels : list of five words
        LOW LOW, LOW, NORMAL, HIGH, HIGH HIGH where not stated.
    no_value : literal
        Indicator of a missing result.
    digits : int
        Significant digits to which values and limits are compared.
    """

    verb = "range_indicator"
    value: ExpressionSlot
    low: ExpressionSlot
    high: ExpressionSlot
    extreme_low: ExpressionSlot | None = None
    extreme_high: ExpressionSlot | None = None
    at_limit: Literal["normal", "abnormal"] = "normal"
    labels: tuple[str, str, str, str, str] = ("LOW LOW", "LOW", "NORMAL", "HIGH", "HIGH HIGH")
    no_value: Literally = None
    digits: int = Field(default=13, ge=1, le=15)

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give each label with its limit."""
        value = words.say(self.value)
        same = " or equal to" if self.at_limit == "abnormal" else ""
        low2, low, normal, high, high2 = self.labels
        parts = []
        for label, limit, side in (
            (low2, self.extreme_low, "less"),
            (low, self.low, "less"),
            (high2, self.extreme_high, "greater"),
            (high, self.high, "greater"),
        ):
            if limit is not None:
                parts.append(f"'{label}' if {value} is {side} than{same} {words.say(limit)}")
        no_value = "missing" if self.no_value is None else quoted(self.no_value)
        return (
            f"{', otherwise '.join(parts)}, otherwise '{normal}'. A missing limit sets no bound. "
            f"Missing if both limits are missing; {no_value} if {value} is missing. Values are "
            f"compared to {self.digits} significant digits."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for limits, equal or missing."""
        return {"at_limit": "a result equal to a limit is normal", "no_value": "missing"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what is present."""
        return (
            ("value", "low", "high", "indicator"),
            ("missing", "any", "any", "no_value"),
            ("present", "missing", "missing", "missing"),
            ("below low", "present", "any", "LOW"),
            ("equal to low", "present", "any", "NORMAL; LOW with at_limit: abnormal"),
            ("above high", "any", "present", "HIGH"),
            ("else", "one present", "", "NORMAL"),
        )


@declares
class Criterion(Verb):
    """
    A criterion with its flag (CRITy, CRITyFL).

    The first target takes the text, the second the flag; one target alone takes the flag.

    Parameters
    ----------
    text : str
        The criterion in words.
    applies : condition
        Records it is asked of; elsewhere both are missing.
    when : condition
        What makes the flag ``Y``.
    no, missing : literal
        Flag where it is not met, or where a variable ``when`` reads is missing.
    """

    verb = "criterion"
    text: str
    applies: ConditionSlot | None = None
    when: ConditionSlot
    no: Literally = "N"
    missing: Literally

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the condition with the flags."""
        where = ""
        if self.applies is not None:
            where = f"On records where {clause(self.applies, words)}: "
        flag = targets[-1]
        text = f"{targets[0]} is '{self.text}'; {flag} is" if len(targets) > 1 else f"{flag} is"
        met = f"{clause(self.when, words)}{words.meaning(self.applies, self.when)}"
        said = (
            f"{where}{text} 'Y' if {met}, "
            f"{quoted(self.missing)} if a value it needs is missing, otherwise {quoted(self.no)}."
        )
        return f"{said} Missing elsewhere." if self.applies is not None else said

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for missing values."""
        return {"missing": "must be stated", "no": "N"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by record."""
        return (
            ("applies", "values needed", "when", "text", "flag"),
            ("no", "", "", "missing", "missing"),
            ("yes", "one missing", "", "text", "by missing"),
            ("yes", "all present", "true", "text", "Y"),
            ("yes", "all present", "false", "text", "by no"),
        )


_LIMITS = Literal["limit", "half_limit", "one_unit", "missing"]
_LIMIT_WORDS = {
    "limit": "the limit",
    "half_limit": "half the limit",
    "missing": "missing",
}


@declares
class NumericResult(Verb):
    """
    The number of a result, a result beyond a limit (``<50``) included.

    Parameters
    ----------
    text : expression
        The result as text.
    from : expression
        The numeric result, used where it is present.
    below_limit : {'limit', 'half_limit', 'one_unit', 'missing'}
        What ``<50`` becomes: 50, 25, one unit of the last digit less (49), or missing.
    above_limit : {'limit', 'one_unit', 'missing'}
        What ``>50`` becomes: 50, 51, or missing.
    other : {'missing', 'error'}
        What a text that is no number becomes.
    """

    verb = "numeric_result"
    extras: ClassVar[tuple[str, ...]] = ("limit",)
    start: ExpressionSlot | None = Field(default=None, alias="from")
    text: ExpressionSlot
    below_limit: _LIMITS
    above_limit: Literal["limit", "one_unit", "missing"]
    other: Literal["missing", "error"] = "missing"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the rule for results below or above a limit."""
        text = words.say(self.text)
        start = f"{words.say(self.start)}; if missing, " if self.start is not None else ""
        unit = "the limit {} one unit of its last digit"
        below = _LIMIT_WORDS.get(self.below_limit, unit.format("minus"))
        above = _LIMIT_WORDS.get(self.above_limit, unit.format("plus"))
        said = (
            f"{start}{text} as a number. A result below a limit ('<') becomes {below}, one above "
            f"a limit ('>') becomes {above}."
        )
        return f"{said} Missing for any other text." if self.other == "missing" else said

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for results beyond limits."""
        limits = "must be stated"
        return {"below_limit": limits, "above_limit": limits, "other": "missing"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the number by text."""
        return (
            ("text", "limit", "half_limit", "one_unit"),
            ("12.5", "12.5", "12.5", "12.5"),
            ("<50", "50", "25", "49"),
            ("<=0.5", "0.5", "0.5", "0.5"),
            (">100", "100", "", "101"),
            ("NEGATIVE", "by other", "by other", "by other"),
        )
