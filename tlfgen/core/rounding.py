"""Rounding of numbers by the decimal text a reader would see."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal
from typing import Literal, get_args

from tlfgen.core.errors import SpecError

__all__ = [
    "RoundingRule",
    "round_decimal",
    "round_half_away",
    "round_half_even",
    "round_significant",
    "round_text",
    "round_to_unit",
]

RoundingRule = Literal["half_away", "half_even"]

_RULES = get_args(RoundingRule)
_EXACT = Context(prec=800, rounding=ROUND_FLOOR)
_SNAP = Decimal("1e-12")
_SNAP_CEILING = Decimal("1e-3")
_HALF = Decimal("0.5")


def _decimal(value: float | Decimal) -> Decimal:
    """Give the shortest decimal that reads back as ``value``."""
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    return Decimal(repr(float(value)))


def _whole(size: Decimal, rule: RoundingRule) -> Decimal:
    """Round a number that is not negative to a whole one, snapping near ties to the tie."""
    floor = _EXACT.to_integral_value(size)
    rest = _EXACT.subtract(size, floor)
    snap = min(_EXACT.multiply(size, _SNAP), _SNAP_CEILING)
    if abs(_EXACT.subtract(rest, _HALF)) <= snap:
        up = rule == "half_away" or bool(_EXACT.remainder(floor, Decimal(2)))
    else:
        up = rest > _HALF
    return _EXACT.add(floor, Decimal(1)) if up else floor


def round_decimal(
    value: float | Decimal, digits: int = 0, *, rule: RoundingRule = "half_away"
) -> Decimal:
    """
    Round a number to decimals, as an exact decimal with that many digits after the point.

    The number is read as its shortest decimal text. A number within 1e-12 of itself (relative,
    and never more than a thousandth of the last printed digit) of a tie counts as the tie, so that
    0.8449999999999999 rounds like 0.845. Ties go away from zero, or to the even digit.

    Parameters
    ----------
    value : float, int or Decimal
        Not-a-number and infinities come back as they are.
    digits : int
        Digits after the point; negative for tens and hundreds.
    rule : {'half_away', 'half_even'}
        ``half_away`` is SAS, ``half_even`` is IEC 60559 (base R).

    Returns
    -------
    Decimal
        Never negative zero unless a negative number rounds to it: ``round_text`` decides that.

    Raises
    ------
    SpecError
        ``spec.unknown-rounding-rule``.

    Notes
    -----
    Source: SAS 9.4 Functions, ROUND, "Rounding to the nearest multiple" with its fuzz.

    Examples
    --------
    >>> str(round_decimal(1.005, 2)), str(round_decimal(2.5)), str(round_decimal(1251, -1))
    ('1.01', '3', '1.25E+3')
    >>> str(round_decimal(0.845, 2, rule="half_even"))
    '0.84'
    """
    if rule not in _RULES:
        raise SpecError.unknown("rounding rule", rule, _RULES)
    exact = _decimal(value)
    if not exact.is_finite():
        return exact
    whole = _whole(_EXACT.scaleb(abs(exact), digits), rule)
    rounded = _EXACT.quantize(_EXACT.scaleb(whole, -digits), Decimal(1).scaleb(-digits))
    return rounded.copy_sign(exact)


def _number(rounded: Decimal) -> float:
    """Give a float in which negative zero is zero."""
    return float(rounded) + 0.0


def round_half_away(value: float | Decimal, digits: int = 0) -> float:
    """
    Round a number to decimals, ties away from zero.

    Returns
    -------
    float
        The double nearest the rounded decimal; negative zero becomes zero; not-a-number stays.

    Notes
    -----
    Source: SAS 9.4 ROUND; ``round_decimal`` states the rule for numbers next to a tie.

    Examples
    --------
    >>> round_half_away(2.5), round_half_away(62.5), round_half_away(0.845, 2)
    (3.0, 63.0, 0.85)
    >>> round_half_away(1.005, 2), round_half_away(-0.04, 1)
    (1.01, 0.0)
    """
    return _number(round_decimal(value, digits))


def round_half_even(value: float | Decimal, digits: int = 0) -> float:
    """
    Round a number to decimals, ties to the even digit.

    Returns
    -------
    float
        As ``round_half_away``, with the other rule for ties.

    Notes
    -----
    Source: IEC 60559 (roundTiesToEven) applied to the decimal text.

    Examples
    --------
    >>> round_half_even(2.5), round_half_even(3.5), round_half_even(-0.5)
    (2.0, 4.0, 0.0)
    """
    return _number(round_decimal(value, digits, rule="half_even"))


def round_significant(
    value: float | Decimal, figures: int, *, rule: RoundingRule = "half_away"
) -> Decimal:
    """
    Round a number to significant figures, as an exact decimal.

    Parameters
    ----------
    figures : int
        At least 1. Trailing zeros that are significant are kept.

    Returns
    -------
    Decimal
        Zero has ``figures - 1`` digits after the point.

    Raises
    ------
    SpecError
        ``spec.figures-not-positive``.

    Notes
    -----
    Source: the usual rule of pharmacokinetic tables; 9.996 to 3 figures is 10.0.

    Examples
    --------
    >>> str(round_significant(0.012345, 3)), str(round_significant(9.996, 3))
    ('0.0123', '10.0')
    """
    if figures < 1:
        raise SpecError.of("spec.figures-not-positive", f"{figures} significant figures.")
    exact = _decimal(value)
    if not exact.is_finite():
        return exact
    digits = figures - 1 - (exact.adjusted() if exact else 0)
    rounded = round_decimal(value, digits, rule=rule)
    if rounded and rounded.adjusted() > exact.adjusted():
        rounded = round_decimal(value, digits - 1, rule=rule)
    return rounded


def round_to_unit(value: float | Decimal, unit: float | Decimal) -> float:
    """
    Round a number to the nearest multiple of a unit, ties away from zero.

    Parameters
    ----------
    unit : float
        Above zero: 0.01, 5, 0.25.

    Returns
    -------
    float

    Raises
    ------
    SpecError
        ``spec.unit-not-positive``.

    Notes
    -----
    Source: SAS 9.4 ROUND(argument, rounding-unit).

    Examples
    --------
    >>> round_to_unit(12.5, 5), round_to_unit(-0.375, 0.25), round_to_unit(1.005, 0.01)
    (15.0, -0.5, 1.01)
    """
    size = _decimal(unit)
    if not size.is_finite() or size <= 0:
        raise SpecError.of("spec.unit-not-positive", f"the rounding unit is {unit}, not above 0.")
    exact = _decimal(value)
    if not exact.is_finite():
        return float(exact)
    multiples = Context(prec=60).divide(abs(exact), size)
    return _number(_EXACT.multiply(_whole(multiples, "half_away"), size).copy_sign(exact))


def round_text(
    value: float | Decimal,
    digits: int = 0,
    *,
    rule: RoundingRule = "half_away",
    keep_negative_zero: bool = False,
) -> str:
    """
    Write a number with a fixed count of decimals.

    Parameters
    ----------
    keep_negative_zero : bool
        Whether a negative number that rounds to zero keeps its minus sign.

    Returns
    -------
    str
        Never in scientific notation. ``nan``, ``inf`` or ``-inf`` for what is not finite.

    Examples
    --------
    >>> round_text(0.845, 2), round_text(-0.04, 1), round_text(1e21, 0)
    ('0.85', '0.0', '1000000000000000000000')
    >>> round_text(-0.04, 1, keep_negative_zero=True)
    '-0.0'
    """
    rounded = round_decimal(value, digits, rule=rule)
    if not rounded.is_finite():
        return str(float(rounded))
    if not rounded and not keep_negative_zero:
        rounded = abs(rounded)
    return f"{rounded:f}"
