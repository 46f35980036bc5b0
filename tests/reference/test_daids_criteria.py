"""The DAIDS criteria of the library at each published bound (corrected version 2.1, July 2017)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tlfgen.mapper.grades import grade_direction

TABLE = Path(__file__).resolve().parents[2] / "specs" / "library" / "reference" / "daids_2_1.csv"
NUMBERS = ["GRADE", "LOW", "HIGH", "AGE_LO", "AGE_HI"]

# Values at and beside each bound with the grade the published table gives them.
HIGH_MULTIPLES = {  # multiples of the upper limit of normal
    "ALT, High": [(1.24, 0), (1.25, 1), (2.49, 1), (2.5, 2), (4.99, 2), (5, 3), (9.99, 3), (10, 4)],
    "AST, High": [(1.24, 0), (1.25, 1), (2.49, 1), (2.5, 2), (4.99, 2), (5, 3), (9.99, 3), (10, 4)],
    "Alkaline Phosphatase, High": [(1.24, 0), (1.25, 1), (2.5, 2), (5, 3), (10, 4)],
    "Amylase, High": [(1.09, 0), (1.1, 1), (1.49, 1), (1.5, 2), (2.99, 2), (3, 3), (5, 4)],
    "Lipase, High": [(1.09, 0), (1.1, 1), (1.49, 1), (1.5, 2), (2.99, 2), (3, 3), (5, 4)],
    "Total Bilirubin, High": [(1.09, 0), (1.1, 1), (1.59, 1), (1.6, 2), (2.6, 3), (5, 4)],
    "Creatine Kinase, High": [(2.9, 0), (3, 1), (6, 2), (10, 3), (19.9, 3), (20, 4)],
    "INR, High": [(1.09, 0), (1.1, 1), (1.5, 2), (2, 3), (2.99, 3), (3, 4)],
    "PTT, High": [(1.09, 0), (1.1, 1), (1.66, 2), (2.33, 3), (2.99, 3), (3, 4)],
    "PT, High": [(1.09, 0), (1.1, 1), (1.25, 2), (1.5, 3), (2.99, 3), (3, 4)],
}
HIGH_VALUES = {
    ("Calcium, High", "mmol/L"): [(2.64, 0), (2.65, 1), (2.88, 2), (3.13, 3), (3.37, 3), (3.38, 4)],
    ("Glucose Fasting, High", "mmol/L"): [
        (6.10, 0),
        (6.11, 1),
        (6.94, 1),
        (6.95, 2),
        (13.88, 2),
        (13.89, 3),
        (27.74, 3),
        (27.75, 4),
    ],
    ("Glucose Fasting, High", "mg/dL"): [
        (109, 0),
        (110, 1),
        (125, 1),
        (126, 2),
        (250, 2),
        (251, 3),
        (499, 3),
        (500, 4),
    ],
    ("Glucose Nonfasting, High", "mmol/L"): [
        (6.43, 0),
        (6.44, 1),
        (8.89, 2),
        (13.89, 3),
        (27.75, 4),
    ],
    ("Cholesterol, Fasting, High", "mmol/L"): [
        (5.17, 0),
        (5.18, 1),
        (6.18, 1),
        (6.19, 2),
        (7.77, 3),
    ],
    ("LDL, Fasting, High", "mmol/L"): [(3.36, 0), (3.37, 1), (4.12, 2), (4.89, 2), (4.9, 3)],
    ("Triglycerides, Fasting, High", "mmol/L"): [
        (1.70, 0),
        (1.71, 1),
        (3.42, 1),
        (3.43, 2),
        (5.7, 2),
        (5.71, 3),
        (11.4, 3),
        (11.41, 4),
    ],
    ("Potassium, High", "mmol/L"): [(5.59, 0), (5.6, 1), (5.99, 1), (6, 2), (6.5, 3), (7, 4)],
    ("Sodium, High", "mmol/L"): [(145, 0), (146, 1), (149, 1), (150, 2), (154, 3), (160, 4)],
    ("Uric Acid, High", "mmol/L"): [(0.44, 0), (0.45, 1), (0.59, 2), (0.71, 3), (0.89, 4)],
    ("Methemoglobin, High", "%"): [(4.9, 0), (5, 1), (10, 2), (15, 3), (19.9, 3), (20, 4)],
}
LOW_VALUES = {
    ("Albumin, Low", "g/L"): [(35, 0), (34.9, 1), (30, 1), (29.9, 2), (20, 2), (19.9, 3)],
    ("Bicarbonate, Low", "mmol/L"): [
        (35, 0),
        (16, 1),
        (15.9, 2),
        (11, 2),
        (10.9, 3),
        (8, 3),
        (7.9, 4),
    ],
    ("Calcium, Low", "mmol/L"): [
        (2.1, 0),
        (2.09, 1),
        (1.95, 1),
        (1.94, 2),
        (1.75, 2),
        (1.74, 3),
        (1.52, 4),
    ],
    ("Glucose, Low", "mmol/L"): [
        (3.55, 0),
        (3.54, 1),
        (3.05, 1),
        (3.04, 2),
        (2.22, 2),
        (2.21, 3),
        (1.66, 4),
    ],
    ("Magnesium, Low", "mmol/L"): [(0.7, 0), (0.69, 1), (0.6, 1), (0.59, 2), (0.44, 3), (0.29, 4)],
    ("Phosphate, Low", "mmol/L"): [(35, 0), (0.65, 1), (0.64, 2), (0.45, 2), (0.44, 3), (0.31, 4)],
    ("Potassium, Low", "mmol/L"): [
        (3.4, 0),
        (3.39, 1),
        (3, 1),
        (2.99, 2),
        (2.5, 2),
        (2.49, 3),
        (1.99, 4),
    ],
    ("Sodium, Low", "mmol/L"): [
        (135, 0),
        (134, 1),
        (130, 1),
        (129, 2),
        (125, 2),
        (124, 3),
        (121, 3),
        (120, 4),
    ],
    ("Absolute Neutrophil Count, Low", "10^9/L"): [
        (1.01, 0),
        (1, 1),
        (0.8, 1),
        (0.799, 2),
        (0.6, 2),
        (0.599, 3),
        (0.4, 3),
        (0.399, 4),
    ],
    ("Absolute CD4+ Count, Low", "10^6/L"): [
        (400, 0),
        (399, 1),
        (300, 1),
        (299, 2),
        (199, 3),
        (99, 4),
    ],
    ("Absolute Lymphocyte Count, Low", "10^9/L"): [
        (0.65, 0),
        (0.649, 1),
        (0.6, 1),
        (0.5, 2),
        (0.35, 3),
        (0.34, 4),
    ],
    ("Platelets, Decreased", "10^9/L"): [
        (125, 0),
        (124, 1),
        (100, 1),
        (99, 2),
        (50, 2),
        (49, 3),
        (25, 3),
        (24, 4),
    ],
    ("WBC, Decreased", "10^9/L"): [
        (2.5, 0),
        (2.499, 1),
        (2, 1),
        (1.999, 2),
        (1.5, 2),
        (1.499, 3),
        (1, 3),
        (0.999, 4),
    ],
}


def criteria(direction: str) -> pd.DataFrame:
    """Give the rows of one direction, texts blank where nothing stands."""
    table = pd.read_csv(TABLE, dtype=str, keep_default_na=False)
    for name in NUMBERS:
        table[name] = pd.to_numeric(table[name].where(table[name] != "", np.nan))
    return table[table["DIRECTION"] == direction].assign(BASELINE="")


def grades(direction, term, unit, values, *, sex="M", base=None, limit=1.0):
    """Give the grade of each value of an adult."""
    size = len(values)
    given = {
        "value": np.asarray(values, dtype=float),
        "upper_limit": np.full(size, limit),
        "lower_limit": np.full(size, 35.0),
        "base": np.asarray(values, dtype=float) if base is None else np.full(size, base),
        "unit": np.full(size, unit, dtype=object),
        "sex": np.full(size, sex, dtype=object),
        "age": np.full(size, 40.0),
    }
    terms = np.full(size, term, dtype=object)
    return grade_direction(terms, given, criteria(direction)).tolist()


@pytest.mark.parametrize("term", HIGH_MULTIPLES)
def test_multiples_of_the_upper_limit(term):
    """At each multiple of the upper limit the published grade."""
    values, expected = zip(*HIGH_MULTIPLES[term], strict=True)
    assert list(expected) == grades("H", term, "", [40 * one for one in values], limit=40.0)


@pytest.mark.parametrize(("term", "unit"), HIGH_VALUES)
def test_high_values(term, unit):
    """At each upper bound the published grade."""
    values, expected = zip(*HIGH_VALUES[term, unit], strict=True)
    assert list(expected) == grades("H", term, unit, values)


@pytest.mark.parametrize(("term", "unit"), LOW_VALUES)
def test_low_values(term, unit):
    """At each lower bound the published grade; the lower limit of normal is 35."""
    values, expected = zip(*LOW_VALUES[term, unit], strict=True)
    assert list(expected) == grades("L", term, unit, values)


@pytest.mark.parametrize(
    ("sex", "unit", "values"),
    [
        ("M", "g/L", [110, 109, 100, 99, 90, 89, 70, 69]),
        ("F", "g/L", [105, 104, 95, 94, 85, 84, 65, 64]),
        ("M", "g/dL", [11, 10.9, 10, 9.9, 9, 8.9, 7, 6.9]),
        ("F", "g/dL", [10.5, 10.4, 9.5, 9.4, 8.5, 8.4, 6.5, 6.4]),
    ],
)
def test_haemoglobin_by_sex(sex, unit, values):
    """Men and women of 13 years and older have bounds of their own."""
    assert [0, 1, 1, 2, 2, 3, 3, 4] == grades("L", "Hemoglobin, Low", unit, values, sex=sex)


@pytest.mark.parametrize(
    ("times", "grade"),
    [(1.09, 0), (1.1, 1), (1.3, 1), (1.31, 2), (1.8, 2), (1.81, 3), (3.49, 3), (3.5, 4)],
)
def test_creatinine_by_the_upper_limit(times, grade):
    """At each multiple of the upper limit, with a baseline equal to the value."""
    assert [grade] == grades("H", "Creatinine, High", "umol/L", [100 * times], limit=100.0)


@pytest.mark.parametrize(
    ("times", "grade"), [(1.29, 0), (1.3, 2), (1.49, 2), (1.5, 3), (1.99, 3), (2.0, 4)]
)
def test_creatinine_by_the_baseline(times, grade):
    """At each multiple of the baseline, far below the upper limit."""
    found = grades("H", "Creatinine, High", "umol/L", [50 * times], base=50.0, limit=1000.0)
    assert [grade] == found


def test_every_term_is_tested():
    """No term of the table is left without its bounds above."""
    tested = {*HIGH_MULTIPLES, "Creatinine, High", "Hemoglobin, Low"}
    tested |= {term for term, _ in (*HIGH_VALUES, *LOW_VALUES)}
    assert tested == set(pd.read_csv(TABLE)["TERM"])
