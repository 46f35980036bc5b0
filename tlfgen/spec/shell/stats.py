"""Statistics and tests as a shell names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Options, Word, options_entry
from tlfgen.spec.yaml_file import Text

__all__ = ["CiSpec", "FlagSpec", "NamedTest", "StatSpec", "Stats", "TestSpec", "Tests"]


class StatSpec(SpecNode):
    """
    One statistic of a page: a stat word, a format of the study, or a count of something.

    ``options`` are those of the method: ``{median: {definition: 4, label: Median}}``.
    """

    short = "stat"
    stat: Word
    label: str | None = None
    format: Word | None = None
    decimals: int | None = Field(default=None, ge=0, le=12)
    width: int | None = Field(default=None, ge=1)
    zero: str | None = None
    options: Options = Field(default_factory=dict)


class TestSpec(SpecNode):
    """One test with its options: ``fisher`` or ``{chisq: {correction: yates}}``."""

    short = "test"
    __test__ = False
    test: Word
    label: str | None = None
    format: Word | None = None
    options: Options = Field(default_factory=dict)


class FlagSpec(SpecNode):
    """A mark put behind a number that lies below a limit."""

    below: float
    mark: str = "*"


class CiSpec(SpecNode):
    """A confidence interval: its type and level."""

    short = "type"
    type: Word | None = None
    level: float = Field(default=0.95, gt=0, lt=1)


_STAT_KEYS = frozenset(StatSpec.model_fields)
_TEST_KEYS = frozenset(TestSpec.model_fields)


def _one(value: Any, known: frozenset[str], slot: str) -> Any:
    if isinstance(value, Mapping) and slot not in value and len(value) == 1:
        name, given = next(iter(value.items()))
        return options_entry(_placed(value, name), given, known, slot=slot)
    return value


def _placed(mapping: Mapping[str, Any], name: str) -> str:
    place = getattr(mapping, "key_sources", {}).get(name)
    return name if place is None else Text(name, place)


def _stats(value: Any) -> Any:
    """Take a word, a list, or a mapping of words."""
    if isinstance(value, Mapping) and "stat" not in value:
        return tuple(
            options_entry(_placed(value, name), given, _STAT_KEYS, slot="stat")
            for name, given in value.items()
        )
    items = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(_one(item, _STAT_KEYS, "stat") for item in items)


def _test(value: Any) -> Any:
    """Take a word, ``name: {option: value}``, or the keys written out."""
    return _one(value, _TEST_KEYS, "test")


def _tests(value: Any) -> Any:
    items = value if isinstance(value, (list, tuple)) else (value,)
    return tuple(_test(item) for item in items)


Stats = Annotated[tuple[StatSpec, ...], BeforeValidator(_stats)]
"""One statistic, a list, or ``name: {label, format, option}``."""

NamedTest = Annotated[TestSpec, BeforeValidator(_test)]
"""One test: ``fisher`` or ``chisq: {correction: yates}``."""

Tests = Annotated[tuple[TestSpec, ...], BeforeValidator(_tests)]
"""One test or a list of tests."""
