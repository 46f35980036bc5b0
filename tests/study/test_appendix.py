"""The compiled appendix of the seed trial: E3 sections, links, bookmarks, labels, workbook."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from tests.study.seed_build import SeedBuild, pdf_pages
from tlfgen.spec.load import load_study

pytestmark = pytest.mark.slow
STUDY = Path(__file__).resolve().parents[2] / "specs" / "nct01213186"
SECTIONS = {
    "14.1": "Demographic Data",
    "14.2": "Efficacy Data",
    "14.3": "Safety Data",
    "14.3.1": "Displays of Adverse Events",
    "14.3.2": "Listings of Deaths, Other Serious and Significant Adverse Events",
    "14.3.3": "Narratives of Deaths, Other Serious and Certain Other Significant Adverse Events",
    "14.3.4": "Abnormal Laboratory Value Listing (Each Patient)",
    "16.1.7": "Randomization Scheme and Codes",
    "16.2": "Patient Data Listings",
    "16.2.1": "Discontinued Patients",
    "16.2.8": "Listing of Individual Laboratory Measurements by Patient",
}
"""Headings of ICH E3, sections 14, 16.1.7, 16.2."""


@pytest.fixture(scope="module")
def book(seed: SeedBuild) -> pikepdf.Pdf:
    """Give the compiled PDF."""
    return pikepdf.open(seed.folder / "appendix" / "csr-appendix.pdf")


@pytest.fixture(scope="module")
def page_numbers(book: pikepdf.Pdf) -> dict[Any, int]:
    """Give the number of each page object."""
    return {page.objgen: number for number, page in enumerate(book.pages, 1)}


@pytest.fixture(scope="module")
def texts(seed: SeedBuild) -> list[str]:
    """Give the text of every page."""
    return pdf_pages(seed.folder / "appendix" / "csr-appendix.pdf")


def bookmarks(items: Any, depth: int = 0) -> Iterator[tuple[int, str, Any]]:
    """Give depth, title and destination of every bookmark."""
    for item in items:
        yield depth, str(item.title), item.destination
        yield from bookmarks(item.children, depth + 1)


def all_bookmarks(book: pikepdf.Pdf) -> list[tuple[int, str, Any]]:
    """Give every bookmark in order."""
    with book.open_outline() as outline:
        return list(bookmarks(outline.root))


def links(book: pikepdf.Pdf) -> list[tuple[int, Any]]:
    """Give page and destination of every link."""
    return [
        (number, note.Dest)
        for number, page in enumerate(book.pages, 1)
        for note in page.get("/Annots", [])
        if note.get("/Subtype") == "/Link"
    ]


def titles_of_displays(book: pikepdf.Pdf) -> list[str]:
    """Give word and number of every display that has a bookmark."""
    found = [
        re.match(r"(Table|Figure|Listing|Narrative) \d[\d.]*", one[1])
        for one in all_bookmarks(book)
    ]
    return [one.group() for one in found if one]


def natural(number: str) -> tuple[int, ...]:
    """Give the order of a number such as 14.1.1.10."""
    return tuple(int(part) for part in number.split("."))


def test_every_link_opens_a_page_of_the_book(
    book: pikepdf.Pdf, page_numbers: dict[Any, int]
) -> None:
    """No link leads out of the book or nowhere."""
    found = links(book)
    assert len(found) > len(SECTIONS)
    for _, place in found:
        assert place[0].objgen in page_numbers


def test_every_bookmark_opens_a_page_of_the_book(
    book: pikepdf.Pdf, page_numbers: dict[Any, int]
) -> None:
    """No bookmark leads nowhere, and pages never go back within a level."""
    marks = all_bookmarks(book)
    numbers = [page_numbers[place[0].objgen] for _, _, place in marks]
    assert sorted(numbers) == numbers


def test_bookmarks_lead_to_their_display(
    book: pikepdf.Pdf, page_numbers: dict[Any, int], texts: list[str]
) -> None:
    """The page a display's bookmark opens bears its number as a title."""
    shown = [
        (found.group(), page_numbers[place[0].objgen])
        for _, title, place in all_bookmarks(book)
        if (found := re.match(r"(Table|Figure|Listing|Narrative) [\d.]+", title))
    ]
    assert shown
    for title, page in shown:
        assert re.search(rf"^\s*{re.escape(title)}\s*$", texts[page - 1], re.MULTILINE), title


