"""Number formats: a pattern with the house rules that turn values into text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isinf, isnan
from typing import Literal, get_args

from tlfgen.core.errors import SpecError
from tlfgen.core.pattern import Pattern, Slot, parse_pattern
from tlfgen.core.rounding import RoundingRule, round_decimal, round_significant, round_text

__all__ = [
    "NumberFormat",
    "Pattern",
    "Slot",
    "Value",
    "format_number",
    "format_pattern",
    "format_values",
    "mock_text",
    "parse_pattern",
]

Value = float | int | str | None
Thresholds = Literal["value", "rounded"]

_MOCK_WIDTH = 2
_MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """
    A pattern together with the house rules for special values.

    Parameters
    ----------
    pattern : Pattern
    zero, full, no_denominator : Pattern or None
        What is written where the first value is 0, where ``pct`` is 100, where ``pct`` is missing.
    below, above : tuple of (limit, text)
        Text for values under or over a limit. The least limit of ``below`` that holds is taken and
        the greatest of ``above``. ``below`` needs a value above 0, except for probabilities
        (``p``, ``p_...``, ``..._p``), which are never exactly 0.
    thresholds : {'value', 'rounded'}
        Whether limits are compared with the value or with its rounded text.
    leading_zero, trim_zeros : bool
        Whether ``0.05`` keeps its first zero; whether zeros at the end of decimals go.
    differ_from : float or None
        Decimals are added until the text differs from this level (0.05), as ``0.0499``.
    max_decimals : int or None
        The most decimals that ``a`` patterns give.
    rule : {'half_away', 'half_even'}
    keep_negative_zero : bool
    missing : str
        Text of a value that is missing beside one that is not.
    """

    pattern: Pattern
    zero: Pattern | None = None
    full: Pattern | None = None
    no_denominator: Pattern | None = None
    below: tuple[tuple[float, str], ...] = ()
    above: tuple[tuple[float, str], ...] = ()
    thresholds: Thresholds = "value"
    leading_zero: bool = True
    trim_zeros: bool = False
    differ_from: float | None = None
    max_decimals: int | None = None
    rule: RoundingRule = "half_away"
    keep_negative_zero: bool = False
    missing: str = ""

    def __post_init__(self) -> None:
        if self.thresholds not in get_args(Thresholds):
            raise SpecError.unknown("threshold rule", self.thresholds, get_args(Thresholds))


def _is_missing(value: Value) -> bool:
    """Tell whether a value has neither a number nor a text."""
    return value is None or (not isinstance(value, str) and isnan(value))


def _threshold(value: float, name: str, rounded: float, fmt: NumberFormat) -> str | None:
    """Give the text of the limit that holds, if any."""
    compared = rounded if fmt.thresholds == "rounded" else value
    is_probability = name == "p" or name.startswith("p_") or name.endswith("_p")
    if value > 0 or (is_probability and value == 0):
        for limit, text in sorted(fmt.below):
            if compared < limit:
                return text
    for limit, text in sorted(fmt.above, reverse=True):
        if compared > limit:
            return text
    return None


def _digits(value: float, slot: Slot, fmt: NumberFormat, data_decimals: int) -> int | None:
    """Give the decimals of one number, with the cap and the level to differ from applied."""
    digits = slot.digits(data_decimals)
    if digits is None:
        return None
    if slot.is_relative and fmt.max_decimals is not None:
        digits = min(digits, fmt.max_decimals)
    if fmt.differ_from is None or value == fmt.differ_from:
        return digits
    level = Decimal(repr(fmt.differ_from))
    while digits < _MOST_DECIMALS and round_decimal(value, digits, rule=fmt.rule) == level:
        digits += 1
    return digits


def _plain(value: float, slot: Slot, fmt: NumberFormat, digits: int | None) -> str:
    """Write one number before zeros and widths are seen to."""
    if slot.figures is not None:
        return f"{round_significant(value, slot.figures, rule=fmt.rule):f}"
    if digits is None:
        exact = Decimal(repr(value))
        whole = exact == exact.to_integral_value()
        return f"{exact.to_integral_value() if whole else exact:f}"
    return round_text(value, digits, rule=fmt.rule, keep_negative_zero=fmt.keep_negative_zero)


def _dress(text: str, width: int, fmt: NumberFormat) -> str:
    """See to first zero, last zeros and the width before the point."""
    whole, point, decimals = text.partition(".")
    if fmt.trim_zeros:
        decimals = decimals.rstrip("0")
        point = point if decimals else ""
    if not fmt.leading_zero and decimals and whole.lstrip("-") == "0":
        whole = whole[:-1]
    return whole.rjust(width) + point + decimals


def format_number(value: Value, slot: Slot, fmt: NumberFormat, data_decimals: int = 0) -> str:
    """
    Write one value into one placeholder.

    Parameters
    ----------
    value : float, int, str or None
        A text (``NE``) is padded to the width of the placeholder. None, not-a-number and an
        infinity that no limit covers print as ``fmt.missing``.
    data_decimals : int
        What ``a`` stands for.

    Returns
    -------
    str
        At least as wide as the placeholder where the value has a text.

    Examples
    --------
    >>> fmt = NumberFormat(parse_pattern("{pct:xxx.x}"), below=((0.1, "<0.1"),))
    >>> [format_number(value, fmt.pattern.slots[0], fmt) for value in (5.25, 0.04, "NE")]
    ['  5.3', ' <0.1', '   NE']
    """
    fixed = 0 if slot.is_relative else slot.digits(data_decimals) or 0
    full_width = slot.width + (fixed + 1 if fixed else 0)
    if isinstance(value, str):
        return value.rjust(full_width)
    if value is None or isnan(value):
        return fmt.missing.rjust(full_width) if fmt.missing else ""
    number = float(value)
    digits = _digits(number, slot, fmt, data_decimals)
    rounded = float(round_decimal(number, digits, rule=fmt.rule)) if digits is not None else number
    limit = _threshold(number, slot.name, rounded, fmt)
    if limit is not None:
        return limit.rjust(full_width)
    if isinf(number):
        return fmt.missing.rjust(full_width) if fmt.missing else ""
    return _dress(_plain(number, slot, fmt, digits), slot.width, fmt)


def _chosen(values: Mapping[str, Value], fmt: NumberFormat) -> Pattern:
    """Take the pattern that the values ask for."""
    names = fmt.pattern.names
    if fmt.no_denominator is not None and "pct" in names and _is_missing(values.get("pct")):
        return fmt.no_denominator
    if fmt.zero is not None and names and values.get(names[0]) == 0:
        return fmt.zero
    if fmt.full is not None and values.get("pct") == 100:  # noqa: PLR2004 - all of the percent base
        return fmt.full
    return fmt.pattern


def format_values(fmt: NumberFormat, values: Mapping[str, Value], data_decimals: int = 0) -> str:
    """
    Write the values of one cell with a number format.

    Parameters
    ----------
    values : mapping of name to value
        Every name of the pattern; a name that is absent counts as missing.
    data_decimals : int
        What ``a`` stands for.

    Returns
    -------
    str
        Empty where every placeholder is missing, so that ``()`` never prints.

    Examples
    --------
    >>> fmt = NumberFormat(parse_pattern("{n:xx} ({pct:xxx}%)"), below=((1, "<1"),))
    >>> format_values(fmt, {"n": 12, "pct": 34.5}), format_values(fmt, {"n": 1, "pct": 0.4})
    ('12 ( 35%)', ' 1 ( <1%)')
    """
    pattern = _chosen(values, fmt)
    slots = pattern.slots
    if slots and all(_is_missing(values.get(slot.name)) for slot in slots):
        return ""
    return "".join(
        part
        if isinstance(part, str)
        else format_number(values.get(part.name), part, fmt, data_decimals)
        for part in pattern.parts
    )


def format_pattern(
    pattern: str,
    values: Mapping[str, Value],
    data_decimals: int = 0,
    *,
    below: Mapping[float, str] | None = None,
    above: Mapping[float, str] | None = None,
    zero: str | None = None,
    full: str | None = None,
    no_denominator: str | None = None,
    leading_zero: bool = True,
    trim_zeros: bool = False,
    missing: str = "",
) -> str:
    """
    Write values with a pattern given as text.

    The arguments are those of ``NumberFormat``, as a spec writes them.

    Returns
    -------
    str

    Raises
    ------
    SpecError
        ``spec.bad-format``.

    Examples
    --------
    >>> format_pattern("{mean:a+1} ({sd:a+2})", {"mean": 75.25, "sd": 8.12345}, 0)
    '75.3 (8.12)'
    >>> format_pattern("{p:x.xxx}", {"p": 0.0001}, below={0.001: "<0.001"})
    '<0.001'
    >>> format_pattern("{p:.xxx}", {"p": 0.25}, leading_zero=False, trim_zeros=True)
    '.25'
    >>> format_pattern("{n:xx} ({pct:xxx}%)", {"n": 0, "pct": 0.0}, zero="{n:xx}")
    ' 0'
    """
    fmt = NumberFormat(
        parse_pattern(pattern),
        zero=zero if zero is None else parse_pattern(zero),
        full=full if full is None else parse_pattern(full),
        no_denominator=no_denominator if no_denominator is None else parse_pattern(no_denominator),
        below=tuple((below or {}).items()),
        above=tuple((above or {}).items()),
        leading_zero=leading_zero,
        trim_zeros=trim_zeros,
        missing=missing,
    )
    return format_values(fmt, values, data_decimals)


def mock_text(pattern: str, data_decimals: int = 0) -> str:
    """
    Show a pattern with x in place of digits.

    Returns
    -------
    str
        ``a`` patterns and bare names show two x before the point.

    Examples
    --------
    >>> mock_text("{n:xx} ({pct:xxx.x}%)"), mock_text("{mean:a+1} ({sd:a+2})", 1)
    ('xx (xxx.x%)', 'xx.xx (xx.xxx)')
    """
    shown = []
    for part in parse_pattern(pattern).parts:
        if isinstance(part, str):
            shown.append(part)
            continue
        digits = part.digits(data_decimals) or 0
        shown.append("x" * (part.width or _MOCK_WIDTH) + ("." + "x" * digits if digits else ""))
    return "".join(shown)
