"""Texts of printed cells, written the plainest way."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value, digits):
    """Round half away from zero by decimal text, as SAS does; a minus sign stays."""
    return f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)}"


def tight(count, base):
    """Write a count with its whole percentage in three characters, a zero alone."""
    return f"{count}({rounded(100 * count / base, 0):>3}%)" if count else "0"
