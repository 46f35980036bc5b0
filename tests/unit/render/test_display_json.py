"""Tests of the display as JSON."""

import json
from dataclasses import replace

from tests import display_factories as make
from tlfgen.model.figure import Axis, Band, Figure, Panel, RiskTable, Series
from tlfgen.model.page import Drawing
from tlfgen.paging import build_document, build_figure, paginate_display
from tlfgen.render.display_json import JsonRenderer
from tlfgen.render.environment import TemplateFolders


def read(display):
    """Give the JSON of a display, read back."""
    document = build_document(display, make.SETUP, paginate_display(display, make.SETUP))
    return json.loads(JsonRenderer().render(document, TemplateFolders()))


def test_a_table_names_its_data_columns():
    """The stub is not a column; each column has its path, label and N."""
    columns = read(make.adverse_events())["columns"]
    assert 7 == len(columns)
    assert {"path": ["Xanomeline Low Dose", "n (%)"], "label": "n (%)", "n": 84} == columns[2]


def test_a_row_has_path_level_page_texts_and_results():
    """A row is named by its groups; each text has the results it shows."""
    row = read(make.demographics())["rows"][1]
    assert ["Age (y)", "Mean (SD)"] == row["path"]
    assert ("Mean (SD)", 1, 1) == (row["label"], row["indent"], row["page"])
    assert "75.2 (8.59)" == row["cells"][0]
    assert ["t_14_2_01/Age (y)/Mean (SD)/0"] == row["results"][0]


def test_padding_is_not_part_of_a_text():
    """The blanks of decimal alignment are left out."""
    assert "86" == read(make.demographics())["rows"][0]["cells"][0]


def test_pages_are_those_of_the_print():
    """A row on the second page says so, and repeated headings are no rows."""
    display = make.adverse_events()
    spans = paginate_display(display, make.SETUP).spans
    rows = {tuple(row["path"]): row for row in read(display)["rows"]}
    assert 2 == rows[display.rows[spans[1].first].path]["page"]
    assert not any("(cont.)" in row["label"] for row in rows.values())


def test_a_listing_has_keys_on_every_row_and_its_records():
    """Keys are columns like any other, present where the print leaves them out."""
    display = make.listing(9)
    values = read(display)
    assert ("listing", 7) == (values["kind"], len(values["columns"]))
    assert ["Placebo", "01-701-1015"] == values["rows"][1]["cells"][:2]
    assert [[k] for k in range(9)] == [row["records"] for row in values["rows"]]


def test_split_columns_stand_in_one_row():
    """A row whose columns stand on three pages is one row with all its texts."""
    values = read(make.wide_listing(14, 5))
    assert (5, {15}) == (len(values["rows"]), {len(row["cells"]) for row in values["rows"]})


def test_an_empty_display_keeps_titles_and_columns():
    """Nothing to show gives no rows and the no-data sentence."""
    values = read(make.empty_display())
    assert ([], 5) == (values["rows"], len(values["columns"]))
    assert values["empty"].startswith("No subject")


def test_the_notice_is_a_member():
    """The file says that its data are simulated."""
    assert "Simulated data, not study data" == read(make.demographics())["notice"]


def test_a_figure_gives_its_series_and_risk_table():
    """Each curve has label, x and y; what is not finite is null."""
    series = Series(
        label="Placebo",
        x=(0.0, 1.0),
        y=(1.0, float("nan")),
        band=Band((0.9, None), (1.0, None)),
    )
    risk = RiskTable("At risk", (0.0,), (("Placebo", 0, ("86",)),))
    panel = Panel(
        kind="km", x=Axis(label="Months"), y=Axis(label="S"), series=(series,), risk_table=risk
    )
    figure = Figure(id="f_1", number="1", titles=("Curve",), panels=(panel,))
    document = build_figure(figure, make.SETUP, [Drawing(b"", b"", 9, 4)])
    values = json.loads(JsonRenderer().render(document, TemplateFolders()))
    assert ("figure", 1) == (values["kind"], values["pages"])
    assert {"label": "Placebo", "x": [0.0, 1.0], "y": [1.0, None]}.items() <= (
        values["series"][0].items()
    )
    assert [{"label": "Placebo", "texts": ["86"]}] == values["risk_table"]["rows"]


def test_texts_keep_every_character():
    """UTF-8 is written as it is."""
    display = replace(make.demographics(), titles=("\u2265 \u00b5",))
    document = build_document(display, make.SETUP, paginate_display(display, make.SETUP))
    assert "\u2265 \u00b5".encode() in JsonRenderer().render(document, TemplateFolders())
