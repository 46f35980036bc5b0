"""Small displays written by hand, as layout would give them."""

from __future__ import annotations

from dataclasses import replace

from tlfgen.core.textwidth import printable_text
from tlfgen.model.display import (
    Cell,
    Column,
    HeaderCell,
    Listing,
    MastLine,
    PageRules,
    Row,
    Table,
)
from tlfgen.model.page import PageSetup

SETUP = PageSetup.of("letter", "landscape", 9, (1, 1, 1, 1))
NASTY = printable_text(
    '{ } \\ < & \u2265 \u00b5 x\u0302 e\u0301 \u03b1\u2013\u03c9 \U0001f600 "quote" %s $x ~^_#'
)

DURATION_NOTE = (
    "NOTE: Duration of disease is computed as months between date of enrollment and date of"
    " onset of the first definite symptoms of Alzheimer's disease."
)
P_VALUE_NOTE = (
    "[1] P-values are results of ANOVA treatment group comparison for continuous variables"
    " and Pearson's chi-square test for categorical variables."
)
EVENT_NOTE = (
    "Note: Treatment emergent events are defined as events which start on or after the"
    " start of treatment."
)

FRAME = {
    "population": "Intent-to-Treat",
    "mast": (
        MastLine(left="Protocol: CDISCPILOT01", right="Page {page} of {pages}"),
        MastLine(left="Population: Intent-to-Treat"),
    ),
    "foot": (
        MastLine(
            left="Source: displays/t_14_2_01.yaml (3f9c2a1b)  Data: ADSL",
            right="09:00 Wednesday, June 01, 2016",
        ),
    ),
    "notice": "Simulated data, not study data",
    "watermark": "DRAFT",
    "program": "displays/t_14_2_01.yaml",
    "datasets": ("ADSL",),
}

ARMS = (("Placebo", 86), ("Xanomeline\nLow Dose", 84), ("Xanomeline\nHigh Dose", 84))


def arm_columns(*more: tuple[str, int | None]) -> tuple[Column, ...]:
    """Give a stub column and one centred column an arm."""
    arms = (*ARMS, ("Total", 254), *more)
    stub = Column("label", ("",), "", align="left", header_align="left", is_stub=True)
    data = [
        Column(f"arm{i}", (label.replace("\n", " "),), label, align="center", n=n)
        for i, (label, n) in enumerate(arms, 1)
    ]
    return (stub, *data)


def labels(columns: tuple[Column, ...]) -> tuple[HeaderCell, ...]:
    """Give the last header row of these columns."""
    return tuple(
        HeaderCell(
            f"{c.label}\n(N={c.n})" if c.n else c.label, i, align="left" if c.is_stub else "center"
        )
        for i, c in enumerate(columns)
    )


def block(heading: str, lines: list[tuple[str, list[str]]], at: int, indent: int = 2) -> list[Row]:
    """Give a heading and its rows; ``at`` is the place of the heading."""
    count = len(lines[0][1])
    rows = [Row((heading,), (Cell(heading), *(Cell("") for _ in range(count))), kind="group")]
    for label, texts in lines:
        ids = [f"t_14_2_01/{heading}/{label}/{i}" for i in range(count)]
        cells = (
            Cell(label),
            *(Cell(t, (r,) if t else ()) for t, r in zip(texts, ids, strict=True)),
        )
        rows.append(Row((heading, label), cells, indent=indent, groups=(at,)))
    return rows


def demographics(**changes) -> Table:
    """Give a table like 14-2.01."""
    columns = arm_columns(("p-value [1]", None))
    wanted = [
        (
            "Age (y)",
            [
                ("n", [" 86      ", " 84      ", " 84      ", "254      ", "      "]),
                (
                    "Mean (SD)",
                    ["75.2 (8.59)", "75.7 (8.29)", "74.4 (7.89)", "75.1 (8.25)", "0.5934"],
                ),
                ("Median", ["76.0      ", "77.5      ", "76.0      ", "77.0      ", ""]),
                ("Min, Max", ["52, 89", "51, 88", "56, 88", "51, 89", ""]),
            ],
        ),
        (
            "Sex, n (%)",
            [
                ("Male", ["33 ( 38%)", "34 ( 40%)", "44 ( 52%)", "111 ( 44%)", "0.1409"]),
                ("Female", ["53 ( 62%)", "50 ( 60%)", "40 ( 48%)", "143 ( 56%)", ""]),
            ],
        ),
        (
            "Race, n (%)",
            [
                ("White", ["78 ( 91%)", "78 ( 93%)", "74 ( 88%)", "230 ( 91%)", "0.6680"]),
                (
                    "Black or African American",
                    ["8 (  9%)", "6 (  7%)", "9 ( 11%)", "23 (  9%)", ""],
                ),
                (
                    "American Indian or Alaska Native",
                    ["0        ", "0        ", "1 (  1%)", "1 ( <1%)", ""],
                ),
            ],
        ),
        (
            "Baseline BMI (kg/m\u00b2)",
            [
                ("n", ["86", "83", "84", "253", ""]),
                (
                    "Mean (SD)",
                    ["23.6 (3.67)", "25.1 (4.27)", "25.3 (4.16)", "24.7 (4.09)", "0.0133"],
                ),
                ("Min, Max", ["15.1, 33.3", "17.7, 40.1", "13.7, 34.5", "13.7, 40.1", ""]),
            ],
        ),
    ]
    rows: list[Row] = []
    for heading, lines in wanted:
        if rows:
            rows.append(Row((), (), kind="blank"))
        rows += block(heading, lines, len(rows))
    given = {
        "id": "t_14_2_01",
        "number": "14-2.01",
        "titles": ("Summary of Demographic and Baseline Characteristics",),
        "columns": columns,
        "header": (labels(columns),),
        "rows": tuple(rows),
        "footnotes": (
            DURATION_NOTE,
            P_VALUE_NOTE,
        ),
        **FRAME,
        **changes,
    }
    return Table(**given)


