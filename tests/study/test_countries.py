"""The table of countries that recipes look names or numbers up in."""

from importlib.resources import files

import pandas as pd

from tests.mapping import dataset, dataset_spec, frame, study
from tlfgen.io.tabular import read_parquet
from tlfgen.mapper.engine import build_dataset
from tlfgen.run.payloads import DATASET, TableInput
from tlfgen.run.stages.read import read_input
from tlfgen.spec.layers import library_folder

TABLE = library_folder() / "reference" / "countries.csv"
SPEC = """
dataset: ADSL
sources: {DM: sdtm.DM, COUNTRIES: ref.countries}
records: {from: DM}
columns:
  USUBJID, COUNTRY: DM.*
  COUNTRYL, COUNTRYN: {lookup: {table: COUNTRIES, by: [COUNTRY], unmatched: error}}
"""


def rows() -> pd.DataFrame:
    """Give the table as text."""
    return pd.read_csv(TABLE, dtype=str, keep_default_na=False)


def test_codes_and_numbers_are_unique():
    """249 countries and territories, each with two codes, a number and a name."""
    table = rows()
    assert len(table) == 249
    for name in table.columns:
        assert table[name].is_unique
        assert (table[name] != "").all()


def test_short_codes_are_those_of_the_time_zone_data():
    """The list that comes with the time zones has the same two-letter codes."""
    path = files("tzdata") / "zoneinfo" / "iso3166.tab"
    lines = path.read_text(encoding="utf-8").splitlines()
    codes = {line.split("\t")[0] for line in lines if line and not line.startswith("#")}
    assert codes == set(rows()["ALPHA2"])


def test_a_recipe_looks_a_country_up(tmp_path):
    """Read as a build reads it: Namibia's short code NA is no missing value."""
    read_input(TableInput("countries", TABLE), {}, tmp_path)
    table = read_parquet(tmp_path / DATASET)
    assert table.frame["ALPHA2"].notna().all()
    people = frame(USUBJID=["1", "2"], COUNTRY=["NAM", "USA"])
    given = {"sdtm.DM": dataset("DM", people), "ref.countries": table}
    made = build_dataset(dataset_spec(SPEC), given, study()).dataset.frame
    assert ["Namibia", "United States"] == made["COUNTRYL"].tolist()
    assert [516, 840] == made["COUNTRYN"].tolist()
