"""A word processor opens the RTF on as many pages as were planned."""

import os
import shutil
import subprocess

import pytest

from tests import display_factories as make
from tlfgen.model.page import RunStamp
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.resources import font_bytes
from tlfgen.render.rtf import RtfRenderer, join_sections

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir>
<match target="pattern"><test name="family"><string>Courier New</string></test>
<edit name="family" mode="assign" binding="strong"><string>TLF Mono</string></edit></match>
</fontconfig>"""
DISPLAYS = (
    make.demographics(),
    make.adverse_events(),
    make.listing(),
    make.wide_listing(),
    make.nasty_display(),
    make.deep_headers(),
    make.empty_display(),
)


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdfinfo") is None,
    reason="LibreOffice or poppler is not installed",
)
def test_planned_pages_are_the_pages_of_the_word_processor(tmp_path):
    """All displays in one file take the planned number of pages, section by section."""
    stamp = RunStamp(produced_at="2016-06-01T09:00")
    documents = [
        build_document(one, make.SETUP, paginate_display(one, make.SETUP), stamp=stamp)
        for one in DISPLAYS
    ]
    parts = [RtfRenderer().render(document, TemplateFolders()) for document in documents]
    (tmp_path / "all.rtf").write_bytes(join_sections(parts))
    for face in ("Regular", "Bold"):
        (tmp_path / f"{face}.ttf").write_bytes(font_bytes(face))
    (tmp_path / "fonts.conf").write_text(FONTS.format(folder=tmp_path), encoding="utf-8")
    fonts = str(tmp_path / "fonts.conf")
    settings = {"FONTCONFIG_FILE": fonts, "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "all.rtf"),
        ],
        env=settings,
        check=True,
        capture_output=True,
        timeout=180,
    )
    done = subprocess.run(
        ["pdfinfo", str(tmp_path / "all.pdf")], capture_output=True, text=True, check=True
    )
    pages = next(line.split()[1] for line in done.stdout.splitlines() if line.startswith("Pages"))
    assert sum(document.of for document in documents) == int(pages)
