"""HTML to PDF through WeasyPrint, with the shipped fonts and no other resource."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

from tlfgen.core.errors import TlfgenError
from tlfgen.render.resources import font_bytes

__all__ = ["NoPangoError", "html_to_pdf", "require_pango"]

_SCHEME = "tlfgen:"
_PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
_INSTALL = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class NoPangoError(TlfgenError):
    """The system library that WeasyPrint draws with is missing."""

    exit_code = 3


def require_pango() -> None:
    """
    Stop before any work where PDF cannot be drawn.

    Raises
    ------
    NoPangoError
        ``render.no-pango``, with the line that installs it; exit code 3.
    """
    if _is_there():
        return
    try:
        import weasyprint
    except OSError as error:
        raise NoPangoError.of(
            "render.no-pango",
            "PDF pages need the system library Pango, which is not on this machine.",
            hint=f"run '{_INSTALL}', or leave pdf out with --formats rtf,xlsx,html,txt.",
        ) from error
    del weasyprint


def _is_there() -> bool:
    """Say whether Pango is where Linux has it, without the time WeasyPrint takes to start."""
    try:
        for library in _PANGO:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def html_to_pdf(html: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """
    Give the PDF of a page of HTML: fonts embedded whole, no clock, no network.

    Parameters
    ----------
    html : str
        May name ``tlfgen:font/Regular``, ``tlfgen:font/Bold`` and the pictures.
    pictures : mapping of str to bytes
        SVG by name: ``picture/0`` is ``tlfgen:picture/0``.
    """
    require_pango()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    known: dict[str, tuple[str, bytes]] = {
        f"font/{face}": ("font/ttf", font_bytes(face)) for face in ("Regular", "Bold")
    }
    known |= {name: ("image/svg+xml", svg) for name, svg in (pictures or {}).items()}

    class ShippedOnly(URLFetcher):  # type: ignore[misc,unused-ignore]
        """Gives what ships with the package and the pictures of this document."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Give one resource, or refuse."""
            del headers
            kind, body = known[url.removeprefix(_SCHEME)]
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    document = HTML(string=html, base_url=_SCHEME, url_fetcher=ShippedOnly())
    pdf: bytes = document.write_pdf(
        full_fonts=True, pdf_identifier=b"tlfgen", pdf_version="1.7", custom_metadata=False
    )
    return pdf
