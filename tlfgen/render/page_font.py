"""The shipped page font as PDF objects: glyph numbers, widths, text back from glyphs."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

from tlfgen.render.resources import font_bytes

__all__ = ["PageFont", "load_page_font"]

_CELL = 600


@dataclass(frozen=True, slots=True)
class PageFont:
    """
    One face of the page font.

    ``glyphs`` maps a code point to four hexadecimal digits; ``ascent`` and ``descent`` are in
    font sizes, both positive.
    """

    face: str
    glyphs: dict[int, str]
    ascent: float
    descent: float
    objects: tuple[bytes, ...]

    def encode(self, text: str) -> str:
        """Give a text as a hexadecimal PDF string."""
        return f"<{text.translate(self.glyphs)}>"


@lru_cache(maxsize=4)
def load_page_font(face: str) -> PageFont:
    """
    Give a face with its five PDF objects.

    The objects refer to each other by place: ``%(n)d`` stands for the number of the n-th of
    them, from 0: font, descendant, descriptor, file, characters.
    """
    content = font_bytes(face)
    font: Any = TTFont(BytesIO(content), recalcTimestamp=False)
    units = font["head"].unitsPerEm
    order = font.getReverseGlyphMap()
    cmap = font.getBestCmap()
    numbers = {code: order[name] for code, name in cmap.items()}
    name = f"TLFMono-{face}"
    narrow = " ".join(
        f"{order[glyph]} [{width * 1000 // units}]"
        for glyph, (width, _) in sorted(font["hmtx"].metrics.items(), key=lambda i: order[i[0]])
        if width * 1000 // units != _CELL
    )
    box = " ".join(
        str(font["head"].__dict__[side] * 1000 // units)
        for side in ("xMin", "yMin", "xMax", "yMax")
    )
    head = font["hhea"]
    packed = zlib.compress(content, 9)
    return PageFont(
        face=face,
        glyphs={code: f"{number:04X}" for code, number in numbers.items()},
        ascent=head.ascent / units,
        descent=-head.descent / units,
        objects=(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            " /DescendantFonts [%(1)d 0 R] /ToUnicode %(4)d 0 R >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /DW {_CELL} /W [{narrow}] /FontDescriptor %(2)d 0 R >>".encode(),
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 33 /FontBBox [{box}]"
            f" /ItalicAngle 0 /Ascent {head.ascent * 1000 // units}"
            f" /Descent {head.descent * 1000 // units} /CapHeight 660"
            f" /StemV {120 if face == 'Bold' else 80} /FontFile2 %(3)d 0 R >>".encode(),
            _stream(packed, f"/Length1 {len(content)} /Filter /FlateDecode"),
            _stream(zlib.compress(_to_unicode(numbers), 9), "/Filter /FlateDecode"),
        ),
    )


def _stream(content: bytes, entries: str) -> bytes:
    head = f"<< /Length {len(content)} {entries} >>\nstream\n".encode()
    return head + content + b"\nendstream"


def _to_unicode(numbers: dict[int, int]) -> bytes:
    """Give the map from glyphs back to characters; the first character of a glyph wins."""
    back: dict[int, int] = {}
    for code in sorted(numbers):
        back.setdefault(numbers[code], code)
    rows = [f"<{glyph:04X}> <{code:04X}>" for glyph, code in sorted(back.items())]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
