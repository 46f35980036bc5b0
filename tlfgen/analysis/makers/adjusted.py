"""Results of p-values adjusted for several comparisons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tlfgen.analysis.makers.arms import COMPARE
from tlfgen.analysis.makers.row import id_part
from tlfgen.analysis.multiplicity import adjust_p_values
from tlfgen.model.result import Result
from tlfgen.spec.grid import Grid
from tlfgen.spec.shell.adjust import AdjustSpec
from tlfgen.spec.shell.columns import CompareSpec

__all__ = ["adjust_columns", "with_adjusted"]

_FAMILY = tuple[object, ...]


def adjust_columns(results: Iterable[Result], grid: Grid) -> Iterator[Result]:
    """Give the results of a page with the adjusted p-values of its comparison columns."""
    wanted: dict[str, AdjustSpec] = {}
    for node in grid.comparisons():
        if isinstance(node.spec, CompareSpec) and node.spec.adjust is not None:
            wanted[node.name] = node.spec.adjust
    if not wanted:
        yield from results
        return
    given = tuple(results)
    yield from given
    yield from _adjusted(given, wanted)


def with_adjusted(results: Iterable[Result], spec: AdjustSpec | None) -> Iterator[Result]:
    """Give the results of one row with the adjusted p-values of its pairs of arms."""
    given = tuple(results)
    yield from given
    if spec is not None:
        names = {_name(one) for one in given} - {""}
        yield from _adjusted(given, dict.fromkeys(names, spec))


def _adjusted(results: Sequence[Result], wanted: Mapping[str, AdjustSpec]) -> Iterator[Result]:
    """Give an adjusted p-value behind each p-value of the comparisons wanted."""
    families: dict[_FAMILY, list[Result]] = {}
    for one in dict.fromkeys(results):
        if one.stat == "p" and _name(one) in wanted:
            families.setdefault(_family(one, wanted[_name(one)]), []).append(one)
    for members in families.values():
        spec = wanted[_name(members[0])]
        rank = {name: place for place, name in enumerate(spec.order)}
        ordered = sorted(members, key=lambda one: rank.get(_name(one), len(rank)))
        values = [float("nan") if one.number is None else one.number for one in ordered]
        found = adjust_p_values(values, method=spec.method).p
        for one, value in zip(ordered, found, strict=True):
            yield _renamed(one, value, spec, len(ordered))


def _name(result: Result) -> str:
    """Give the comparison that a result belongs to."""
    last = result.groups[-1:]
    return last[0][1] if last and last[0][0] == COMPARE else ""


def _family(result: Result, spec: AdjustSpec) -> _FAMILY:
    """Give what the tests that count together have in common."""
    if spec.over == "all":
        return ()
    if spec.over == "rows":
        return (_name(result),)
    return (result.analysis, result.groups[:-1], result.level)


def _renamed(result: Result, value: float | None, spec: AdjustSpec, tests: int) -> Result:
    given = json.loads(result.options)
    given["adjust"] = {"method": spec.method, "over": spec.over, "tests": tests}
    end = id_part(_name(result))
    return replace(
        result,
        result_id=result.result_id.removesuffix(f"p/{end}") + f"p_adjusted/{end}",
        stat="p_adjusted",
        number=value,
        reason=None if value is not None else result.reason or "not_estimable",
        options=json.dumps(given, sort_keys=True),
    )
