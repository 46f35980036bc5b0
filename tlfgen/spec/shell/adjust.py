"""How the p-values of several comparisons are adjusted."""

from __future__ import annotations

from typing import Literal

from tlfgen.spec.node import SpecNode
from tlfgen.spec.shell.words import Words

__all__ = ["AdjustSpec"]

Method = Literal[
    "bonferroni", "sidak", "holm", "holm_sidak", "hochberg", "hommel", "bh", "by",
    "fixed_sequence", "none",
]  # fmt: skip


class AdjustSpec(SpecNode):
    """
    The method that adjusts p-values for several tests, and which tests count together.

    ``over: arms`` takes the comparisons of one row of a page, ``rows`` all rows of one comparison,
    ``all`` every comparison of the page. A fixed sequence tests in the order of the page, left to
    right, then top to bottom, or by the comparisons named under ``order`` (``high_vs_placebo``).
    """

    short = "method"
    method: Method = "holm"
    over: Literal["arms", "rows", "all"] = "arms"
    order: Words = ()