CLASSES = (
    "CARDIAC DISORDERS",
    "GASTROINTESTINAL DISORDERS",
    "GENERAL DISORDERS AND ADMINISTRATION SITE CONDITIONS",
    "INFECTIONS AND INFESTATIONS",
    "INJURY, POISONING AND PROCEDURAL COMPLICATIONS",
    "NERVOUS SYSTEM DISORDERS",
    "SKIN AND SUBCUTANEOUS TISSUE DISORDERS",
)
TERMS = (
    "APPLICATION SITE PRURITUS",
    "DIZZINESS",
    "ATRIOVENTRICULAR BLOCK SECOND DEGREE",
    "SINUS BRADYCARDIA",
    "UPPER RESPIRATORY TRACT INFECTION",
    "SUPRAVENTRICULAR EXTRASYSTOLES WITH A NAME THAT NEEDS MORE THAN ONE LINE IN THE STUB",
    "RASH",
)


def adverse_events(terms: int = 14, **changes) -> Table:
    """Give a table of classes and terms, several pages long, with spanning headers."""
    stub = Column("label", ("",), "", header_align="left", is_stub=True)
    columns, spans = [stub], [HeaderCell("", 0)]
    for i, (arm, n) in enumerate(ARMS):
        name = f"{arm}\n(N={n})"
        spans.append(HeaderCell(name, 1 + 2 * i, 2, underline=True))
        for label in ("n (%)", "[AEs]"):
            path = (arm.replace("\n", " "), label)
            columns.append(Column(f"{label}{i}", path, label, align="center", n=n))
    columns.append(Column("p1", ("Fisher's exact", "p-value"), "Fisher's\nexact p", align="center"))
    spans.append(HeaderCell("", 7))
    last = tuple(
        HeaderCell(
            "System Organ Class\n  Preferred Term" if c.is_stub else c.label,
            i,
            align="left" if c.is_stub else "center",
        )
        for i, c in enumerate(columns)
    )
    rows: list[Row] = []
    for s, soc in enumerate(CLASSES):
        if rows:
            rows.append(Row((), (), kind="blank"))
        at = len(rows)
        texts = ["13 (15.1%)", "[26]", "13 (15.5%)", "[30]", " 8 ( 9.5%)", "[11]", "0.221 "]
        cells = (Cell(soc), *(Cell(t, (f"ae/{soc}/{i}",)) for i, t in enumerate(texts)))
        rows.append(Row((soc,), cells, keep_with_next=True))
        for k in range(terms):
            term = TERMS[k % 7] + (f" {k // 7 + 1}" if k >= 7 else "")
            texts = [
                f"{(s + k) % 9:2d} ({(s + k) % 9 / 0.86:4.1f}%)",
                f"[{k:2d}]",
                f"{(s + 2 * k) % 7:2d} ({(s + 2 * k) % 7 / 0.84:4.1f}%)",
                f"[{k + s:2d}]",
                " 0        ",
                "[ 0]",
                ">0.99 " if k % 3 else "0.018*",
            ]
            cells = (Cell(term), *(Cell(t, (f"ae/{soc}/{term}/{i}",)) for i, t in enumerate(texts)))
            rows.append(Row((soc, term), cells, indent=2, groups=(at,)))
    given = {
        "id": "t_14_5_01",
        "number": "14-5.01",
        "titles": (
            "Incidence of Treatment Emergent Adverse Events by Treatment Group",
            "by System Organ Class and Preferred Term",
        ),
        "columns": tuple(columns),
        "header": (tuple(spans), last),
        "rows": tuple(rows),
        "footnotes": (
            EVENT_NOTE,
            "Note: Adverse events are coded using MedDRA.",
        ),
        **FRAME,
        **changes,
    }
    return Table(**given)


