"""
Pages a second of the ways to a PDF: preformatted batches, page painter, one long HTML table.

Run: ``python benchmarks/pdf_pages.py [records]`` (2,000 records of a listing where none is said).
Each way runs in a process of its own, so that the memory is its own. Ratios matter, not seconds.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import display_factories as make
from tlfgen.model.page import RunStamp
from tlfgen.model.ports import Renderer
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.formats import display_outline
from tlfgen.render.painter import PainterRenderer
from tlfgen.render.pdf import PdfRenderer

STAMP = RunStamp(produced_at="2016-06-01T09:00")


def draw(renderer: Renderer, records: int) -> int:
    """Draw a listing batch by batch; gives the number of pages."""
    display = make.listing(records)
    breaks = paginate_display(display, make.SETUP)
    size = renderer.batch_pages or breaks.pages
    templates = TemplateFolders()
    parts = [
        renderer.render(
            build_document(display, make.SETUP, breaks, first, first + size - 1, stamp=STAMP),
            templates,
        )
        for first in range(1, breaks.pages + 1, size)
    ]
    renderer.join(parts, display_outline(display, breaks, stamp=STAMP))
    return breaks.pages


def batches(records: int) -> int:
    """Draw preformatted pages through WeasyPrint, 20 at a time."""
    return draw(PdfRenderer(), records)


def painter(records: int) -> int:
    """Draw pages by the painter."""
    return draw(PainterRenderer(), records)


def long_table(records: int) -> int:
    """Draw the same records as one HTML table, which WeasyPrint breaks into pages itself."""
    from weasyprint import HTML

    display = make.listing(records)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell.text)}</td>" for cell in row.cells) + "</tr>"
        for row in display.rows
    )
    style = "@page{size:letter landscape;margin:1in} table{font:9pt monospace;width:100%}"
    document = HTML(string=f"<style>{style}</style><table>{rows}</table>").render()
    document.write_pdf()
    return len(document.pages)


WAYS: dict[str, Callable[[int], int]] = {
    "preformatted batches": batches,
    "painter": painter,
    "one long table": long_table,
}


def main() -> None:
    """Print the table, or run one way when named."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    if len(sys.argv) > 2:
        name = sys.argv[2]
        WAYS[name](20)  # libraries and fonts are loaded before the clock starts
        start = time.process_time()
        pages = WAYS[name](records)
        seconds = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = 1000 * seconds / pages
        print(
            f"{name:<22}{pages:>6} pages{pages / seconds:>9.1f}/s{each:>9.1f} ms{memory:>7.0f} MB"
        )
        return
    for name in WAYS:
        subprocess.run([sys.executable, __file__, str(records), name], check=True)


if __name__ == "__main__":
    main()
