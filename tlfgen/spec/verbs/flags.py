"""Verbs that flag, number or look back along the records of a group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from tlfgen.spec.node import Literally
from tlfgen.spec.slots import ConditionSlot, ExpressionSlot, OrderSlot, ReferencesSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.verbs.phrases import clause, group_phrase, quoted
from tlfgen.spec.words import Words

__all__ = ["FlagBest", "FlagFirst", "FlagLast", "LastBeforeExposure", "PreviousValue", "Sequence"]

MissingOrder = Literal["first", "last", "exclude"]
Ties = Literal["error", "record"]
_POLICIES = {
    "ties": "records the order does not tell apart are an error (mapping.tie)",
    "missing": "a missing order value is an error (mapping.missing-order)",
}
_TABLE = (
    ("eligible records of the group", "flag"),
    ("none", "otherwise on every record"),
    ("one", "value on it"),
    ("several, told apart by the order", "value on the first or last one"),
    ("several, alike in the order", "error mapping.tie; with ties: record the earlier record"),
    ("several, an order value missing", "by missing; an error where it is not stated"),
)


class _Flag(Verb):
    """What the flags share."""

    across_rows: ClassVar[bool] = True
    where: ConditionSlot | None = None
    by: ReferencesSlot
    order: OrderSlot
    missing: MissingOrder | None = None
    ties: Ties = "error"
    value: str = "Y"
    otherwise: Literally = None

    def _said(self, which: str, words: Words) -> str:
        eligible = "record" if self.where is None else f"record where {clause(self.where, words)}"
        said = (
            f"Set to '{self.value}' on the {which} {eligible}, in order of "
            f"{words.order(self.order)}, {group_phrase(self.by)}{words.meaning(self.where)}."
        )
        return f"{said}{self._rest()}"

    def _rest(self) -> str:
        said = ""
        if self.missing is not None:
            place = {"exclude": "left out", "first": "put first", "last": "put last"}[self.missing]
            said += f" Records with a missing order value are {place}."
        if self.ties == "record":
            said += " Records alike in this order keep the order of their source."
        return f"{said} Otherwise {quoted(self.otherwise)}."

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for ties, missing order values."""
        return _POLICIES

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what a group holds."""
        return _TABLE


@declares
class FlagFirst(_Flag):
    """
    A flag on the first record of each group.

    Parameters
    ----------
    where : condition
        Records that may be flagged.
    by : list of variable
    order : list of order key
        It must tell the eligible records of a group apart.
    missing : {'first', 'last', 'exclude'}
        What happens to a record of which an order value is missing.
    ties : {'error', 'record'}
        ``record`` takes the record that comes first in the source.
    value, otherwise : literal
    """

    verb = "flag_first"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record flagged."""
        return self._said("first", words)


@declares
class FlagLast(_Flag):
    """
    A flag on the last record of each group; parameters as ``flag_first``.

    Parameters
    ----------
    where, by, order, missing, ties, value, otherwise
        See ``flag_first``.
    """

    verb = "flag_last"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record flagged."""
        return self._said("last", words)


@declares
class FlagBest(_Flag):
    """
    A flag on the record of each group that suits best: the first one by an order of preference.

    Parameters
    ----------
    where, by, order, missing, ties, value, otherwise
        See ``flag_first``.
    """

    verb = "flag_best"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record flagged."""
        return self._said("best", words).replace("in order of", "that is the first in order of", 1)


@declares
class LastBeforeExposure(_Flag):
    """
    A flag on the last record of each group before the first exposure (--LOBXFL, --BLFL).

    Parameters
    ----------
    date : expression
        ``--DTC`` of the record; one without its day is not before anything.
    first_dose : expression
        Start of the first exposure, such as ``DM.RFXSTDTC``.
    result : expression
        A record is eligible only where it is present.
    same_day : {'include', 'exclude'}
        Whether a record of the day of first exposure counts as before it where the record or
        the exposure has no time.
    where, by, order, missing, ties, value, otherwise
        See ``flag_first``.
    """

    verb = "last_before_exposure"
    date: ExpressionSlot
    first_dose: ExpressionSlot
    result: ExpressionSlot | None = None
    same_day: Literal["include", "exclude"]

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record flagged, the rule of the same day included."""
        date, dose = words.say(self.date), words.say(self.first_dose)
        where = "" if self.where is None else f" where {clause(self.where, words)}"
        if self.result is not None:
            where += f"{' and' if where else ' where'} {words.say(self.result)} is present"
        same = "counts" if self.same_day == "include" else "does not count"
        return (
            f"Set to '{self.value}' on the last record{where} with {date} before {dose}, in order "
            f"of {words.order(self.order)}, {group_phrase(self.by)}"
            f"{words.meaning(self.where, self.date, self.first_dose)}. Where either has no time, "
            f"the day of {dose} {same} as before it.{self._rest()}"
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for the same day, ties, missing order values."""
        return {"same_day": "must be stated", **_POLICIES}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by what is known of both dates."""
        return (
            ("record", "first exposure", "before"),
            ("an earlier day", "any day", "yes"),
            ("same day, earlier time", "with time", "yes"),
            ("same day, same or later time", "with time", "no"),
            ("same day, one without time", "", "by same_day"),
            ("day unknown", "", "no"),
        )


@declares
class Sequence(Verb):
    """
    The number of a record in its group, from 1.

    Parameters
    ----------
    by : list of variable
    order : list of order key
        Missing sorts first. It must tell all records of a group apart.
    ties : {'error', 'record'}
        ``record`` keeps the order of the source.
    """

    verb = "sequence"
    across_rows: ClassVar[bool] = True
    by: ReferencesSlot
    order: OrderSlot
    ties: Ties = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the groups with their order."""
        ties = ""
        if self.ties == "record":
            ties = " Records alike in this order keep the order of their source."
        return (
            f"Number of the record, from 1, in order of {words.order(self.order)}, "
            f"{group_phrase(self.by)}.{ties}"
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for ties."""
        return {"ties": _POLICIES["ties"]}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule for two records of a group."""
        return (
            ("two records of a group", "number"),
            ("told apart by the order", "in that order, missing first"),
            ("alike in the order", "error mapping.tie; with ties: record as in the source"),
        )


@declares
class PreviousValue(Verb):
    """
    The value of the record before, in its group.

    Parameters
    ----------
    of : expression
    by : list of variable
    order : list of order key
        It must tell all records of a group apart.
    where : condition
        Records that may be the one before.
    skip_missing : bool
        A record without a value is passed over.
    ties : {'error', 'record'}
    """

    verb = "previous_value"
    across_rows: ClassVar[bool] = True
    of: ExpressionSlot
    by: ReferencesSlot
    order: OrderSlot
    where: ConditionSlot | None = None
    skip_missing: bool = False
    ties: Ties = "error"

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the record looked at."""
        where = "" if self.where is None else f" where {clause(self.where, words)}"
        skip = ""
        if self.skip_missing:
            skip = " Records with a missing value are passed over."
        return (
            f"{words.say(self.of)} of the previous record{where}, in order of "
            f"{words.order(self.order)}, {group_phrase(self.by)}"
            f"{words.meaning(self.of, self.where)}.{skip} Missing if there is none."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policies for ties, missing values."""
        return {"ties": _POLICIES["ties"], "skip_missing": "a missing value is taken as it is"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give the rule by the record before."""
        return (
            ("record before", "skip_missing: false", "skip_missing: true"),
            ("value present", "its value", "its value"),
            ("value missing", "missing", "of the nearest one present"),
            ("none", "missing", "missing"),
        )
