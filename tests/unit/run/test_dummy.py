"""Dummy treatment: drawn by a seed, the same in every dataset, the sizes of arms kept."""

import pandas as pd
import pytest

from tests.shells import dataset, study
from tlfgen.core.errors import DataError
from tlfgen.model.dataset import Dataset
from tlfgen.run.dummy import permute_arms

IDS = [f"S-{number:02}" for number in range(1, 13)]
ARMS = ["High dose", "Low dose", "Placebo"] * 4


def data() -> dict[str, Dataset]:
    """Give twelve treated subjects and one without an arm, with two events each."""
    subjects = {
        "USUBJID": [*IDS, "S-99"],
        "TRT01P": [*ARMS, ""],
        "TRT01A": [*ARMS, ""],
        "AGE": [float(number) for number in range(13)],
    }
    events = {"USUBJID": IDS * 2, "TRTA": ARMS * 2, "TRT01A": ARMS * 2, "AETERM": ["x"] * 24}
    return {"ADSL": _texts(dataset("ADSL", subjects)), "ADAE": _texts(dataset("ADAE", events))}


def _texts(one: Dataset) -> Dataset:
    columns = [name for name in one.frame if name not in {"AGE", "_row"}]
    frame = one.frame.astype(dict.fromkeys(columns, "string[pyarrow]"))
    return one.with_frame(frame.replace("", pd.NA))


def arms(given: dict[str, Dataset], name: str = "ADSL", variable: str = "TRT01P") -> list[str]:
    """Give an arm variable as plain texts."""
    return given[name].frame[variable].fillna("").tolist()


def test_the_sizes_of_arms_stay() -> None:
    """Each arm has as many subjects as before, and some subjects change theirs."""
    changed = arms(permute_arms(data(), study(), 1))
    assert sorted(ARMS) == sorted(changed[:-1])
    assert ARMS != changed[:-1]


def test_a_subject_without_an_arm_keeps_none() -> None:
    """Nobody who was not treated gets a treatment."""
    assert "" == arms(permute_arms(data(), study(), 1))[-1]


def test_all_datasets_agree() -> None:
    """Planned, actual, and the arm of each record are those of the one donor."""
    changed = permute_arms(data(), study(), 1)
    drawn = arms(changed)
    assert drawn == arms(changed, "ADSL", "TRT01A")
    assert drawn[:-1] * 2 == arms(changed, "ADAE", "TRTA") == arms(changed, "ADAE", "TRT01A")


def test_the_seed_decides() -> None:
    """One seed gives one draw, whatever the order of the rows; another gives another."""
    given = data()
    turned = given["ADSL"].frame.iloc[::-1].reset_index(drop=True)
    other = permute_arms({**given, "ADSL": given["ADSL"].with_frame(turned)}, study(), 1)
    assert arms(permute_arms(given, study(), 1)) == arms(other)[::-1]
    assert arms(permute_arms(given, study(), 1)) != arms(permute_arms(given, study(), 2))


def test_nothing_else_changes() -> None:
    """Other variables, the dtypes, and the given frames stay as they are."""
    given = data()
    changed = permute_arms(given, study(), 1)
    assert ARMS == arms(given)[:-1]
    assert given["ADSL"].frame["AGE"].equals(changed["ADSL"].frame["AGE"])
    assert given["ADAE"].frame.dtypes.tolist() == changed["ADAE"].frame.dtypes.tolist()


def test_without_arms() -> None:
    """A subject dataset without the planned arm is refused."""
    given = data()
    bare = given["ADSL"].frame.drop(columns="TRT01P")
    with pytest.raises(DataError, match=r"data\.no-arms"):
        permute_arms({"ADSL": given["ADSL"].with_frame(bare)}, study(), 1)
