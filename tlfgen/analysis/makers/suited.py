"""Which tests suit which rows."""

from __future__ import annotations

from collections.abc import Sequence

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source
from tlfgen.spec.grid import Comparison
from tlfgen.spec.methods.comparisons import COMPARISONS

__all__ = ["is_suited", "require_suited"]

_TAKES = {
    "numbers": ("numbers",),
    "levels": ("categories", "shift"),
    "counts": ("categories", "shift"),
    "nest": ("categories", "shift"),
    "within": ("change", "pairs", "answers", "own_levels", "visits"),
}
_GIVES = {
    "numbers": "numbers by arm",
    "levels": "levels by arm",
    "counts": "counts of subjects by arm",
    "nest": "counts of subjects by arm",
    "within": "what an arm has by itself",
}
_LEVELED = frozenset({"numbers", "levels", "within"})


def is_suited(test: Comparison, kind: str) -> bool:
    """Say whether a test takes what a row of this kind gives."""
    return COMPARISONS[test.test].on in _TAKES[kind]


def require_suited(
    test: Comparison, kind: str, place: Source | None, pair: Sequence[str] | None = None
) -> None:
    """
    Refuse a test that cannot take what a row gives.

    Raises
    ------
    SpecError
        ``spec.wrong-test``: numbers where levels are wanted or the reverse, strata of counts
        that have none, a test of a pair among all arms where no pair is compared.
    """
    declared = COMPARISONS[test.test]
    if not is_suited(test, kind):
        what = f"Test '{test.test}' does not take {_GIVES[kind]}."
        allowed = [name for name, one in COMPARISONS.items() if one.on in _TAKES[kind]]
        raise SpecError.of("spec.wrong-test", what, place, allowed=allowed)
    if test.strata and not declared.has_strata:
        what = f"Test '{test.test}' has no strata."
        allowed = [name for name, one in COMPARISONS.items() if one.has_strata]
        raise SpecError.of("spec.wrong-test", what, place, allowed=allowed)
    if test.strata and kind not in _LEVELED:
        what = f"Test '{test.test}' takes strata from levels of a variable, not from counts."
        hint = "write var: and values: of the flag that is counted"
        raise SpecError.of("spec.wrong-test", what, place, hint=hint)
    if bool(declared.partner) != bool(test.partner):
        what = f"Test '{test.test}' takes no second variable."
        if declared.partner:
            what = f"Test '{test.test}' needs {declared.partner}."
        hint = f"write {test.test}: {{with: VARIABLE}}" if declared.partner else "drop with:"
        raise SpecError.of("spec.wrong-test", what, place, hint=hint)
    if declared.is_joint and pair is not None and not pair:
        what = f"Test '{test.test}' compares pairs of arms, and the column compares all at once."
        raise SpecError.of("spec.wrong-test", what, place, hint="write each: reference")
