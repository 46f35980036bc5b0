"""The page painter: PDF pages of long listings written straight from their lines."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, ClassVar

from tlfgen.model.page import POINTS, Document, Outline, PageSetup
from tlfgen.model.ports import Templates
from tlfgen.render.lines import Line, page_lines
from tlfgen.render.page_font import PageFont, load_page_font
from tlfgen.render.pdf import TEMPLATE, THEME
from tlfgen.render.pdf_book import join_batches
from tlfgen.render.watermark import watermark_pdf

__all__ = ["PainterRenderer", "font_file", "suits_painter"]

_LEAST_PAGES = 50


def suits_painter(pages: int, templates: Templates, *, is_listing: bool) -> bool:
    """Say whether the painter draws a display: a long listing on built-in templates alone."""
    return is_listing and pages > _LEAST_PAGES and templates.is_builtin(TEMPLATE)


class PainterRenderer:
    """Draws the same lines as `PdfRenderer` a hundred times faster; needs no system library."""

    suffix: ClassVar[str] = "pdf"
    batch_pages: ClassVar[int | None] = 250

    def render(self, batch: Document, templates: Templates) -> bytes:
        """Give the PDF of a batch of pages without a picture."""
        theme = templates.settings(THEME)
        file = _PdfFile()
        pages = file.reserve()
        fonts = [file.add_font(load_page_font(face)) for face in ("Regular", "Bold")]
        setup = batch.setup
        resources = f"/Font << /F1 {fonts[0]} 0 R /F2 {fonts[1]} 0 R >>"
        if batch.display.watermark:
            number = file.add_stream(
                _watermark(batch.display.watermark, setup, theme), _form(setup)
            )
            resources += f" /XObject << /W {number} 0 R >>"
        shared = file.add(f"<< {resources} >>".encode())
        box = f"[0 0 {_n(setup.width_in * POINTS)} {_n(setup.height_in * POINTS)}]"
        kids = []
        for page in batch.pages:
            content = _content(page_lines(page, setup), setup, theme)
            if batch.display.watermark:
                content = b"/W Do\n" + content
            stream = file.add_stream(content)
            kids.append(
                file.add(
                    f"<< /Type /Page /Parent {pages} 0 R /MediaBox {box}"
                    f" /Resources {shared} 0 R /Contents {stream} 0 R >>".encode()
                )
            )
        tree = " ".join(f"{kid} 0 R" for kid in kids)
        file.put(pages, f"<< /Type /Pages /Count {len(kids)} /Kids [{tree}] >>".encode())
        return file.finish(file.add(f"<< /Type /Catalog /Pages {pages} 0 R >>".encode()))

    def join(self, parts: Sequence[bytes], outline: Outline) -> bytes:
        """Give one PDF of all batches, with bookmarks and fixed dates."""
        return join_batches(parts, outline)


def font_file(face: str) -> bytes:
    """Give a PDF of one empty page that holds the page font as F1."""
    file = _PdfFile()
    font = file.add_font(load_page_font(face))
    pages = file.reserve()
    page = file.add(
        f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 9 9]"
        f" /Resources << /Font << /F1 {font} 0 R >> >> >>".encode()
    )
    file.put(pages, f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>".encode())
    return file.finish(file.add(f"<< /Type /Catalog /Pages {pages} 0 R >>".encode()))


def _n(value: float) -> str:
    return f"{round(value, 3):g}"


def _colour(text: str) -> str:
    """Give an HTML colour as three PDF numbers."""
    return " ".join(_n(int(text[i : i + 2], 16) / 255) for i in (1, 3, 5))


def _form(setup: PageSetup) -> str:
    box = f"[0 0 {_n(setup.width_in * POINTS)} {_n(setup.height_in * POINTS)}]"
    return f"/Type /XObject /Subtype /Form /BBox {box} /Resources << >>"


def _watermark(text: str, setup: PageSetup, theme: Mapping[str, Any]) -> bytes:
    colour = _colour(theme["colours"]["watermark"])
    return f"{colour} rg\n".encode() + watermark_pdf(text, setup, theme["watermark"]["share"])


def _content(lines: Sequence[Line], setup: PageSetup, theme: Mapping[str, Any]) -> bytes:
    """Give the operators of one page: text line by line, then rules."""
    regular, bold = load_page_font("Regular"), load_page_font("Bold")
    top, _, _, left = (margin * POINTS for margin in setup.margins_in)
    page_top = setup.height_in * POINTS - top
    size, step = setup.size_pt, setup.line_pt
    baseline = (step - (regular.ascent + regular.descent) * size) / 2 + regular.ascent * size
    out = [
        f"{_colour(theme['colours']['text'])} rg",
        f"BT /F1 {_n(size)} Tf {_n(step)} TL 1 0 0 1 {_n(left)} {_n(page_top - baseline)} Tm",
    ]
    for line in lines:
        if not line.text:
            out.append("T*")
        elif line.kind == "title":
            title = bold.encode(line.text)
            out.append(f"/F2 {_n(size)} Tf {title} Tj /F1 {_n(size)} Tf T*")
        else:
            out.append(f"{regular.encode(line.text)} Tj T*")
    out += ["ET", f"{_colour(theme['colours']['rule'])} RG"]
    for number, line in enumerate(lines):
        for first, last in line.rules:
            across = last - first >= setup.chars
            width = theme["rules_pt"]["across" if across else "span"]
            y = page_top - (number + 0.5) * step - width / 2
            x1, x2 = left + first * setup.cell_pt, left + last * setup.cell_pt
            out.append(f"{_n(width)} w {_n(x1)} {_n(y)} m {_n(x2)} {_n(y)} l S")
    return "\n".join(out).encode("ascii")


class _PdfFile:
    """Collects objects and writes them with their cross-reference table."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        """Give the number of an object that is put later."""
        return self.add(b"")

    def add(self, content: bytes) -> int:
        """Add an object and give its number."""
        self._objects.append(content)
        return len(self._objects)

    def put(self, number: int, content: bytes) -> None:
        """Fill a reserved object."""
        self._objects[number - 1] = content

    def add_stream(self, content: bytes, entries: str = "") -> int:
        """Add a compressed stream and give its number."""
        packed = zlib.compress(content, 6)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
        return self.add(head + packed + b"\nendstream")

    def add_font(self, font: PageFont) -> int:
        """Add the objects of a font and give the number of the first."""
        first = len(self._objects) + 1
        for content in font.objects:
            if b"stream" in content:
                self.add(content)
                continue
            numbers = {str(place).encode(): first + place for place in range(len(font.objects))}
            self.add(content % numbers)
        return first

    def finish(self, root: int) -> bytes:
        """Give the bytes of the file."""
        target = BytesIO()
        target.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, content in enumerate(self._objects, 1):
            places.append(target.tell())
            target.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
        start = target.tell()
        target.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        target.writelines(b"%010d 00000 n \n" % place for place in places)
        target.write(
            b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(places) + 1, root, start)
        )
        return target.getvalue()
