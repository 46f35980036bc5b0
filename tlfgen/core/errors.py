"""Errors that teach: a stable code, what happened, where, what is allowed, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from tlfgen.core.source import Source

__all__ = [
    "AnalysisError",
    "DataError",
    "Finding",
    "LayoutError",
    "MappingError",
    "OutputError",
    "RenderError",
    "Severity",
    "SpecError",
    "TlfgenError",
    "nearest",
]

Severity = Literal["error", "warning", "note"]
_ALLOWED_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One problem, as a person reads it.

    Parameters
    ----------
    code : str
        Stable and lower-case, ``area.what-is-wrong``; tests match it.
    what : str
        One sentence in the present tense, ending with a full stop.
    source : Source or None
        The place to open.
    allowed : tuple of str
        What may stand there instead.
    hint : str or None
        What to do.
    severity : {'error', 'warning', 'note'}
    details : tuple of str
        Further lines, such as at most three subjects of a data problem.
    """

    code: str
    what: str
    source: Source | None = None
    allowed: tuple[str, ...] = ()
    hint: str | None = None
    severity: Severity = "error"
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give the message in the house form, one line an item."""
        mark = "" if self.severity == "error" else f" {self.severity}:"
        lines = [f"[{self.code}]{mark} {self.what}"]
        if self.source is not None:
            lines.append(f"  at      {self.source}")
        lines += [f"  see     {detail}" for detail in self.details]
        if self.allowed:
            shown = ", ".join(self.allowed[:_ALLOWED_SHOWN])
            more = len(self.allowed) - _ALLOWED_SHOWN
            lines.append(f"  allowed {shown}" + (f" and {more} more" if more > 0 else ""))
        if self.hint:
            lines.append(f"  hint    {self.hint}")
        return "\n".join(lines)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """
    Give the allowed word that is spelt most like ``word``.

    Returns
    -------
    str or None
        None where nothing is close.

    Examples
    --------
    >>> nearest("meen", ["max", "mean", "median"])
    'mean'
    """
    by_folded = {candidate.casefold(): candidate for candidate in allowed}
    found = difflib.get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


class TlfgenError(Exception):
    """
    One or more findings that stop the work.

    Parameters
    ----------
    *findings : Finding
        At least one. All problems of a step are raised together.

    Notes
    -----
    ``exit_code`` is what the command line returns.
    """

    exit_code = 1

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("\n".join(map(str, findings)))

    @property
    def code(self) -> str:
        """The code of the first finding."""
        return self.findings[0].code

    @classmethod
    def of(
        cls,
        code: str,
        what: str,
        source: Source | None = None,
        *,
        allowed: Sequence[str] = (),
        hint: str | None = None,
        details: Sequence[str] = (),
    ) -> Self:
        """Build the error from the parts of its one finding."""
        finding = Finding(code, what, source, tuple(allowed), hint, "error", tuple(details))
        return cls(finding)

    @classmethod
    def unknown(
        cls, kind: str, name: str, allowed: Iterable[str], source: Source | None = None
    ) -> Self:
        """Build ``[<area>.unknown-<kind>]`` with the allowed words and the nearest one."""
        words = sorted(allowed)
        close = nearest(name, words)
        hint = f"did you mean '{close}'?" if close else None
        area = cls.__name__.removesuffix("Error").lower()
        code = f"{area}.unknown-{kind.replace(' ', '-')}"
        what = f"{kind} '{name}' is not known here."
        return cls.of(code, what, source, allowed=words, hint=hint)


class SpecError(TlfgenError, ValueError):
    """The YAML is wrong: fix the spec; a ValueError, so that strict models gather it."""


class DataError(TlfgenError):
    """The data break their spec: query the data."""


class MappingError(TlfgenError):
    """A step cannot be applied to the data it was given."""


class AnalysisError(TlfgenError):
    """A method was asked wrongly; a failed estimate is a result with a reason instead."""


class LayoutError(TlfgenError):
    """A display cannot be laid out."""


class RenderError(TlfgenError):
    """A template is missing or one of its values is undefined."""


class OutputError(TlfgenError):
    """A file could not be read or written."""

    exit_code = 3
