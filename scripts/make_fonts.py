"""
Make the page fonts of tlfgen from Liberation Mono.

Usage: python scripts/make_fonts.py FOLDER

FOLDER holds LiberationMono-Regular.ttf, LiberationMono-Bold.ttf and their copyright file, as
Debian's package fonts-liberation2 (2.1.5-1) ships them. The result has no GSUB, GPOS or kerning
and no hinting, every character is exactly 0.6 em wide, and combining marks stand over the
character before them. The fonts carry a name of their own, as the Open Font License asks.
Also rewrites ``tlfgen/core/glyphs.py``. Same input, same bytes.
"""

import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "tlfgen" / "render" / "fonts"
GLYPHS = ROOT / "tlfgen" / "core" / "glyphs.py"
FAMILY = "TLF Mono"
UNITS = 2000
CELL = 1200
FIXED_DATE = 3_600_000_000  # seconds since 1904

BLOCKS = [
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x00AC),
    (0x00AE, 0x017F),
    (0x0192, 0x0192),
    (0x0218, 0x021B),
    (0x02C6, 0x02DD),  # modifier letters
    (0x0300, 0x0314),  # combining marks
    (0x0316, 0x031A),
    (0x031C, 0x0321),
    (0x0323, 0x0338),
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x0490, 0x0491),
    (0x1E9E, 0x1E9E),
    (0x2007, 0x2007),  # figure space
    (0x2010, 0x2027),  # punctuation
    (0x2030, 0x205F),
    (0x2070, 0x20BF),  # superscripts, subscripts, currency
    (0x2100, 0x214F),  # letter-like
    (0x2190, 0x23FF),  # arrows, mathematics
    (0x2500, 0x26FF),  # boxes, shapes
]
MARKS = range(0x0300, 0x0370)


def wanted(font: TTFont) -> list[int]:
    """Give the characters to keep: in a block, and one cell or no cell wide."""
    cmap, widths = font.getBestCmap(), font["hmtx"]
    cell = widths[cmap[ord("a")]][0]
    return [
        code
        for low, high in BLOCKS
        for code in range(low, high + 1)
        if code in cmap and (widths[cmap[code]][0] == cell or code in MARKS)
    ]


def centre_marks(font: TTFont) -> None:
    """Move each combining mark over the middle of the cell before it."""
    cmap, glyphs, glyph_set = font.getBestCmap(), font["glyf"], font.getGlyphSet()
    for code in [code for code in MARKS if code in cmap]:
        name = cmap[code]
        glyph = glyphs[name]
        if not hasattr(glyph, "xMin"):
            continue
        shift = -CELL / 2 - (glyph.xMin + glyph.xMax) / 2
        recording = DecomposingRecordingPen(glyph_set)
        glyph_set[name].draw(recording)
        pen = TTGlyphPen(None)
        recording.replay(TransformPen(pen, (1, 0, 0, 1, round(shift), 0)))
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(glyphs)
        font["hmtx"][name] = (0, glyphs[name].xMin)


def rename(font: TTFont, face: str) -> None:
    """Name the font, and keep its copyright and licence."""
    names = font["name"]
    kept = {0: names.getDebugName(0), 13: names.getDebugName(13), 14: names.getDebugName(14)}
    names.names = []
    full = f"{FAMILY} {face}"
    own = {
        1: FAMILY,
        2: face,
        3: f"tlfgen: {full}",
        4: full,
        5: "Version 2.1.5; tlfgen 1",
        6: f"{FAMILY.replace(' ', '')}-{face}",
        10: "Made from Liberation Mono: fewer characters, no layout tables, cells of 0.6 em.",
    }
    for number, text in sorted({**kept, **own}.items()):
        names.setName(text, number, 3, 1, 0x409)


def slim(source: Path, face: str) -> TTFont:
    """Give the slim font of one face."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "FFTM", "gasp"]
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted(font))
    subsetter.subset(font)
    scale_upem(font, UNITS)
    for name, (width, bearing) in font["hmtx"].metrics.items():
        font["hmtx"][name] = (CELL if width else 0, bearing)
    centre_marks(font)
    font["hhea"].advanceWidthMax = CELL
    font["OS/2"].xAvgCharWidth = CELL
    font["post"].isFixedPitch = 1
    font["head"].created = font["head"].modified = FIXED_DATE
    rename(font, face)
    return font


def write_glyphs(codes: list[int]) -> None:
    """Write the character ranges that the fonts have as a Python module."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    rows = "\n".join(f"    (0x{low:04X}, 0x{high:04X})," for low, high in ranges)
    GLYPHS.write_text(
        '"""The characters that the shipped page fonts have; made by scripts/make_fonts.py."""\n\n'
        '__all__ = ["GLYPH_RANGES"]\n\n'
        f"GLYPH_RANGES: tuple[tuple[int, int], ...] = (\n{rows}\n)\n"
        '"""First and last code point of each run, in order."""\n',
        encoding="utf-8",
    )


def write_licence(copyright_file: str) -> None:
    """Write the paragraph of the fonts from Debian's copyright file as plain text."""
    paragraph = copyright_file.partition("Files: *")[2].partition("Files: debian/*")[0]
    lines = [line.strip() for line in paragraph.strip().splitlines()]
    lines = ["" if line == "." else line for line in lines]
    head = "TLF Mono is a modified version of Liberation Mono 2.1.5, under the same licence.\n\n"
    (FONTS / "OFL.txt").write_text(head + "\n".join(lines).strip() + "\n", encoding="utf-8")


def main() -> None:
    """Write both faces, the licence and the character ranges."""
    folder = Path(sys.argv[1])
    FONTS.mkdir(parents=True, exist_ok=True)
    for face in ("Regular", "Bold"):
        font = slim(folder / f"LiberationMono-{face}.ttf", face)
        target = FONTS / f"TLFMono-{face}.ttf"
        font.save(target)
        print(f"{target.name} {target.stat().st_size:,} bytes {len(font.getBestCmap())} characters")
    write_glyphs(sorted(font.getBestCmap()))
    write_licence((folder / "copyright").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
