"""Tests of text in character cells."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from wcwidth import wcwidth

import tlfgen.render
from tlfgen.core.glyphs import GLYPH_RANGES
from tlfgen.core.textwidth import (
    has_glyph,
    missing_glyphs,
    pad_text,
    printable_text,
    text_width,
    wrap_text,
)

FONTS = tlfgen.render.__path__[0] + "/fonts/"


def covered() -> list[str]:
    """Give every character of the coverage table."""
    return [chr(code) for low, high in GLYPH_RANGES for code in range(low, high + 1)]


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_coverage_equals_the_shipped_font(face):
    """The coverage table holds exactly the characters of each shipped face."""
    font = TTFont(f"{FONTS}TLFMono-{face}.ttf")
    assert sorted(font.getBestCmap()) == [ord(character) for character in covered()]


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_advances_are_cells(face):
    """Every character of the font advances by its width in cells of 0.6 em."""
    font = TTFont(f"{FONTS}TLFMono-{face}.ttf")
    cmap, widths = font.getBestCmap(), font["hmtx"]
    wrong = [c for c in covered() if widths[cmap[ord(c)]][0] != 1200 * text_width(c)]
    assert [] == wrong


def test_width_agrees_with_wcwidth():
    """The width of every printable character is the one wcwidth gives."""
    assert [] == [c for c in covered() if text_width(c) != wcwidth(c)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        ("e\u0301", "\u00e9"),
        ("\u1ec7", "e\u0323\u0302"),
        ("\U0001f600", "[U+1F600]"),
        ("\u4e2d", "[U+4E2D]"),
        ("a\u00adb", "ab"),
        ("a\u2009b", "a b"),
        ("a\u202fb", "a\u00a0b"),
        ("a\tb\r\nc\rd", "a b\nc\nd"),
        ("\x07", "[U+0007]"),
        ("\u00b5 \u2265 \u03b1", "\u00b5 \u2265 \u03b1"),
    ],
)
def test_printable_text(given, expected):
    """Text becomes NFC and holds only characters that every format prints."""
    assert expected == printable_text(given)


def test_printable_text_leaves_nothing_without_glyph():
    """Whatever the character, its printable text is in the font."""
    texts = (printable_text(chr(code)) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    assert [] == [text for text in texts if not all(c == "\n" or has_glyph(c) for c in text)]


def test_missing_glyphs_are_listed_once():
    """Each character without a glyph is named once, in order of appearance."""
    assert ("\U0001f600", "\u4e2d") == missing_glyphs("\U0001f600a\u4e2d\U0001f600[U+\r\n")


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, ("",)),
        ("a b", 3, ("a b",)),
        ("  12 ( 34%)", 11, ("  12 ( 34%)",)),
        ("one\ntwo three", 5, ("one", "two", "three")),
        ("one\n\ntwo", 5, ("one", "", "two")),
        ("abcdefghij", 4, ("abcd", "efgh", "ij")),
        ("MYALGIA/PAIN", 9, ("MYALGIA/", "PAIN")),
        ("word abcdefghij", 6, ("word", "abcdef", "ghij")),
        ("a     b", 3, ("a", "b")),
        ("xxx xx\u0302x", 3, ("xxx", "xx\u0302x")),
        ("xxxx\u0302x", 4, ("xxxx\u0302", "x")),
        ("     ", 3, ("",)),
    ],
)
def test_wrap_text(text, width, expected):
    """Lines break at blanks, then after punctuation, then between characters."""
    assert expected == wrap_text(text, width)


def test_wrap_keeps_every_character():
    """Wrapping loses nothing but blanks."""
    text = "Term " * 40 + "x" * 200 + unicodedata.normalize("NFD", "\u00e9" * 60)
    for width in range(1, 50):
        lines = wrap_text(text, width)
        assert text.replace(" ", "") == "".join(lines).replace(" ", "")
        assert max(map(text_width, lines)) <= width


@pytest.mark.parametrize(
    ("align", "expected"), [("left", "ab   "), ("right", "   ab"), ("center", " ab  ")]
)
def test_pad_text(align, expected):
    """Padding fills to the width on the side the alignment asks for."""
    assert expected == pad_text("ab", 5, align)
