"""Tests of escaping for RTF."""

import pytest

from tlfgen.render.escape import RtfText, escape_rtf, finalize_rtf


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("{\\}", r"\{\\\}"),
        ("a\nb", "a\\line b"),
        ("\u2265", r"\u8805?"),
        ("\u00b5", r"\u181?"),
        ("\uff21", r"\u-223?"),
        ("\U0001f600", r"\u-10179?\u-8704?"),
        ("8 (  9%)", r"8 (\~\~9%)"),
        ("\u00a0", r"\~"),
        ("a_b", "a_b"),
    ],
)
def test_escape_rtf(text, expected):
    """Every character prints as itself in any word processor."""
    assert expected == escape_rtf(text)


def test_rtf_is_not_escaped_twice():
    """Text that is RTF already passes."""
    assert r"\par" == finalize_rtf(RtfText(r"\par"))
    assert "12" == finalize_rtf(12)
