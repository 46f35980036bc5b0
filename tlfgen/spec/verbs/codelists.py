"""Verbs that translate values by a codelist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.policies import ErrorKeepReportNull, ErrorNull
from tlfgen.spec.words import Words

__all__ = ["CodelistCode", "CodelistDecode", "CodelistTermOf"]

_UNMATCHED = {
    "error": "",
    "keep": " A value the codelist does not hold is kept as it is.",
    "report": " A value the codelist does not hold is kept as it is and reported.",
    "null": " Missing for a value the codelist does not hold.",
}
_POLICY = {"unmatched": "a value the codelist does not hold is an error (mapping.unmatched)"}


class _ByCodelist(Verb):
    """What the verbs of this family share."""

    start: ExpressionSlot = Field(alias="from")
    codelist: str
    unmatched: ErrorKeepReportNull = "error"

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for values the codelist does not hold."""
        return _POLICY

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the value found."""
        return (
            ("value", "result"),
            ("a submitted value, exactly", "that term"),
            ("a submitted value, synonym or decode, case not counted", "the first such term"),
            ("anything else", "by unmatched; an error where it is not stated"),
            ("missing or blank", "missing"),
        )

    def _said(self, what: str, words: Words) -> str:
        meaning = words.meaning(self.start)
        return (
            f"{what} {words.say(self.start)} in codelist {self.codelist}{meaning}."
            f"{_UNMATCHED[self.unmatched]} Missing if {words.say(self.start)} is missing."
        )


@declares
class CodelistTermOf(_ByCodelist):
    """
    The submitted value of a collected one.

    The collected value is looked for among the submitted values, then among synonyms and decodes;
    case and surrounding blanks do not count. Offers ``$code`` and ``$decode``.

    Parameters
    ----------
    from : expression
    codelist : str
    unmatched : {'error', 'keep', 'report', 'null'}
        ``keep`` leaves the collected value, ``report`` leaves it and warns, ``null`` makes it
        missing.
    """

    verb = "codelist"
    extras: ClassVar[tuple[str, ...]] = ("code", "decode")

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the codelist and what happens to other values."""
        return self._said("The submitted value of", words)


@declares
class CodelistCode(_ByCodelist):
    """
    The numeric code of a submitted or decoded value.

    A codelist whose terms have no codes gives their position, counted from 1.

    Parameters
    ----------
    from : expression
    codelist : str
    unmatched : {'error', 'null'}
    """

    verb = "codelist_code"
    unmatched: ErrorNull = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the codelist and what happens to other values."""
        return self._said("The numeric code of", words)


@declares
class CodelistDecode(_ByCodelist):
    """
    The decode of a submitted value or numeric code.

    Parameters
    ----------
    from : expression
    codelist : str
    unmatched : {'error', 'keep', 'report', 'null'}
    """

    verb = "decode"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the codelist and what happens to other values."""
        return self._said("The decode of", words)
