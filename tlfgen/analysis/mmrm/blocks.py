"""Subjects of one covariance matrix, laid on visits and sorted by pattern of observed visits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .covariance import Floats, Structure, Surface
from .parameters import derive_search

__all__ = ["Block", "Slopes", "lay_blocks", "slope_block", "sum_patterns"]

Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """
    Subjects sharing one set of covariance parameters.

    ``design`` (N, T, p) and ``response`` (N, T) hold zeros where nothing is observed; subjects
    of one pattern stand together. ``seen`` (G, T) is the pattern, ``pattern`` (N,) its number
    for each subject, ``subjects`` (N,) the number of the subject in the fit. ``distances`` is
    (T, T), or (G, T, T) where every pattern has its own.
    """

    structure: Structure
    place: slice
    distances: Floats
    seen: npt.NDArray[np.bool_]
    pattern: Ints
    starts: Ints
    counts: Floats
    design: Floats
    response: Floats
    subjects: Ints

    @property
    def is_own(self) -> bool:
        """Tell whether every pattern has a covariance matrix of its own."""
        return self.distances.ndim > 2  # noqa: PLR2004 - patterns, rows, columns

    def derive(self, theta: Floats) -> Surface:
        """Give the covariance matrix at the parameters of the whole model."""
        return derive_search(self.structure, theta[self.place], self.distances)


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """First and second derivatives of a block's covariance, ready to be contracted."""

    block: Block
    first: Floats
    second: Floats | None

    @property
    def flat(self) -> Floats:
        """The first derivatives, one row each."""
        return self.first.reshape(self.first.shape[0], -1)

    def contract(self, weight: Floats) -> Floats:
        """Give the trace of each first derivative with a matrix per pattern."""
        whole = weight if self.block.is_own else weight.sum(axis=0)
        return np.asarray(self.flat @ whole.ravel(), dtype=np.float64)

    def contract_second(self, weight: Floats) -> Floats | float:
        """Give the trace of each second derivative with a matrix per pattern."""
        if self.second is None:
            return 0.0
        whole = weight if self.block.is_own else weight.sum(axis=0)
        shape = self.second.shape[:2]
        return np.asarray(self.second.reshape(*shape, -1) @ whole.ravel(), dtype=np.float64)

    def contract_pairs(self, left: Floats, right: Floats) -> Floats:
        """Give ``sum over patterns of trace(left V_j right V_i)`` for all pairs."""
        if self.block.is_own:
            one, two = left @ self.first, right @ self.first
            count = one.shape[0]
            turned = two.transpose(0, 1, 3, 2).reshape(count, -1)
            return np.asarray(one.reshape(count, -1) @ turned.T, dtype=np.float64)
        groups, visits, _ = left.shape
        kernel = left.reshape(groups, -1).T @ right.reshape(groups, -1)
        kernel = kernel.reshape((visits,) * 4).transpose(1, 2, 0, 3).reshape(visits**2, -1)
        result = self.flat @ kernel @ self.flat.T
        return np.asarray((result + result.T) / 2, dtype=np.float64)

    def contract_rows(self, left: Floats, right: Floats) -> Floats:
        """Give ``sum over subjects of left' V_i right``, (k, p, q), of (N, T, p) and (N, T, q)."""
        subjects, visits, width = left.shape
        other = right.shape[-1]
        if self.block.is_own:
            moved = self.first[:, self.block.pattern] @ right
            long = left.reshape(-1, width)
            return np.stack([long.T @ one.reshape(-1, other) for one in moved])
        gram = left.reshape(subjects, -1).T @ right.reshape(subjects, -1)
        table = gram.reshape(visits, width, visits, other).transpose(0, 2, 1, 3)
        result = self.flat @ table.reshape(visits**2, -1)
        return np.asarray(result.reshape(-1, width, other), dtype=np.float64)

    def sandwich(self, spread: Floats, middle: Floats) -> Floats:
        """Give ``sum over i, j of spread_ij V_i middle V_j`` for every pattern, (G, T, T)."""
        if self.block.is_own:
            pushed = np.tensordot(spread, self.first, axes=1)
            return np.asarray((pushed @ middle @ self.first).sum(axis=0), dtype=np.float64)
        groups, visits, _ = middle.shape
        entries = (self.flat.T @ spread @ self.flat).reshape((visits,) * 4)
        table = entries.transpose(0, 3, 1, 2).reshape(visits**2, -1)
        return np.asarray(
            (middle.reshape(groups, -1) @ table.T).reshape(groups, visits, visits),
            dtype=np.float64,
        )


