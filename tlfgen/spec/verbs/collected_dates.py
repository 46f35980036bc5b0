"""Verbs that write collected dates as ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from tlfgen.core.collected_date import require_date_format
from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.policies import ErrorNull
from tlfgen.spec.words import Words, listed

__all__ = ["IsoDatetime"]


@declares
class IsoDatetime(Verb):
    """
    Collected date parts as one ISO 8601 text, cut where unknown.

    Parameters
    ----------
    parts : list of expression
        The collected texts: a date, a date and a time, or day, month and year apart.
    formats : list of str
        One form a part, such as ``d-m-y`` or ``H:M``; alternatives are separated by ``|``.
    unknown : list of str
        Words that stand for an unknown part.
    year_cutoff : int
        First of the hundred years that years of two digits mean.
    unreadable : {'error', 'null'}
        What happens to a value of no stated form.
    """

    verb = "iso_datetime"
    parts: tuple[ExpressionSlot, ...] = Field(min_length=1)
    formats: tuple[str, ...] = Field(min_length=1)
    unknown: tuple[str, ...] = ()
    year_cutoff: int | None = None
    unreadable: ErrorNull = "error"

    @model_validator(mode="after")
    def _formats_fit(self) -> IsoDatetime:
        if len(self.parts) != len(self.formats):
            what = f"{len(self.parts)} parts have {len(self.formats)} formats; each part has one."
            raise SpecError.of("spec.arity", what, self.source)
        for form in self.formats:
            require_date_format(form, source_of(form))
        return self

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the parts with their forms."""
        pairs = zip(self.parts, self.formats, strict=True)
        parts = listed([f"{words.say(part)} (collected as {form})" for part, form in pairs])
        said = (
            f"{parts} as an ISO 8601 text{words.meaning(*self.parts)}. Unknown parts are left out."
        )
        if self.unknown:
            many = len(self.unknown) > 1
            verb = "words {} stand" if many else "word {} stands"
            said += f" The {verb.format(listed(self.unknown))} for an unknown part."
        if self.unreadable == "null":
            said += " Missing for a value of another form."
        return said[:1].upper() + said[1:]

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for values of no stated form."""
        return {"unreadable": "a value of no stated form is an error (mapping.unreadable-date)"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the text by what was collected, for ``d-m-y`` with ``H:M``."""
        return (
            ("date", "time", "text"),
            ("14-03-2014", "7:05", "2014-03-14T07:05"),
            ("UN-03-2014", "", "2014-03"),
            ("14-UN-2014", "", "2014---14"),
            ("", "", "missing"),
        )
