"""The verb that names the standardised queries an event belongs to."""

from __future__ import annotations

import re

from tlfgen.spec.slots import ReferencesSlot, TableSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words, listed

__all__ = ["QueryVariables", "query_part"]

_NAME = re.compile(r"(?P<prefix>(?:SMQ|CQ|SDG)\d\d)(?P<part>NAM|CD|SCN|SC)")
_PARTS = {"NAM": "name", "CD": "code", "SC": "scope", "SCN": "scope number"}


def query_part(name: str) -> tuple[str, str] | None:
    """
    Give the prefix and the part of a query variable, None for any other name.

    Examples
    --------
    >>> query_part("SMQ02SCN"), query_part("AEDECOD")
    (('SMQ02', 'SCN'), None)
    """
    found = _NAME.fullmatch(name)
    return None if found is None else (found["prefix"], found["part"])


@declares
class QueryVariables(Verb):
    """
    Name, code or scope of a query, for each event one of whose terms it lists.

    Parameters
    ----------
    table : str
        PREFIX, GRPNAME, GRPID, SCOPE, SCOPEN, SRCVAR, TERMCHAR, TERMNUM.
    match : list of variables
        Which variables of the event are held against the terms of their SRCVAR.

    Notes
    -----
    Source: ADaM OCCDS 1.0, section 3.2.4, SMQzzNAM to SDGzzSCN.
    """

    verb = "queries"
    table: TableSlot
    match: ReferencesSlot

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give which part of which query, and the variables compared."""
        said = []
        for target in targets:
            prefix, part = query_part(target) or (target, "NAM")
            said.append(f"{_PARTS[part]} of query {prefix}")
        compared = listed(map(str, self.match), "or")
        return (
            f"The {listed(said)} of table {self.table} if its terms hold {compared}, whatever the "
            "case; the narrow scope where a term is in both. Missing otherwise."
        )
