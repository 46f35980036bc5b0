"""Axes of a figure: ends, ticks, labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, isfinite

from tlfgen.core.errors import SpecError
from tlfgen.core.textwidth import printable_text
from tlfgen.core.ticks import axis_ticks, log_ticks, tick_labels
from tlfgen.model.figure import Axis
from tlfgen.spec.shell.plot import AxisSpec

__all__ = ["make_axis"]

_AIR = 0.04


def make_axis(
    spec: AxisSpec,
    values: Iterable[float | None],
    *,
    label: str = "",
    ticks: Sequence[float] = (),
    labels: Sequence[str] = (),
    low: float | None = None,
    high: float | None = None,
    has_air: bool = False,
) -> Axis:
    """
    Give an axis that covers values, as far as its spec does not say otherwise.

    Parameters
    ----------
    spec : AxisSpec
    values : iterable of float or None
    label : str
        Where the spec gives none.
    ticks, labels
        Where the spec gives none; without them round ticks are made.
    low, high : float or None
        Ends of the axis where the spec gives none.
    has_air : bool
        Leaves room beyond the outer ticks, as for visits.

    Returns
    -------
    Axis

    Raises
    ------
    SpecError
        ``spec.unknown-tick`` for a label of a tick that the axis has not.
    """
    kept = [value for value in values if value is not None and isfinite(value)]
    first = spec.min if spec.min is not None else low
    last = spec.max if spec.max is not None else high
    given = bool(spec.at) or (bool(ticks) and not spec.every)
    if spec.at:
        shown = spec.at
    elif ticks and not spec.every:
        shown = tuple(ticks)
    else:
        shown = _round_ticks(spec, kept, first, last)
    begin = min([*shown, *([] if given else kept[:0]), *(kept if given else [])])
    end = max([*shown, *(kept if given else [])])
    start = first if first is not None else begin
    stop = last if last is not None else end
    if has_air and spec.scale == "linear":
        gap = (stop - start) * _AIR or 1.0
        start = start - gap if spec.min is None else start
        stop = stop + gap if spec.max is None else stop
    named = dict(zip(map(float, ticks), labels, strict=False))
    chosen = spec.labels or {}
    alone = [text for tick in shown for text in tick_labels([tick])]
    plain = alone if spec.scale == "log" else tick_labels(shown)
    for text in chosen:
        if text not in plain:
            raise SpecError.unknown("tick", text, plain, spec.source)
    texts = tuple(
        chosen.get(text, named.get(float(tick), text))
        for tick, text in zip(shown, plain, strict=True)
    )
    return Axis(
        label=printable_text(spec.label if spec.label is not None else label),
        ticks=tuple(map(float, shown)),
        tick_labels=tuple(map(printable_text, texts)),
        low=float(start),
        high=float(stop),
        scale=spec.scale,
        percent=spec.percent,
    )


def _round_ticks(
    spec: AxisSpec, values: Sequence[float], first: float | None, last: float | None
) -> tuple[float, ...]:
    low = -inf if first is None else first
    high = inf if last is None else last
    inside = [min(max(value, low), high) for value in values]
    ends = [*inside, *(end for end in (first, last) if end is not None)] or [0.0, 1.0]
    if spec.scale == "log":
        positive = [value for value in ends if value > 0] or [1.0, 10.0]
        ticks = log_ticks(min(positive), max(positive))
        return tuple(
            tick
            for tick in ticks
            if (first is None or tick >= first) and (last is None or tick <= last)
        )
    return axis_ticks(min(ends), max(ends), every=spec.every, first=first, last=last)
