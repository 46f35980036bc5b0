"""Every file of the seed trial's displays says the same words, and the appendix holds together."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from tests.rtf_text import rtf_pages
from tests.study.seed_build import NOTICE, STUDY, SeedBuild, pdf_pages
from tlfgen.core.textwidth import printable_text
from tlfgen.spec.appendix import all_sections
from tlfgen.spec.load import load_study

pytestmark = pytest.mark.slow
SPEC = load_study(STUDY)
IDS = sorted(SPEC.displays)
TABLES = [name for name in IDS if not name.startswith("f_")]
RULE = re.compile("─+")


def words(text: str) -> Counter[str]:
    """Count the words of a page; rules are not words."""
    return Counter(printable_text(RULE.sub(" ", text)).split())


class _Sections(HTMLParser):
    """Collects the text of each page section; pictures are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._inside += tag == "svg"
        if tag == "section":
            self.pages.append("")
        elif self.pages:
            self.pages[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "svg"
        if self.pages:
            self.pages[-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.pages and not self._inside:
            self.pages[-1] += data


def html_pages(path: Path) -> list[str]:
    """Give the text of each page of an HTML file."""
    parser = _Sections()
    parser.feed(path.read_text(encoding="utf-8").partition("</main>")[0])
    return parser.pages


def txt_pages(path: Path) -> list[str]:
    """Give each page of a text file."""
    return path.read_text(encoding="utf-8").split("\f")


def pages_of(seed: SeedBuild, name: str, ending: str) -> list[str]:
    """Give the text of each page of a display in a format."""
    path = seed.folder / "displays" / f"{name}.{ending}"
    if ending == "rtf":
        return rtf_pages(path.read_bytes())
    return {"pdf": pdf_pages, "html": html_pages, "txt": txt_pages}[ending](path)


def test_every_shell_is_built(seed: SeedBuild) -> None:
    """Each shell of the study gives one display in every format."""
    assert IDS == seed.displays()
    made = {path.name for path in (seed.folder / "displays").iterdir()}
    endings = ("pdf", "rtf", "xlsx", "html", "txt", "json")
    assert made == {f"{name}.{ending}" for name in IDS for ending in endings}


@pytest.mark.parametrize("ending", ["pdf", "html", "rtf"])
@pytest.mark.parametrize("name", TABLES)
def test_same_words_on_each_page(seed: SeedBuild, name: str, ending: str) -> None:
    """A table or listing has in every format the words of its text pages, page by page."""
    expected = [words(page) for page in pages_of(seed, name, "txt")]
    assert expected == [words(page) for page in pages_of(seed, name, ending)]


@pytest.mark.parametrize("ending", ["pdf", "html", "rtf", "txt"])
@pytest.mark.parametrize("name", IDS)
def test_notice_on_every_page(seed: SeedBuild, name: str, ending: str) -> None:
    """Every page of every format says that the data are simulated."""
    pages = [" ".join(page.split()) for page in pages_of(seed, name, ending)]
    assert seed.display(name)["pages"] == len(pages)
    assert [True] * len(pages) == [NOTICE in page for page in pages]


@pytest.mark.parametrize("name", IDS)
def test_notice_in_data_formats(seed: SeedBuild, name: str) -> None:
    """The JSON and each sheet of the workbook carry the notice."""
    assert NOTICE == seed.display(name)["notice"]
    book = openpyxl.load_workbook(seed.folder / "displays" / f"{name}.xlsx", read_only=True)
    assert dict.fromkeys(book.sheetnames, True) == notices(book)


def notices(book: Any) -> dict[str, bool]:
    """Say for each sheet whether the notice is in one of its cells."""
    return {
        sheet.title: any(
            NOTICE in str(value) for row in sheet.iter_rows(values_only=True) for value in row
        )
        for sheet in book.worksheets
    }


def test_notice_in_the_trial_summary(seed: SeedBuild) -> None:
    """The trial summary has a record with the notice."""
    assert NOTICE in set(seed.frame("sdtm/ts")["TSVAL"])


def test_notice_in_the_appendix(seed: SeedBuild) -> None:
    """Every page and every sheet of the compiled appendix carries the notice."""
    pages = [" ".join(page.split()) for page in pdf_pages(appendix(seed))]
    assert [] == [number for number, page in enumerate(pages, 1) if NOTICE not in page]
    book = openpyxl.load_workbook(appendix(seed, "xlsx"), read_only=True)
    assert [] == [name for name, there in notices(book).items() if not there]


def test_abstract_is_cited_for_its_own_results_only(seed: SeedBuild) -> None:
    """Displays of published results cite the abstract; the others do not."""
    citing = {name for name in IDS if "Wang L et al." in json.dumps(seed.display(name))}
    assert citing <= {name for name in IDS if name[2:6] in {"14_2", "14_3"}}
    assert {"t_14_2_1_1", "t_14_2_2_1"} <= citing


def appendix(seed: SeedBuild, ending: str = "pdf") -> Path:
    """Give the compiled appendix."""
    return seed.folder / "appendix" / f"csr-appendix.{ending}"


def test_appendix_has_all_pages(seed: SeedBuild) -> None:
    """The appendix has a cover, its contents, and every page of every display."""
    displays = sum(seed.display(name)["pages"] for name in IDS)
    texts = pdf_pages(appendix(seed))
    head = next(place for place, text in enumerate(texts) if "Page 1 of " in text)
    assert displays + head == len(texts)


def test_appendix_pages_are_numbered(seed: SeedBuild) -> None:
    """Each page is stamped with its number in the appendix and the total."""
    texts = pdf_pages(appendix(seed))
    stamps = [re.findall(r"Appendix page (\d+) of (\d+)", text) for text in texts]
    assert [[(str(place), str(len(texts)))] for place in range(1, len(texts) + 1)] == stamps


def bookmarks(items: Any, depth: int = 0) -> Iterator[tuple[int, str, Any]]:
    """Give depth, title and target page of each bookmark, in order."""
    for item in items:
        yield depth, item.title, item.destination[0]
        yield from bookmarks(item.children, depth + 1)


def test_bookmarks_lead_to_their_displays(seed: SeedBuild) -> None:
    """Each display has a bookmark under its section, and it opens the display's first page."""
    texts = pdf_pages(appendix(seed))
    with pikepdf.open(appendix(seed)) as book, book.open_outline() as outline:
        place = {page.obj.objgen: number for number, page in enumerate(book.pages)}
        marks = [(depth, title, place[to.objgen]) for depth, title, to in bookmarks(outline.root)]
    words = r"(Table|Figure|Listing|Narrative) \d"
    of_displays = [mark for mark in marks if re.match(words, mark[1])]
    assert {1, 2} == {depth for depth, _, _ in of_displays}
    assert len(IDS) == len(of_displays)
    for _, title, page in of_displays:
        number = " ".join(title.split()[:2])
        assert number in {line.strip() for line in texts[page].splitlines()}
        assert number not in {line.strip() for line in texts[page - 1].splitlines()}
    assert [page for _, _, page in marks] == sorted(page for _, _, page in marks)
    assert {0, 1, 2, 3} == {depth for depth, _, _ in marks}


def test_contents_lead_to_the_printed_pages(seed: SeedBuild) -> None:
    """Each line of the contents links to a page, and prints that page's number."""
    texts = pdf_pages(appendix(seed))
    with pikepdf.open(appendix(seed)) as book:
        place = {page.obj.objgen: number for number, page in enumerate(book.pages, 1)}
        targets = [
            place[link.Dest[0].objgen]
            for page in book.pages
            for link in page.get("/Annots", [])
            if "/Dest" in link
        ]
    printed = [
        int(number)
        for text in texts[1:]
        if "Protocol:" not in text
        for number in re.findall(r"[ .]{2,} (\d+)$", text, flags=re.MULTILINE)
    ]
    assert printed == targets
    assert SPEC.study.appendix is not None
    sections = list(all_sections(SPEC.study.appendix.sections))
    assert len(IDS) + len(sections) == len(targets)


def test_workbook_lists_every_display(seed: SeedBuild) -> None:
    """The workbook has an index whose links reach a sheet for every display."""
    book = openpyxl.load_workbook(io.BytesIO(appendix(seed, "xlsx").read_bytes()))
    index, *sheets, results = book.sheetnames
    cells = [cell for row in book[index].iter_rows() for cell in row if cell.hyperlink]
    links = [cell.hyperlink.target.split("!")[0].strip("'#") for cell in cells]
    assert ("Index", "Results") == (index, results)
    assert len(IDS) == len(sheets)
    assert sheets == links
