"""Clinical formulas against published or hand-computed values."""

import inspect
from math import exp, sqrt

import numpy as np
import pytest

from tests.mapping import frame, rows_of, run, sentence
from tlfgen.core.errors import SpecError
from tlfgen.mapper.formulas import FUNCTIONS, compute_quantity
from tlfgen.spec.verbs.formulas import FORMULAS

BODY = {"height": 170.0, "weight": 75.0}
QT = {"qt": 370.0, "rr": 710.0}
WOMAN = {"age": 61, "sex": 1, "cholesterol": 180, "hdl": 47, "systolic": 124}
MAN = {"age": 53, "sex": 0, "cholesterol": 161, "hdl": 55, "systolic": 125}
VALUES = [
    ("bmi", BODY, 75 / 1.7**2),
    ("bsa_mosteller", BODY, sqrt(170 * 75 / 3600)),
    ("bsa_dubois", BODY, 0.20247 * 1.7**0.725 * 75**0.425),
    ("bsa_haycock", BODY, 0.024265 * 170**0.3964 * 75**0.5378),
    ("bsa_gehan_george", BODY, 0.0235 * 170**0.42246 * 75**0.51456),
    ("bsa_boyd", BODY, 1.9),
    ("bsa_fujimoto", BODY, 0.008883 * 170**0.663 * 75**0.444),
    ("bsa_takahira", BODY, 0.007241 * 170**0.725 * 75**0.425),
    ("map", {"systolic": 121.0, "diastolic": 51.0}, (121 + 102) / 3),
    (
        "map_heart_rate",
        {"systolic": 121.0, "diastolic": 51.0, "heart_rate": 59.0},
        51 + 0.01 * exp(4.14 - 40.74 / 59) * 70,
    ),
    ("rr", {"heart_rate": 70.14}, 60000 / 70.14),
    ("qtcb", QT, 370 / sqrt(0.71)),
    ("qtcf", QT, 370 / 0.71 ** (1 / 3)),
    ("qtcs", QT, 1000 * (0.37 + 0.154 * (1 - 0.71))),
    (
        "egfr_ckd_epi",
        {"creatinine": 1.0, "age": 50, "sex": 0},
        142 * (1 / 0.9) ** -1.2 * 0.9938**50,
    ),
    (
        "egfr_mdrd",
        {"creatinine": 1.2, "age": 60, "sex": 1, "black": 0},
        175 * 1.2**-1.154 * 60**-0.203 * 0.742,
    ),
    (
        "crcl_cockcroft_gault",
        {"creatinine": 1.0, "age": 40, "sex": 1, "weight": 72.0},
        (140 - 40) * 72 / 72 * 0.85,
    ),
    ("framingham_risk", {**WOMAN, "treated": 0, "smoker": 1, "diabetic": 0}, 10.48),
    ("framingham_risk", {**MAN, "treated": 1, "smoker": 0, "diabetic": 1}, 15.62),
    ("waist_hip", {"waist": 90.0, "hip": 100.0}, 0.9),
    ("waist_height", {"waist": 85.0, "height": 170.0}, 0.5),
    ("dose_intensity", {"given": 45.0, "planned": 60.0}, 75.0),
    ("absolute_count", {"leukocytes": 6.0, "percent": 50.0}, 3.0),
]
LOOSE = {"framingham_risk": 0.01, "bsa_boyd": 0.02, "bsa_dubois": 1e-4}
"""Printed with two decimals; a nomogram value; a coefficient rounded for metres."""


@pytest.mark.parametrize(("name", "inputs", "value"), VALUES)
def test_a_formula(name, inputs, value):
    """By hand; the risks of two persons as the source prints them."""
    arrays = {one: np.array([float(number)]) for one, number in inputs.items()}
    assert value == pytest.approx(compute_quantity(name, arrays)[0], abs=LOOSE.get(name, 1e-9))


def test_every_formula_has_a_value_here_and_a_function():
    """Names and inputs agree between the words and the functions."""
    assert sorted(FORMULAS) == sorted(FUNCTIONS) == sorted({name for name, _, _ in VALUES})
    for name, inputs, _ in VALUES:
        assert set(FORMULAS[name].inputs) == set(inputs)
        function = inspect.signature(FUNCTIONS[name])
        assert set(function.parameters) == set(inputs)


def test_missing_inputs_and_impossible_ones_give_missing():
    """A height of zero has no body mass index."""
    given = rows_of(frame(USUBJID=["1", "2", "3"], H=[170.0, None, 0.0], W=[75.0, 75.0, 75.0]))
    made = run("formula: {name: bmi, of: {height: H, weight: W}}", given, "AVAL").columns["AVAL"]
    assert [75 / 1.7**2] == made.dropna().tolist()


def test_words_are_read_without_case_and_others_are_missing():
    """Sex unknown gives no rate."""
    given = rows_of(
        frame(USUBJID=["1", "2", "3"], C=[0.7, 0.7, 0.7], A=[0, 0, 0], S=["f", "F", "U"])
    )
    text = "formula: {name: egfr_ckd_epi, of: {creatinine: C, age: A, sex: S}}"
    made = run(text, given, "AVAL").columns["AVAL"]
    assert [142 * 1.012] * 2 == pytest.approx(made.dropna().tolist())


def test_the_sentence_holds_the_formula_with_units():
    """A reviewer can compute it again."""
    text = "formula: {name: qtcf, of: {qt: q.AVAL, rr: r.AVAL}}"
    assert sentence(text, "AVAL") == (
        "QT corrected (Fridericia 1920) in ms: qt / (rr / 1000)^(1/3), qt being q.AVAL (QT "
        "interval, ms) and rr being r.AVAL (RR interval, ms). Missing if any of them is missing."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("formula: {name: bmj, of: {height: H, weight: W}}", "spec.unknown-formula"),
        ("formula: {name: bmi, of: {height: H}}", "spec.missing-input"),
        ("formula: {name: bmi, of: {height: H, weight: W, age: A}}", "spec.unknown-input"),
    ],
)
def test_a_wrong_formula_is_refused(text, code):
    """The names that are allowed are told."""
    with pytest.raises(SpecError) as caught:
        sentence(text)
    assert caught.value.code == code
