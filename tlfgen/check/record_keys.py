"""The variables that identify the records of datasets to be compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.core.errors import DataError
from tlfgen.frame.keys import group_codes
from tlfgen.model.dataset import Dataset

__all__ = ["identifying_keys", "key_numbers", "key_text"]

_SUBJECT = ("STUDYID", "USUBJID")


def key_numbers(
    left: pd.DataFrame, right: pd.DataFrame, keys: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """
    Give the key of every record of two frames as a number that sorts like the key.

    Equal numbers mean equal keys; a missing value equals a missing value.

    Examples
    --------
    >>> one, other = pd.DataFrame({"A": ["x", "y"]}), pd.DataFrame({"A": ["y"]})
    >>> [numbers.tolist() for numbers in key_numbers(one, other, ["A"])]
    [[0, 1], [1]]
    """
    both = pd.DataFrame(
        {name: pd.concat([left[name], right[name]], ignore_index=True) for name in keys},
        index=pd.RangeIndex(len(left) + len(right)),
    )
    numbers, _ = group_codes(both, list(keys))
    return numbers[: len(left)], numbers[len(left) :]


def key_text(frame: pd.DataFrame, keys: Sequence[str], at: int) -> str:
    """
    Give the key of one record as a reader writes it.

    Examples
    --------
    >>> key_text(pd.DataFrame({"USUBJID": ["01"], "AESEQ": [2.0]}), ["USUBJID", "AESEQ"], 0)
    'USUBJID=01 AESEQ=2'
    """
    parts = []
    for name in keys:
        value = frame[name].iloc[at]
        if pd.isna(value):
            text = "missing"
        elif isinstance(value, (float, np.floating)):
            text = f"{value:.15g}"
        else:
            text = value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
        parts.append(f"{name}={text}")
    return " ".join(parts)


def identifying_keys(left: Dataset, right: Dataset) -> tuple[str, ...]:
    """
    Give common variables that identify the records of both datasets.

    The declared keys where they do; else the subject, with a sequence number (``--SEQ``) if that
    is enough; else further variables in file order until no two records agree. Results are not
    tried: a number with a fraction is no key.

    Raises
    ------
    DataError
        ``compare.no-key`` where two records agree in all of them.
    """
    common = [name for name in left.names if name in set(right.names)]
    for declared in (left.keys, right.keys):
        if declared and set(declared) <= set(common) and _identify(left, right, declared):
            return tuple(declared)
    keys = [name for name in _SUBJECT if name in common]
    if keys and _identify(left, right, keys):
        return tuple(keys)
    for name in (name for name in common if name.endswith("SEQ")):
        if _identify(left, right, [*keys, name]):
            return (*keys, name)
    return _widened(left, right, keys, common)


def _widened(
    left: Dataset, right: Dataset, keys: list[str], common: Sequence[str]
) -> tuple[str, ...]:
    counts = _distinct(left, right, keys)
    for name in common:
        if name in keys or _has_fractions(left, name) or _has_fractions(right, name):
            continue
        finer = _distinct(left, right, [*keys, name])
        if finer != counts:
            keys, counts = [*keys, name], finer
        if counts == (len(left.frame), len(right.frame)):
            return _shortened(left, right, keys)
    what = f"No variables that both sides hold identify the records of {left.name}."
    hint = "name them with --keys; records that agree in everything cannot be compared by key"
    raise DataError.of("compare.no-key", what, hint=hint, allowed=common)


def _shortened(left: Dataset, right: Dataset, keys: Sequence[str]) -> tuple[str, ...]:
    kept = list(keys)
    for name in reversed(keys):
        fewer = [one for one in kept if one != name]
        if name not in _SUBJECT and _identify(left, right, fewer):
            kept = fewer
    return tuple(kept)


def _distinct(left: Dataset, right: Dataset, keys: Sequence[str]) -> tuple[int, int]:
    return tuple(group_codes(side.frame, list(keys))[1] for side in (left, right))  # type: ignore[return-value]  # two sides


def _identify(left: Dataset, right: Dataset, keys: Sequence[str]) -> bool:
    return _distinct(left, right, keys) == (len(left.frame), len(right.frame))


def _has_fractions(side: Dataset, name: str) -> bool:
    if side.variable(name).kind != "float":
        return False
    values = side.frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    return bool((known != np.floor(known)).any())
