"""What a version 5 transport file can hold, checked before a byte is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias

from tlfgen.core.errors import Finding
from tlfgen.model.dataset import Dataset, Variable

__all__ = ["Words", "check_limits", "fold_text", "study_lengths", "words_of"]

Words: TypeAlias = Callable[[str], Collection[str]]
"""Gives the distinct texts of a variable."""

_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
_LABEL_BYTES = 40
_TEXT_BYTES = 200
_FOLDS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
        "\u2026": "...", "\u00a0": " ", "\u2265": ">=", "\u2264": "<=", "\u00b5": "u",
        "\u03bc": "u", "\u00b0": " deg", "\u00b1": "+/-", "\u00d7": "x", "\u00b2": "2",
        "\u00b3": "3", "\u2022": "-", "\u2192": "->", "\u03b1": "alpha", "\u03b2": "beta",
        "\u03b3": "gamma",
    }
)  # fmt: skip


def fold_text(text: str) -> str:
    """
    Give the text with typographic characters written in ASCII.

    Examples
    --------
    >>> fold_text("≥ 38 °C")
    '>= 38  degC'
    """
    return text.translate(_FOLDS)


def study_lengths(texts: Iterable[tuple[Dataset, Words]]) -> dict[str, int]:
    """
    Give the byte length of every text variable, the same in all datasets.

    Parameters
    ----------
    texts : iterable of (Dataset, function)
        Each dataset, its records not needed, with the distinct texts of its variables.

    Notes
    -----
    Source: FDA Study Data Technical Conformance Guide: the length of a variable is the longest
    value of it across all datasets of the study.
    """
    lengths: dict[str, int] = {}
    for dataset, words in texts:
        for variable in dataset.variables:
            if variable.kind == "text":
                longest = _longest(words(variable.name))
                lengths[variable.name] = max(lengths.get(variable.name, 1), longest)
    return lengths


def words_of(dataset: Dataset) -> Words:
    """Give a function of the distinct texts of a variable of a dataset in memory."""

    def words(name: str) -> Collection[str]:
        return [str(value) for value in dataset.frame[name].dropna().unique()]

    return words


def _longest(words: Collection[str]) -> int:
    return max((len(fold_text(word).rstrip(" ").encode()) for word in words), default=1)


def check_limits(dataset: Dataset, lengths: Mapping[str, int], words: Words) -> list[Finding]:
    """
    Give every reason why the dataset cannot be written as a version 5 transport file.

    Parameters
    ----------
    dataset : Dataset
        Its records are not needed.
    lengths : mapping of variable name to bytes
    words : callable
        Gives the distinct texts of a variable.

    Notes
    -----
    Source: TS-140; FDA Study Data Technical Conformance Guide (names of eight characters,
    labels of 40, text of 200, ASCII).
    """
    found = []
    if not _NAME.fullmatch(dataset.name):
        what = f"'{dataset.name}' is not a dataset name of up to 8 upper-case characters."
        found.append(Finding("output.xpt-name", what))
    found += _label_findings(dataset.name, dataset.label, None)
    for variable in dataset.variables:
        found += _variable_findings(dataset, variable, lengths.get(variable.name, 1), words)
    return found


def _label_findings(name: str, label: str, variable: Variable | None) -> list[Finding]:
    place = variable.source if variable else None
    if not label:
        return [Finding("output.xpt-label", f"'{name}' has no label.", place, severity="warning")]
    size = len(label.encode())
    if size <= _LABEL_BYTES and label.isascii():
        return []
    what = f"The label of '{name}' has {size} bytes: '{label}'."
    hint = f"a transport file holds {_LABEL_BYTES} ASCII characters; shorten the label"
    return [Finding("output.xpt-label", what, place, hint=hint)]


def _variable_findings(
    dataset: Dataset, variable: Variable, length: int, words: Words
) -> list[Finding]:
    name = f"{dataset.name}.{variable.name}"
    found = _label_findings(name, variable.label, variable)
    if not _NAME.fullmatch(variable.name):
        what = f"'{variable.name}' is not a variable name of up to 8 upper-case characters."
        found.append(Finding("output.xpt-name", what, variable.source))
    if variable.kind != "text":
        return found
    if length > _TEXT_BYTES:
        what = f"The longest value of '{name}' has {length} bytes."
        hint = f"a transport file holds {_TEXT_BYTES}; split the text to supplemental qualifiers"
        found.append(Finding("output.xpt-text", what, variable.source, hint=hint))
    strange = [word for word in words(variable.name) if not fold_text(word).isascii()]
    if strange:
        what = f"{len(strange)} values of '{name}' hold characters a transport file cannot."
        hint = "translate them in the mapping"
        details = tuple(f"'{value}'" for value in sorted(strange)[:3])
        found.append(
            Finding("output.xpt-not-ascii", what, variable.source, hint=hint, details=details)
        )
    return found
