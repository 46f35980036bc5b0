"""Method texts written by hand, held against the derivation they were written for."""

from __future__ import annotations

from tlfgen.core.errors import Finding
from tlfgen.spec.dataset import DatasetSpec
from tlfgen.spec.verbs.canonical import derivation_hash

__all__ = ["check_texts"]

_SHOWN = 12


def check_texts(spec: DatasetSpec) -> tuple[Finding, ...]:
    """
    Give every ``text:`` that is stale, or not yet tied to its derivation.

    ``text_hash:`` beside a text holds the first characters of the hash of the derivation it was
    written for. When the derivation changes the text is stale: a warning, until somebody has
    read it and written the new hash.

    Returns
    -------
    tuple of Finding
        ``spec.stale-text`` (warning) or ``spec.unlocked-text`` (note).
    """
    found = []
    for column in dict.fromkeys(column.name for column in spec.derivations.values()):
        derivation = spec.derivations[column].derivation
        if derivation.text is None:
            continue
        now = derivation_hash(derivation)
        hint = f"read the text, then write text_hash: {now[:_SHOWN]}"
        name = f"{spec.dataset}.{column}"
        if derivation.text_hash is None:
            what = f"The text of {name} is not tied to its derivation."
            found.append(Finding("spec.unlocked-text", what, derivation.source, (), hint, "note"))
        elif not now.startswith(derivation.text_hash):
            what = f"The derivation of {name} has changed since its text was written."
            found.append(Finding("spec.stale-text", what, derivation.source, (), hint, "warning"))
    return tuple(found)
