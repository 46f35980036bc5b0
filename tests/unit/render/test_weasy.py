"""Tests of drawing through WeasyPrint."""

import builtins
import ctypes

import pytest

from tlfgen.render.weasy import NoPangoError, html_to_pdf, require_pango


def test_missing_pango_stops_with_the_install_line(monkeypatch):
    """Without Pango the error has its code, exit code 3, and the line that installs it."""
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    def absent(name):
        raise OSError(name)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(ctypes, "CDLL", absent)
    with pytest.raises(NoPangoError) as caught:
        require_pango()
    assert "render.no-pango" == caught.value.code
    assert 3 == caught.value.exit_code
    assert "apt-get install" in str(caught.value)


def test_no_other_resource_is_read(tmp_path):
    """A template cannot pull a file or an address into a page."""
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>secret</text></svg>")
    html = f"<img src='{secret.as_uri()}'><p>text</p>"
    assert html_to_pdf(html) == html_to_pdf(html.replace("secret.svg", "absent.svg"))