def slope_block(block: Block, theta: Floats) -> Slopes:
    """Give the derivatives of a block's covariance."""
    surface = block.derive(theta)
    return Slopes(block, surface.first, surface.second)


def sum_patterns(block: Block, values: Floats) -> Floats:
    """Sum a quantity of subjects, shape (N, ...), over each pattern."""
    return np.asarray(np.add.reduceat(values, block.starts, axis=0), dtype=np.float64)


def lay_blocks(
    structure: Structure,
    *,
    design: Floats,
    response: Floats,
    subject: Ints,
    visit: Ints,
    visits: int,
    group: Ints,
    coordinates: Floats | None,
) -> tuple[Block, ...]:
    """Lay rows on subjects and visits, one block for each group of subjects."""
    blocks = []
    place = 0
    for number in range(int(group.max()) + 1):
        rows = np.flatnonzero(group == number)
        slots, width = visit[rows], visits
        if structure.is_spatial:
            slots, width = _number_within(subject[rows])
        size = structure.count_parameters(width)
        blocks.append(
            _lay_block(
                structure,
                slice(place, place + size),
                rows=rows,
                design=design,
                response=response,
                subject=subject,
                slots=slots,
                width=width,
                coordinates=coordinates,
            )
        )
        place += size
    return tuple(blocks)


def _number_within(subject: Ints) -> tuple[Ints, int]:
    """Give each row its number within its subject, from zero, in the order they stand."""
    order = np.argsort(subject, kind="stable")
    ordered = subject[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]]
    begin = np.maximum.accumulate(np.where(first, np.arange(subject.size), 0))
    slots = np.empty(subject.size, dtype=np.intp)
    slots[order] = np.arange(subject.size) - begin
    return slots, int(slots.max()) + 1


def _lay_block(
    structure: Structure,
    place: slice,
    *,
    rows: Ints,
    design: Floats,
    response: Floats,
    subject: Ints,
    slots: Ints,
    width: int,
    coordinates: Floats | None,
) -> Block:
    numbers, within = np.unique(subject[rows], return_inverse=True)
    seen = np.zeros((numbers.size, width), dtype=bool)
    seen[within, slots] = True
    spots: Floats | None = None
    keys: npt.NDArray[Any] = seen
    if structure.is_spatial and coordinates is not None:
        spots = np.zeros((numbers.size, width, coordinates.shape[1]))
        spots[within, slots] = coordinates[rows]
        keys = np.concatenate([seen, spots.reshape(numbers.size, -1)], axis=1)
    patterns, first, pattern = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(pattern.ravel(), kind="stable")
    position = np.empty(numbers.size, dtype=np.intp)
    position[order] = np.arange(numbers.size)
    counts = np.bincount(pattern.ravel(), minlength=len(patterns))
    table = np.zeros((numbers.size, width, design.shape[1]))
    values = np.zeros((numbers.size, width))
    table[position[within], slots] = design[rows]
    values[position[within], slots] = response[rows]
    steps = np.arange(width, dtype=float)
    distances = np.abs(steps[:, None] - steps[None, :])
    if spots is not None:
        apart = spots[first][:, :, None, :] - spots[first][:, None, :, :]
        distances = np.sqrt((apart**2).sum(axis=-1))
    return Block(
        structure=structure,
        place=place,
        distances=distances,
        seen=seen[first],
        pattern=pattern.ravel()[order],
        starts=np.r_[0, np.cumsum(counts)[:-1]].astype(np.intp),
        counts=counts.astype(float),
        design=table,
        response=values,
        subjects=numbers[order],
    )
