"""Results of header counts: distinct subjects of each column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from tlfgen.analysis.bench import Bench
from tlfgen.analysis.filters import filter_text, record_text
from tlfgen.analysis.groupings import Group, group_by
from tlfgen.analysis.makers.row import id_part
from tlfgen.model.expression import Expression
from tlfgen.model.result import Level, Result
from tlfgen.spec.grid import Dimension, Grid, Node

__all__ = ["count_headers"]


def count_headers(bench: Bench, grid: Grid) -> Iterator[Result]:
    """
    Count the subjects of every column, and of every arm that stands in the rows.

    Only what tells subjects apart narrows a count: analysis set, subset, arm; never the records.
    """
    seen: set[tuple[str, ...]] = set()
    for axis in (grid.columns, grid.rows):
        for chain in _chains(axis, ()):
            key = tuple(one.name for one in chain)
            members = tuple(member.name for one in chain for member in one.members)
            if (*key, *members) not in seen:
                seen.add((*key, *members))
                yield from _count(bench, grid, chain)


def _chains(nodes: Sequence[Node], above: tuple[Dimension, ...]) -> Iterator[tuple[Dimension, ...]]:
    """Give the groupings that tell subjects apart, from the root to each node that adds one."""
    for node in nodes:
        here = above
        dimension = node.dimension
        if dimension is not None and _tells_subjects(dimension):
            here = (*above, dimension)
            yield here
        yield from _chains(node.children, here)


def _tells_subjects(dimension: Dimension) -> bool:
    if dimension.kind == "arm":
        return True
    narrowed = [member.subset or member.population for member in dimension.members]
    whole = [member.where is None for member in dimension.members]
    return dimension.kind == "members" and any(narrowed) and all(whole)


def _count(bench: Bench, grid: Grid, chain: tuple[Dimension, ...]) -> Iterator[Result]:
    arms = [one for one in chain if one.is_record]
    name = (grid.defaults.data if arms else None) or bench.subjects.name
    records = bench.records(name)
    subjects = bench.records(bench.subjects.name)
    everyone = np.ones(len(records), dtype=bool)
    base = np.ones(bench.subject_count, dtype=bool)
    filters: list[Expression] = []
    wanted = [bench.population(grid.defaults.population)]
    if grid.table.header_n != "population":
        wanted += grid.defaults.subset
    for condition in wanted:
        if condition is not None:
            base &= bench.subject_mask(condition)
            filters.append(bench.of_subject(condition, subjects))
    groups = [group_by(bench, records, one, everyone).groups for one in chain]
    for chosen in product(*groups):
        yield _header(bench, grid, chain, chosen, base, filters)


def _header(
    bench: Bench,
    grid: Grid,
    chain: tuple[Dimension, ...],
    chosen: Sequence[Group],
    base: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    filters: list[Expression],
) -> Result:
    mask = base.copy()
    trees = list(filters)
    for group in chosen:
        if group.subjects is not None:
            mask &= group.subjects
        trees += group.filters
    levels: tuple[Level, ...] = tuple(
        (one.name, group.member.name, group.member.order)
        for one, group in zip(chain, chosen, strict=True)
    )
    display = grid.table.id
    count = int(mask.sum())
    is_record = any(one.is_record for one in chain)
    return Result(
        result_id="/".join([display, "N", *(id_part(level) for _, level, _ in levels)]),
        display_id=display,
        analysis="N",
        stat="N",
        number=float(count),
        method="count",
        dataset=bench.subjects.name,
        population=grid.defaults.population or "",
        subset=filter_text(map(bench.spelt, grid.defaults.subset)),
        record_filter="" if is_record else record_text(trees, bench.study.subjects.key[-1]),
        groups=levels,
        n_subjects=count,
        n_records=None if is_record else count,
    )
