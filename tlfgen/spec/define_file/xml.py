"""Elements of a define file, found by their local names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from tlfgen.core.errors import SpecError
from tlfgen.core.source import Source

__all__ = ["Define", "load_define", "name_of"]

_EDITIONS = {
    "http://www.cdisc.org/ns/def/v2.0": "2.0",
    "http://www.cdisc.org/ns/def/v2.1": "2.1",
}
_PREFIXES = ("CL.", "MT.", "COM.", "LF.", "WC.", "VL.", "STD.", "RD.", "AR.")


def name_of(oid: str) -> str:
    """
    Give an object id without the prefix that says its kind.

    Examples
    --------
    >>> name_of("CL.AGEGR1"), name_of("MT.ADSL.AGEGR1"), name_of("AGEGR1")
    ('AGEGR1', 'ADSL.AGEGR1', 'AGEGR1')
    """
    prefix = next((one for one in _PREFIXES if oid.startswith(one)), "")
    return oid[len(prefix) :]


def load_define(path: Path, file: str) -> Define:
    """
    Give the elements of a define file.

    Raises
    ------
    SpecError
        ``define.not-found``, ``define.not-xml``, ``define.version``.
    """
    if not path.is_file():
        hint = "the path is relative to the folder that holds study.yaml"
        what = f"There is no define file '{file}'."
        raise SpecError.of("define.not-found", what, Source(file), hint=hint)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.parse(str(path), parser).getroot()
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        what = f"The file is not valid XML: {str(error.msg).rstrip('.')}."
        raise SpecError.of("define.not-xml", what, Source(file, line)) from None
    edition = next((_EDITIONS[uri] for uri in root.nsmap.values() if uri in _EDITIONS), None)
    if edition is None:
        what = "The file is not a define file of edition 2.0 or 2.1."
        raise SpecError.of("define.version", what, Source(file), allowed=("2.0", "2.1"))
    return Define(root, file, edition)


class Define:
    """
    The elements of one define file.

    Parameters
    ----------
    root : element
    file : str
    edition : {'2.0', '2.1'}
    """

    def __init__(self, root: Any, file: str, edition: str) -> None:
        self.root = root
        self.file = file
        self.edition = edition
        self._all: dict[str, list[Any]] = {}
        for element in root.iter(etree.Element):
            self._all.setdefault(etree.QName(element).localname, []).append(element)

    def every(self, name: str) -> list[Any]:
        """Give all elements of a name, in the order of the file."""
        return self._all.get(name, [])

    def by_oid(self, name: str) -> dict[str, Any]:
        """Give all elements of a name by their object id."""
        return {str(self.get(one, "OID")): one for one in self.every(name)}

    def get(self, element: Any, name: str) -> str:
        """Give an attribute by its local name, empty where it is absent."""
        for key, value in element.attrib.items():
            if etree.QName(key).localname == name:
                return str(value).strip()
        return ""

    def below(self, element: Any, *names: str) -> Iterator[Any]:
        """Give the elements reached from one by a path of names."""
        if not names:
            yield element
            return
        for child in element:
            if etree.QName(child).localname == names[0]:
                yield from self.below(child, *names[1:])

    def text(self, element: Any, *names: str) -> str:
        """Give the text at the end of a path, the first one that has any."""
        for found in self.below(element, *names):
            text = (found.text or "").replace("\r\n", "\n").strip()
            if text:
                return text
        return ""

    def truth(self, element: Any, name: str) -> bool:
        """Say whether an attribute is Yes."""
        return self.get(element, name) == "Yes"

    def whole(self, element: Any, name: str) -> int | None:
        """Give an attribute as a whole number, None where it is absent or none."""
        text = self.get(element, name)
        return int(text) if text.isdigit() else None

    def place(self, element: Any) -> Source:
        """Give the line of an element."""
        return Source(self.file, int(element.sourceline or 0))