def listing(records: int = 60, **changes) -> Listing:
    """Give a listing with repeating keys and a sub-header a subject."""
    wanted = [
        ("TRTA", "Treatment", 14, True),
        ("USUBJID", "Subject", 12, True),
        ("AEDECOD", "Preferred term /\nVerbatim", 28, False),
        ("ASTDT", "Start\n(day)", 12, False),
        ("AENDT", "End\n(day)", 12, False),
        ("AESEV", "Severity", 9, False),
        ("AEOUT", "Outcome", 14, False),
    ]
    columns = tuple(
        Column(n, (t.replace("\n", " "),), t, width=w, is_stub=s, header_align="left")
        for n, t, w, s in wanted
    )
    header = (tuple(HeaderCell(c.label, i, align="left") for i, c in enumerate(columns)),)
    rows = []
    for k in range(records):
        subject = f"01-701-{1015 + k // 4}"
        texts = (
            "Placebo" if k < records // 2 else "Xanomeline High Dose",
            subject,
            f"{TERMS[k % 7]} /\n{TERMS[(k + 3) % 7].lower()}",
            f"{k % 27 + 1:02d}JAN2014\n({k})",
            "" if k % 5 == 0 else f"{k % 27 + 2:02d}FEB2014\n({k + 30})",
            ("MILD", "MODERATE", "SEVERE")[k % 3],
            "NOT RECOVERED/NOT RESOLVED" if k % 5 == 0 else "RECOVERED",
        )
        rows.append(Row((texts[0], subject), tuple(map(Cell, texts)), records=(k,)))
    given = {
        "id": "l_16_2_7_2",
        "number": "16.2.7.2",
        "title_prefix": "Listing",
        "titles": ("Listing of Serious Adverse Events",),
        "columns": columns,
        "header": header,
        "rows": tuple(rows),
        "blank_repeats": ("TRTA", "USUBJID"),
        "footnotes": ("Day is counted from the first dose.",),
        **FRAME,
        **changes,
    }
    return Listing(**given)


def wide_listing(columns: int = 14, records: int = 30) -> Listing:
    """Give a listing whose columns do not fit on one page."""
    keys = listing().columns[1:2]
    more = tuple(
        Column(f"V{i}", (f"Variable {i}",), f"Variable {i}", width=16, header_align="left")
        for i in range(columns)
    )
    every = keys + more
    rows = tuple(
        Row((f"S{k}",), (Cell(f"01-701-{k}"), *(Cell(f"value {k} {i}") for i in range(columns))))
        for k in range(records)
    )
    header = (tuple(HeaderCell(c.label, i, align="left") for i, c in enumerate(every)),)
    return replace(
        listing(), id="l_16_2_9", number="16.2.9", columns=every, header=header, rows=rows,
        blank_repeats=(),
    )  # fmt: skip


def empty_display() -> Table:
    """Give a table without rows."""
    return demographics(rows=(), empty="No subject met the criteria for this display")


def nasty_display() -> Table:
    """Give a table of characters that formats treat in their own way, and a very long term."""
    base = demographics()
    term = "Lorem-ipsum/dolor " * 10 + "x" * 220
    rows = (
        Row((NASTY,), (Cell(NASTY), *(Cell(f"{{{i}}} \\par & <b>") for i in range(5)))),
        Row((term,), (Cell(term), *(Cell("1") for _ in range(5)))),
        Row(("[U+1F600]",), (Cell("smile [U+1F600]"), *(Cell("\u2014") for _ in range(5)))),
    )
    return replace(base, rows=rows, titles=(NASTY,), footnotes=(NASTY, "{\\rtf1 not rtf}"))


def deep_headers() -> Table:
    """Give a table with six header levels."""
    base = demographics()
    levels = tuple(
        (
            HeaderCell("", 0),
            HeaderCell(f"Level {k} left", 1, 2, underline=True),
            HeaderCell(f"Level {k} right", 3, 3, underline=True),
        )
        for k in range(5)
    )
    return replace(base, header=(*levels, *base.header))


def by_parameter(parameters: int = 3, rows: int = 8) -> Table:
    """Give a table with one parameter a page."""
    base = demographics()
    made = []
    for p in range(parameters):
        name = f"Parameter {p + 1} (U/L)"
        for k in range(rows):
            cells = (Cell(f"Visit {k}"), *(Cell(f"{k}.{i}") for i in range(5)))
            made.append(Row((name, f"Visit {k}"), cells, page_key=(name,)))
    return replace(
        base, rows=tuple(made), rules=PageRules(page_header="Parameter: {0}"), footnotes=()
    )
