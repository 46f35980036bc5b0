"""The test a shell names, made ready for a block."""

from __future__ import annotations

from tlfgen.core.errors import SpecError
from tlfgen.spec.grid.node import Comparison
from tlfgen.spec.methods.comparisons import COMPARISONS
from tlfgen.spec.node import source_of
from tlfgen.spec.shell.stats import TestSpec

__all__ = ["comparison_of"]


def comparison_of(test: TestSpec | None) -> Comparison | None:
    """
    Give the comparison of a test; ``strata`` and ``with`` are told apart from the options.

    Raises
    ------
    SpecError
        ``spec.unknown-test``.

    Examples
    --------
    >>> comparison_of(TestSpec(test="cmh", options={"strata": "SEX", "scores": "rank"}))
    Comparison(test='cmh', options=(('scores', 'rank'),), strata=('SEX',), format=None, partner='')
    """
    if test is None:
        return None
    if test.test not in COMPARISONS:
        raise SpecError.unknown("test", test.test, COMPARISONS, source_of(test.test))
    options = dict(test.options)
    strata = options.pop("strata", ())
    names = (strata,) if isinstance(strata, str) else tuple(strata)
    partner = str(options.pop("with", ""))
    return Comparison(test.test, tuple(options.items()), names, test.format, partner)
