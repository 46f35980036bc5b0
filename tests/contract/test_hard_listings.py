"""Listings that are hard on pages: very long, very wide, texts beyond their column, odd signs."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pikepdf
import pytest

from tests import figure_factories as make
from tlfgen.core.textwidth import text_width
from tlfgen.layout.listing import layout_listing
from tlfgen.model.dataset import Dataset, Variable
from tlfgen.model.display import Listing
from tlfgen.model.page import Document, PageSetup
from tlfgen.paging import build_document, paginate_display
from tlfgen.render.environment import TemplateFolders
from tlfgen.render.painter import PainterRenderer
from tlfgen.render.txt import TxtRenderer

SETUP = PageSetup.of("letter", "landscape", 9.0, (1.0, 1.0, 1.0, 1.0))
TEMPLATES = TemplateFolders()
HEAD = """
id: l_16_2_8_1
number: 16.2.8.1
title: Haematology
kind: listing
population: saf
data: LB
keys: [{var: ADSL.TRT01P, as: page, label: Treatment}, {var: USUBJID, label: Subject, width: 8}]
"""
LONG = """columns: [{var: LBTEST, label: Test}, {var: LBSTRESC, label: Result}]
sort: [USUBJID, LBSEQ]
"""
RECORDS = 12_000
ODD = {
    "markup": "<b>ALT</b> & AST",
    "braces": "{\\\\rtf1 \\\\par} 100 %",
    "not Latin": "\u767d\u7ec6\u80de \u03b1 \u00b5mol/L \u2265 3 \u00d7 ULN",
    "beyond the fonts": "smile \U0001f600",
    "joined later": "cafe\u0301",
    "control": "tab\there\x07 end",
    "formula": "=1+1",
}


def results(size: int, **changes: list[str]) -> Dataset:
    """Give laboratory results of six subjects."""
    frame = pd.DataFrame(
        {
            "USUBJID": pd.array([f"S{k * 6 // size + 1}" for k in range(size)], "string[pyarrow]"),
            "LBSEQ": pd.array(range(size), dtype="Int64"),
            "LBTEST": pd.array([f"Test {k % 11}" for k in range(size)], dtype="string[pyarrow]"),
            "LBSTRESC": pd.array([f"{k}.5" for k in range(size)], dtype="string[pyarrow]"),
            **{name: pd.array(one, dtype="string[pyarrow]") for name, one in changes.items()},
            "_row": np.arange(size),
        }
    )
    names = [Variable(str(name)) for name in frame.columns if name != "_row"]
    return Dataset("LB", "Laboratory", "sdtm", frame, tuple(names))


def listing(shell: str, data: Dataset) -> Listing:
    """Give the listing of a shell over laboratory results."""
    datasets = {"LB": data, "ADSL": make.subjects()}
    return layout_listing(make.spec(HEAD + shell), datasets, make.study(), make.STAMP)


def document(made: Listing) -> Document:
    """Give every page of a listing."""
    return build_document(made, SETUP, paginate_display(made, SETUP), stamp=make.STAMP)


@pytest.fixture(scope="module")
def long_one() -> Document:
    """Give the pages of a listing of twelve thousand records."""
    return document(listing(LONG, results(RECORDS)))


def test_several_hundred_pages(long_one: Document) -> None:
    """Every record stands once, in order, whatever the page."""
    assert len(long_one.pages) > 300
    shown = [row.row for page in long_one.pages for row in page.rows]
    assert list(range(RECORDS)) == shown


def test_keys_stand_on_top_of_every_page(long_one: Document) -> None:
    """The first row of a page names its subject, the rows below it do not."""
    for page in long_one.pages:
        texts = [row.cells[0].text for row in page.rows]
        assert texts[0].startswith("S")
        changes = [text for text in texts[1:] if text]
        assert len(changes) <= 1
        assert page.page_header[0].startswith("Treatment: ")


def test_arms_never_share_a_page(long_one: Document) -> None:
    """A page holds subjects of one arm."""
    arms = {"S1": "High", "S2": "High", "S3": "Low", "S4": "Low", "S5": "Placebo", "S6": "Placebo"}
    for page in long_one.pages:
        named = {arms[row.cells[0].text] for row in page.rows if row.cells[0].text}
        assert 1 == len(named)


def test_the_painter_draws_the_same_pages(long_one: Document) -> None:
    """A long listing is painted page by page, with the number of the last record on the last."""
    drawn = PainterRenderer().render(long_one, TEMPLATES)
    with pikepdf.open(io.BytesIO(drawn)) as book:
        assert len(long_one.pages) == len(book.pages)


def wide(columns: int) -> str:
    """Give a shell with many columns."""
    one = "  - {{name: c{0}, label: Column {0}, text: '{0}/{{LBSTRESC}}', width: 14}}"
    body = "\n".join(one.format(k) for k in range(columns))
    return f"columns:\n{body}\nsort: [USUBJID, LBSEQ]\n"


def test_a_wide_listing_repeats_its_keys() -> None:
    """Columns go over several pages, each with the keys and the words that say which part it is."""
    made = document(listing(wide(15), results(12)))
    parts = {page.part_label for page in made.pages}
    assert {f"(columns {one} of {len(parts)})" for one in range(1, len(parts) + 1)} == parts
    seen = set()
    for page in made.pages:
        assert page.rows[0].cells[0].text.startswith("S")
        seen |= {column.index for column in page.columns}
    assert set(range(16)) == seen


def test_a_wide_listing_may_have_to_fit() -> None:
    """A listing that may not be split says which columns are too wide."""
    from tlfgen.core.errors import LayoutError

    made = listing(wide(15) + "page: {max_width: fit}\n", results(3))
    with pytest.raises(LayoutError) as error:
        document(made)
    assert "layout.too-wide" == error.value.code


def test_text_beyond_its_column_wraps() -> None:
    """No line leaves its column, no letter is lost."""
    long = "Community-acquired pneumonia of the right lower lobe " * 6 + "x" * 90
    shell = "columns: [{var: LBTEST, width: 20}, {var: LBSTRESC, width: 10}]\n"
    (page,) = document(listing(shell, results(1, LBTEST=[long]))).pages
    cell = page.rows[0].cells[1]
    assert all(text_width(line) <= 20 for line in cell.lines)
    assert "".join(long.split()) == "".join("".join(cell.lines).split())


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_signs_keep_the_grid(text: str) -> None:
    """Whatever the signs, every line of the page is as wide as the cells say."""
    shell = "columns: [{var: LBTEST, width: 30}, {var: LBSTRESC, label: Result, width: 10}]\n"
    made = document(listing(shell, results(2, LBTEST=[text, "plain"])))
    lines = TxtRenderer().render(made, TEMPLATES).decode().splitlines()
    odd, plain = (next(line for line in lines if mark in line) for mark in ("0.5", "1.5"))
    assert text_width(plain.partition("1.5")[0]) == text_width(odd.partition("0.5")[0])
    assert all(letter.isprintable() for line in lines for letter in line)
