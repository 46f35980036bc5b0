"""A keyed comparison of two datasets: records, variables, attributes, values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tlfgen.check.record_keys import key_numbers, key_text
from tlfgen.check.values import plain_words, shown_value, stored_numbers, unequal_numbers
from tlfgen.core.errors import DataError
from tlfgen.model.dataset import Dataset, Variable

__all__ = [
    "AttributeDifference",
    "Comparison",
    "OneSided",
    "ValueDifference",
    "ValueExample",
    "compare_datasets",
]

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class OneSided:
    """Records of one side that the other has no key of: how many, the first three keys."""

    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttributeDifference:
    """An attribute of a variable (type, length, label, format) that differs."""

    variable: str
    attribute: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ValueExample:
    """One pair of unequal values, with the key of their record."""

    key: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """
    A variable whose values differ.

    Parameters
    ----------
    variable : str
    count : int
        Records in which they differ.
    largest : float or None
        The largest absolute difference, in days for dates; None for text and where one side is
        always missing.
    examples : tuple of ValueExample
        The first three in key order.
    """

    variable: str
    count: int
    largest: float | None
    examples: tuple[ValueExample, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    What differs between two datasets.

    Parameters
    ----------
    name : str
    keys : tuple of str
        The variables by which records were matched.
    records_left, records_right, matched : int
    only_left, only_right : OneSided
    variables_left, variables_right : tuple of str
        Variables that the other side lacks.
    compared : int
        Variables whose values were compared, keys not counted.
    reordered : bool
        Whether the common variables stand in another order.
    labels : (str, str) or None
        The labels of the datasets where they differ.
    attributes : tuple of AttributeDifference
    differences : tuple of ValueDifference
    """

    name: str
    keys: tuple[str, ...]
    records_left: int
    records_right: int
    matched: int
    only_left: OneSided
    only_right: OneSided
    variables_left: tuple[str, ...]
    variables_right: tuple[str, ...]
    compared: int
    reordered: bool
    labels: tuple[str, str] | None
    attributes: tuple[AttributeDifference, ...]
    differences: tuple[ValueDifference, ...]

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs, attributes included."""
        return self.has_equal_values and not (
            self.attributes or self.reordered or self.labels is not None
        )

    @property
    def has_equal_values(self) -> bool:
        """Whether records, variables and values agree, whatever their attributes."""
        return not (
            self.only_left.count
            or self.only_right.count
            or self.variables_left
            or self.variables_right
            or self.differences
        )


def compare_datasets(
    left: Dataset, right: Dataset, keys: Sequence[str], *, tolerance: float = 0.0
) -> Comparison:
    """
    Give every difference between two datasets, records matched by key.

    Missing equals missing and blank text, trailing blanks do not count; numbers differ where their
    absolute difference is above ``tolerance``. Dates and datetimes are compared exactly, as the
    days or seconds that a transport file holds.

    Parameters
    ----------
    left, right : Dataset
    keys : sequence of str
        Variables of both that identify a record; a missing value is a value of the key.
    tolerance : float
        Largest absolute difference of numbers that counts as none.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        ``compare.unknown-key`` for a key that a side lacks, ``compare.key-type`` where it is text
        on one side only, ``compare.duplicate-keys`` where two records of a side share a key.
    """
    _require_keys(left, right, keys)
    pair = _Pair(left, right, tuple(keys), tolerance)
    theirs = set(right.names)
    common = [name for name in left.names if name in theirs]
    values = [pair.difference(name) for name in common if name not in pair.keys]
    labels = (left.label, right.label)
    return Comparison(
        left.name,
        pair.keys,
        len(left.frame),
        len(right.frame),
        len(pair.at_left),
        pair.one_sided(0),
        pair.one_sided(1),
        tuple(name for name in left.names if name not in theirs),
        tuple(name for name in right.names if name not in set(left.names)),
        len(values),
        common != [name for name in right.names if name in set(common)],
        labels if labels[0] != labels[1] else None,
        tuple(one for name in common for one in _attributes(left, right, name)),
        tuple(one for one in values if one is not None),
    )


def _require_keys(left: Dataset, right: Dataset, keys: Sequence[str]) -> None:
    for name in keys:
        for side in (left, right):
            if name not in side.names:
                known = tuple(n for n in left.names if n in set(right.names))
                what = f"{side.name} has no key variable '{name}'."
                raise DataError.of("compare.unknown-key", what, allowed=known)
        if _is_text(left.variable(name)) != _is_text(right.variable(name)):
            what = f"The key '{name}' is text on one side, a number on the other."
            raise DataError.of("compare.key-type", what, hint="compare by another key")


class _Pair:
    """Two datasets with the positions of their matched records, in key order."""

    def __init__(
        self, left: Dataset, right: Dataset, keys: tuple[str, ...], tolerance: float
    ) -> None:
        self.sides = (left, right)
        self.keys = keys
        self.tolerance = tolerance
        self.numbers = key_numbers(left.frame, right.frame, keys)
        for side, numbers in zip(self.sides, self.numbers, strict=True):
            _refuse_duplicates(side, numbers, keys)
        _, self.at_left, self.at_right = np.intersect1d(*self.numbers, return_indices=True)

    def one_sided(self, number: int) -> OneSided:
        """Give the records of a side without a partner."""
        own, other = self.numbers[number], self.numbers[1 - number]
        alone = np.flatnonzero(~np.isin(own, other))
        alone = alone[np.argsort(own[alone], kind="stable")]
        frame = self.sides[number].frame
        shown = tuple(key_text(frame, self.keys, at) for at in alone[:_EXAMPLES])
        return OneSided(len(alone), shown)

    def difference(self, name: str) -> ValueDifference | None:
        """Give the difference of a variable's values, or None."""
        left, right = (
            side.frame[name].take(at).reset_index(drop=True)
            for side, at in zip(self.sides, (self.at_left, self.at_right), strict=True)
        )
        variables = (self.sides[0].variable(name), self.sides[1].variable(name))
        largest = None
        if _is_text(variables[0]) or _is_text(variables[1]):
            first, second = plain_words(left), plain_words(right)
            unequal = (first != second).to_numpy(dtype=bool)
        else:
            one, other = (
                stored_numbers(values, variable.kind)
                for values, variable in zip((left, right), variables, strict=True)
            )
            dated = any(v.kind in {"date", "datetime", "time"} for v in variables)
            unequal, largest = unequal_numbers(one, other, 0.0 if dated else self.tolerance)
            if largest is not None and variables[0].kind == "datetime":
                largest /= 86_400
        where = np.flatnonzero(unequal)
        if not len(where):
            return None
        examples = tuple(
            ValueExample(
                key_text(self.sides[0].frame, self.keys, int(self.at_left[at])),
                shown_value(left.iloc[at], variables[0]),
                shown_value(right.iloc[at], variables[1]),
            )
            for at in where[:_EXAMPLES]
        )
        return ValueDifference(name, len(where), largest, examples)