def test_sections_are_those_of_e3(book: pikepdf.Pdf) -> None:
    """The headings of ICH E3 stand above their displays."""
    titles = {title for _, title, _ in all_bookmarks(book)}
    assert {f"{number} {title}" for number, title in SECTIONS.items()} <= titles


def test_three_levels(book: pikepdf.Pdf) -> None:
    """Section, sub-section, display."""
    places = {title: depth for depth, title, _ in all_bookmarks(book)}
    assert 0 == places["14.3 Safety Data"]
    assert 1 == places["14.3.1 Displays of Adverse Events"]
    assert 2 == places["Listing 16.2.8.1 Haematology"]


def test_natural_order(book: pikepdf.Pdf) -> None:
    """Displays stand in the order of their numbers, 14.1.1.2 before 14.1.1.10."""
    numbers = [natural(title.split()[1]) for title in titles_of_displays(book)]
    assert sorted(numbers) == numbers


def test_every_display_is_in_the_appendix(seed: SeedBuild, book: pikepdf.Pdf) -> None:
    """No display of the study is left out."""
    study = load_study(STUDY)
    wanted = {f"{one.word} {one.printed_number}" for one in study.displays.values()}
    shown = titles_of_displays(book)
    assert wanted == set(shown)
    assert len(wanted) == len(shown)


def test_contents_name_the_pages_they_open(
    book: pikepdf.Pdf, page_numbers: dict[Any, int], texts: list[str]
) -> None:
    """The page number at the end of each entry is the page its link opens, and its label."""
    found = links(book)
    listed = []
    for page in sorted({page for page, _ in found}):
        body = texts[page - 1]
        listed += [int(one) for one in re.findall(r"\S\s{3,}(\d+)\s*$", body, re.MULTILINE)]
    opened = [page_numbers[place[0].objgen] for _, place in found]
    assert opened == listed
    assert [str(one) for one in opened] == [str(book.pages[one - 1].label) for one in opened]


def test_every_page_bears_its_number(texts: list[str]) -> None:
    """The stamp counts every page of the book."""
    total = len(texts)
    for number, text in enumerate(texts, 1):
        assert f"Appendix page {number} of {total}" in text


def test_bookmarks_of_page_keys_stand_below_their_display(book: pikepdf.Pdf) -> None:
    """Arms of a listing are bookmarks one level below it."""
    marks = all_bookmarks(book)
    place = next(i for i, one in enumerate(marks) if one[1].startswith("Listing 16.2.4.1"))
    depth = marks[place][0]
    below = []
    for level, title, _ in marks[place + 1 :]:
        if level <= depth:
            break
        below.append(title)
    assert ["hUC-MSC high dose", "hUC-MSC low dose", "Placebo"] == below


def test_workbook_has_the_same_order(seed: SeedBuild, book: pikepdf.Pdf) -> None:
    """The index lists the displays in the order of the book, each with a link to its sheet."""
    path = seed.folder / "appendix" / "csr-appendix.xlsx"
    workbook = openpyxl.load_workbook(path)
    index = workbook.worksheets[0]
    entries = [
        (str(row[0].value), row[0].hyperlink.location or row[0].hyperlink.target)
        for row in index.iter_rows()
        if row[0].hyperlink is not None
    ]
    assert titles_of_displays(book) == [name for name, _ in entries]
    targets = [str(place).lstrip("#").rpartition("!")[0].strip("'") for _, place in entries]
    assert workbook.sheetnames[1 : len(targets) + 1] == targets


def test_section_pages_follow_each_other(book: pikepdf.Pdf, page_numbers: dict[Any, int]) -> None:
    """A section starts no later than its first display."""
    marks = [(depth, page_numbers[place[0].objgen]) for depth, _, place in all_bookmarks(book)]
    for (depth, page), (below, next_page) in pairwise(marks):
        if below > depth:
            assert page == next_page
