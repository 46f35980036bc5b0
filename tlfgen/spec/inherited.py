"""Findings in a spec that is extended, told with the spec that extends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source

__all__ = ["name_user"]


def name_user(findings: Iterable[Finding], user: Source | None) -> list[Finding]:
    """
    Give findings, each that lies in another file with the file that uses it.

    Parameters
    ----------
    findings : iterable of Finding
    user : Source or None
        Where the spec that is read stands.

    Examples
    --------
    >>> library = Source("library/displays/ae_overview.yaml", 7)
    >>> found = Finding("spec.unknown-key", "key 'rws' is not known here.", library)
    >>> name_user([found], Source("study/displays/t_14_3_1_1.yaml", 1))[0].details
    ('extended by study/displays/t_14_3_1_1.yaml',)
    """
    named = []
    for one in findings:
        is_other = user is not None and one.source is not None and one.source.file != user.file
        if user is not None and is_other:
            word = f"extended by {user.file}"
            if word not in one.details:
                one = replace(one, details=(*one.details, word))  # noqa: PLW2901 - the named one
        named.append(one)
    return named
