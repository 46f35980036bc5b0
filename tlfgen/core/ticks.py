"""Ticks of an axis: round numbers that cover a range, with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, floor, isfinite, log10

__all__ = ["axis_ticks", "log_ticks", "tick_labels"]

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_WANTED = 6
_ALMOST = 1e-9


def axis_ticks(
    low: float,
    high: float,
    *,
    every: float | None = None,
    first: float | None = None,
    last: float | None = None,
    wanted: int = _WANTED,
) -> tuple[float, ...]:
    """
    Give round ticks that cover the numbers from ``low`` to ``high``.

    Parameters
    ----------
    low, high : float
        Ends of the data.
    every : float or None
        Distance of two ticks; None takes 1, 2, 2.5 or 5 times a power of ten.
    first, last : float or None
        Ends of the axis where they are given; ticks do not pass them.
    wanted : int
        About how many steps to make where ``every`` is not given.

    Returns
    -------
    tuple of float
        At least two, rising.

    Examples
    --------
    >>> axis_ticks(0, 187)
    (0.0, 50.0, 100.0, 150.0, 200.0)
    >>> axis_ticks(0, 1, every=0.2)
    (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    """
    begin = low if first is None else first
    end = high if last is None else last
    if end <= begin:
        end = begin + (abs(begin) or 1.0)
    step = Decimal(repr(float(every))) if every else _step(end - begin, wanted)
    start, stop = Decimal(repr(float(begin))), Decimal(repr(float(end)))
    lowest = (start / step).to_integral_value(ROUND_FLOOR if first is None else ROUND_CEILING)
    highest = (stop / step).to_integral_value(ROUND_CEILING if last is None else ROUND_FLOOR)
    if highest <= lowest:
        return (float(start), float(stop))
    return tuple(float(step * number) for number in range(int(lowest), int(highest) + 1))


def _step(span: float, wanted: int) -> Decimal:
    """Give the smallest round step that makes no more than the steps wanted."""
    rough = span / wanted
    power = Decimal(10) ** floor(log10(rough))
    return next(size * power for size in _STEPS if float(size * power) >= rough * (1 - _ALMOST))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """
    Give ticks on a logarithmic axis: powers of ten, with 2 and 5 between where they are few.

    Examples
    --------
    >>> log_ticks(0.1, 30)
    (0.1, 1.0, 10.0, 100.0)
    >>> log_ticks(0.5, 4)
    (0.5, 1.0, 2.0, 5.0)
    """
    few = 2
    bottom, top = floor(log10(low) + _ALMOST), ceil(log10(high) - _ALMOST)
    if top - bottom > few:
        return tuple(float(f"1e{power}") for power in range(bottom, top + 1))
    every = [float(f"{size}e{power}") for power in range(bottom, top + 1) for size in (1, 2, 5)]
    below = [tick for tick in every if tick <= low * (1 + _ALMOST)]
    above = [tick for tick in every if tick >= high * (1 - _ALMOST)]
    start, stop = (below or every)[-1 if below else 0], (above or every)[0 if above else -1]
    return tuple(tick for tick in every if start <= tick <= stop)


def tick_labels(ticks: Sequence[float]) -> tuple[str, ...]:
    """
    Write ticks, all with the decimals that the finest of them needs.

    Examples
    --------
    >>> tick_labels([0, 0.25, 0.5]), tick_labels([0, 50, 100]), tick_labels([1e6, 2e6])
    (('0.00', '0.25', '0.50'), ('0', '50', '100'), ('1000000', '2000000'))
    """
    exact = [Decimal(repr(float(tick))).normalize() for tick in ticks if isfinite(tick)]
    digits = max((max(-int(number.as_tuple().exponent), 0) for number in exact), default=0)
    return tuple(f"{number:.{digits}f}" for number in exact)