def _refuse_duplicates(
    side: Dataset, numbers: npt.NDArray[np.int64], keys: tuple[str, ...]
) -> None:
    values, counts = np.unique(numbers, return_counts=True)
    again = np.flatnonzero(np.isin(numbers, values[counts > 1]))
    if len(again):
        what = f"{len(again)} records of {side.name} share their key {', '.join(keys)}."
        shown = dict.fromkeys(key_text(side.frame, keys, int(at)) for at in again)
        hint = "name more variables with --keys"
        details = tuple(shown)[:_EXAMPLES]
        raise DataError.of("compare.duplicate-keys", what, hint=hint, details=details)


def _is_text(variable: Variable) -> bool:
    return variable.kind == "text"


def _attributes(left: Dataset, right: Dataset, name: str) -> list[AttributeDifference]:
    one, other = left.variable(name), right.variable(name)
    kinds = ["text" if _is_text(variable) else "number" for variable in (one, other)]
    pairs = [("type", kinds[0], kinds[1])]
    if kinds == ["text", "text"] and one.length is not None and other.length is not None:
        pairs.append(("length", str(one.length), str(other.length)))
    pairs.append(("label", one.label, other.label))
    pairs.append(("format", one.display_format or "", other.display_format or ""))
    return [AttributeDifference(name, *pair) for pair in pairs if pair[1] != pair[2]]
