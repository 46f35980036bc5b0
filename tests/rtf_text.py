"""The words of an RTF file, page by page, read back without the code that wrote it."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"\\u(-?\d+)\?|\\'([0-9a-f]{2})|\\([a-z]+)(-?\d+)? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
SKIPPED = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "fldinst", "shp"}
SYMBOLS = {"~": "\u00a0", "\\": "\\", "{": "{", "}": "}", "-": "", "_": "-"}
BREAKS = {"par": "\n", "line": "\n", "cell": "\n", "row": "\n", "tab": "\t"}


def rtf_pages(content: bytes) -> list[str]:
    """Give the text of each page: header, body, footer; the page field is filled in."""
    text, _, header, footer = _read(content.decode("ascii"))
    pages = text.split("\f")
    return [
        header.replace("\x01", str(number)) + "\n" + page + "\n" + footer
        for number, page in enumerate(pages, 1)
    ]


def _read(source: str) -> tuple[str, None, str, str]:
    out: dict[str, list[str]] = {"body": [], "header": [], "footer": []}
    stack: list[tuple[str, bool]] = []
    place, hidden = "body", False
    star = False
    for match in TOKEN.finditer(source):
        unit, hexed, word, _number, symbol, brace, plain = match.groups()
        if brace == "{":
            stack.append((place, hidden))
        elif brace == "}":
            place, hidden = stack.pop()
        elif word in {"header", "footer"}:
            place = word
        elif word in SKIPPED or star:
            hidden = True
            if word == "fldinst":
                out[place].append("\x01")
        elif word == "pagebb" and not hidden:
            out[place].append("\f")
        elif word == "fldrslt":
            hidden = True
        elif not hidden:
            if unit is not None:
                out[place].append(("u", int(unit) % 0x10000))  # type: ignore[arg-type]
            elif hexed is not None:
                out[place].append(bytes.fromhex(hexed).decode("cp1252"))
            elif word in BREAKS:
                out[place].append(BREAKS[word])
            elif symbol is not None and symbol != "*":
                out[place].append(SYMBOLS[symbol])
            elif plain is not None:
                out[place].append(plain)
        star = symbol == "*"
    return _join(out["body"]), None, _join(out["header"]), _join(out["footer"])


def _join(pieces: list) -> str:
    units = []
    for piece in pieces:
        if isinstance(piece, tuple):
            units.append(piece[1].to_bytes(2, "little"))
        else:
            units.append(piece.encode("utf-16-le"))
    return b"".join(units).decode("utf-16-le")
