"""The codelists or dictionaries of a metadata file laid over those of the study."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from tlfgen.core.errors import Finding
from tlfgen.core.source import Source
from tlfgen.model.metadata import CodelistMetadata, StudyMetadata, TermMetadata
from tlfgen.spec.yaml_file import Entry, Items, Text

__all__ = ["lay_codelists", "lay_dictionaries", "plain_codelist"]

_MARK = "@"
_KEPT = ("code", "synonyms")
_NUMBERS = frozenset({"integer", "float"})
_FILES = frozenset({".xlsx", ".xlsm", ".xml"})


def plain_codelist(name: str) -> str:
    """
    Give the id of a codelist as its file has it.

    Examples
    --------
    >>> plain_codelist("NY@adam"), plain_codelist("NY")
    ('NY', 'NY')
    """
    return name.partition(_MARK)[0]


def lay_codelists(
    tree: Entry,
    made: StudyMetadata,
    dataset: str,
    entry: Entry,
    is_standard: Callable[[str], bool],
) -> tuple[Entry, list[Finding]]:
    """
    Give the study file with the codelists that a dataset's metadata use.

    A codelist of the same name keeps its numeric codes and synonyms; in a list of numbers each is
    its own code, found by its decode. Where the terms differ from
    those of the library, or of another file, the file's own list stands beside it as
    ``NAME@file``; where the study's YAML differs, the file counts and the difference is a
    warning ``spec.metadata-conflict``.
    """
    laid = Entry(tree.source)
    laid.update(tree)
    laid.key_sources.update(tree.key_sources)
    given = tree.get("codelists")
    lists = Entry(given.source if isinstance(given, Entry) else tree.source)
    if isinstance(given, Entry):
        lists.update(given)
        lists.key_sources.update(given.key_sources)
    used = {item.codelist for item in made.of(dataset)}
    findings: list[Finding] = []
    for one in made.codelists:
        if one.id not in used:
            continue
        name = one.id
        known = lists.get(name)
        if known is not None and not _is_equal(known, one):
            place = lists.key_sources[name]
            mirrored = _mirrored(known, one)
            if is_standard(place.file) or mirrored or _is_other_file(place, one):
                name = f"{one.id}{_MARK}{PurePath(one.source.file).stem if one.source else 'file'}"
                _rename(entry, one.id, name)
                known = None if mirrored else known
            else:
                findings.append(_conflict(one, known, place))
        elif known is not None:
            continue
        lists[name] = _codelist(one, known)
        lists.key_sources[name] = one.source or tree.source
    laid["codelists"] = lists
    laid.key_sources.setdefault("codelists", lists.source)
    return laid, findings


def lay_dictionaries(tree: Entry, made: StudyMetadata) -> Entry:
    """Give the study file with the dictionaries of a metadata file that it does not name."""
    if not made.dictionaries:
        return tree
    given = tree.get("dictionaries")
    laid = Entry(tree.source)
    laid.update(tree)
    laid.key_sources.update(tree.key_sources)
    names = Entry(given.source if isinstance(given, Entry) else tree.source)
    if isinstance(given, Entry):
        names.update(given)
        names.key_sources.update(given.key_sources)
    for one in made.dictionaries:
        if one.id not in names:
            place = one.source or tree.source
            names[one.id] = _entry(place, name=one.dictionary or one.name, version=one.version)
            names.key_sources[one.id] = place
    laid["dictionaries"] = names
    laid.key_sources.setdefault("dictionaries", names.source)
    return laid


def _terms(known: Any) -> dict[str, Any]:
    terms = known.get("terms") if isinstance(known, Entry) else ()
    found = {}
    for term in terms or ():
        value = term.get("value") if isinstance(term, Entry) else term
        found[str(value)] = term
    return found


def _is_equal(known: Any, one: CodelistMetadata) -> bool:
    """Say whether a codelist of the YAML has the same terms, and no other decodes."""
    terms = _terms(known)
    if list(terms) != [term.value for term in one.terms]:
        return False
    labels = [(_label(terms[term.value]), term.decode) for term in one.terms]
    return all(not label or not decode or label == decode for label, decode in labels)


def _mirrored(known: Any, one: CodelistMetadata) -> bool:
    """
    Say whether a list of numbers has the codes of a list of texts.

    A workbook lists the numbers of a variable such as RACEN with the texts as decodes; the YAML
    lists the texts of RACE with the numbers as codes.
    """
    if one.type not in _NUMBERS:
        return False
    numbers = {term.decode.casefold(): term.value for term in one.terms}
    codes = {
        text.casefold(): str(term["code"])
        for text, term in _terms(known).items()
        if isinstance(term, Entry) and term.get("code") is not None
    }
    both = codes.keys() & numbers.keys()
    return bool(both) and all(_is_same(codes[text], numbers[text]) for text in both)


def _is_same(code: str, number: str) -> bool:
    try:
        return float(code) == float(number)
    except ValueError:
        return False


def _label(term: Any) -> str:
    return str(term.get("label") or "") if isinstance(term, Entry) else ""


def _is_other_file(place: Source, one: CodelistMetadata) -> bool:
    """Say whether a codelist was laid here from another file of metadata."""
    is_file = PurePath(place.file).suffix.lower() in _FILES
    return is_file and one.source is not None and place.file != one.source.file


def _rename(entry: Entry, old: str, new: str) -> None:
    """Let the variables of a laid dataset name the codelist by its new name."""
    variables = entry.get("variables")
    for one in variables.values() if isinstance(variables, Entry) else ():
        if isinstance(one, Entry) and one.get("codelist") == old:
            one["codelist"] = Text(new, one.key_sources.get("codelist", one.source))


def _codelist(one: CodelistMetadata, known: Any) -> Entry:
    place = one.source or Source("")
    terms = Items(place)
    before = _terms(known)
    for term in one.terms:
        terms.append(_term(term, before.get(term.value), place, has_code=one.type in _NUMBERS))
        terms.item_sources.append(term.source or place)
    made = _entry(place, label=one.name, nci=one.nci)
    made["terms"] = terms
    made.key_sources["terms"] = place
    return made


def _term(term: TermMetadata, before: Any, place: Source, *, has_code: bool) -> Entry:
    code = term.value if has_code and _is_same(term.value, term.value) else ""
    texts = {"value": term.value, "label": term.decode, "code": code, "nci": term.nci}
    made = _entry(term.source or place, **texts)
    for key in _KEPT if isinstance(before, Entry) else ():
        if before.get(key) is not None:
            made[key] = before[key]
            made.key_sources[key] = before.key_sources[key]
    return made


def _entry(place: Source, **texts: str) -> Entry:
    made = Entry(place)
    for key, text in texts.items():
        if text:
            made[key] = Text(text, place)
            made.key_sources[key] = place
    return made


def _conflict(one: CodelistMetadata, known: Any, place: Source) -> Finding:
    before, now = set(_terms(known)), {term.value for term in one.terms}
    parts = [f"only the YAML has {_few(before - now)}"] if before - now else []
    parts += [f"only the file has {_few(now - before)}"] if now - before else []
    said = " and ".join(parts) or "their order or decodes differ"
    what = f"The codelist {one.id} of the YAML is not that of the file: {said}."
    hint = "the file counts; write the same in both, or leave it to the file"
    details = (f"the other is at {one.source}",)
    return Finding("spec.metadata-conflict", what, place, (), hint, "warning", details)


def _few(values: Iterable[str]) -> str:
    shown = sorted(values)
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""  # noqa: PLR2004 - three examples
    return ", ".join(f"'{one}'" for one in shown[:3]) + more
