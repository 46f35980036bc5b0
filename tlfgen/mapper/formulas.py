"""Named clinical formulas, carried out on arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tlfgen.mapper.executors import executes
from tlfgen.mapper.rows import Rows
from tlfgen.mapper.scatter import text_of
from tlfgen.model.step import StepResult
from tlfgen.spec.verbs.formulas import FormulaVerb

__all__ = ["FUNCTIONS", "compute_formula", "compute_quantity"]

Floats: TypeAlias = npt.NDArray[np.float64]
_WORDS = frozenset({"sex", "treated", "smoker", "diabetic", "black"})
_YES = {"F": 1.0, "M": 0.0, "Y": 1.0, "N": 0.0}
_FEMALE = (2.32888, 1.20904, -0.70833, 2.76157, 2.82263, 0.52873, 0.69154, 0.95012, 26.1931)
_MALE = (3.06117, 1.12370, -0.93263, 1.93303, 1.99881, 0.65451, 0.57367, 0.88936, 23.9802)


def _bsa(factor: float, tall: float, heavy: float) -> Callable[..., Floats]:
    def area(height: Floats, weight: Floats) -> Floats:
        return factor * height**tall * weight**heavy

    return area


def _boyd(height: Floats, weight: Floats) -> Floats:
    grams = 1000 * weight
    return 0.0003207 * height**0.3 * grams ** (0.7285 - 0.0188 * np.log10(grams))


def _ckd_epi(creatinine: Floats, age: Floats, sex: Floats) -> Floats:
    low = np.where(sex == 1, 0.7, 0.9)
    power = np.where(sex == 1, -0.241, -0.302)
    ratio = creatinine / low
    below, above = np.minimum(ratio, 1) ** power, np.maximum(ratio, 1) ** -1.2
    value: Floats = 142 * below * above * 0.9938**age * np.where(sex == 1, 1.012, 1)
    return value


def _mdrd(creatinine: Floats, age: Floats, sex: Floats, black: Floats) -> Floats:
    value = 175 * creatinine**-1.154 * age**-0.203
    return value * np.where(sex == 1, 0.742, 1) * np.where(black == 1, 1.212, 1)


def _cockcroft(creatinine: Floats, age: Floats, sex: Floats, weight: Floats) -> Floats:
    return (140 - age) * weight / (72 * creatinine) * np.where(sex == 1, 0.85, 1)


def _framingham(
    age: Floats,
    sex: Floats,
    cholesterol: Floats,
    hdl: Floats,
    systolic: Floats,
    treated: Floats,
    smoker: Floats,
    diabetic: Floats,
) -> Floats:
    def of(place: int) -> Floats:
        return np.where(sex == 1, _FEMALE[place], _MALE[place])

    score = of(0) * np.log(age) + of(1) * np.log(cholesterol) + of(2) * np.log(hdl)
    score += np.where(treated == 1, of(4), of(3)) * np.log(systolic)
    score += of(5) * smoker + of(6) * diabetic
    value: Floats = 100 * (1 - of(7) ** np.exp(score - of(8)))
    return value


def _map_heart_rate(systolic: Floats, diastolic: Floats, heart_rate: Floats) -> Floats:
    share: Floats = 0.01 * np.exp(4.14 - 40.74 / heart_rate)
    return diastolic + share * (systolic - diastolic)


FUNCTIONS: Mapping[str, Callable[..., Floats]] = {
    "absolute_count": lambda leukocytes, percent: leukocytes * percent / 100,
    "bmi": lambda height, weight: weight / (height / 100) ** 2,
    "bsa_boyd": _boyd,
    "bsa_dubois": _bsa(0.007184, 0.725, 0.425),
    "bsa_fujimoto": _bsa(0.008883, 0.663, 0.444),
    "bsa_gehan_george": _bsa(0.0235, 0.42246, 0.51456),
    "bsa_haycock": _bsa(0.024265, 0.3964, 0.5378),
    "bsa_mosteller": lambda height, weight: np.sqrt(height * weight / 3600),
    "bsa_takahira": _bsa(0.007241, 0.725, 0.425),
    "crcl_cockcroft_gault": _cockcroft,
    "dose_intensity": lambda given, planned: 100 * given / planned,
    "egfr_ckd_epi": _ckd_epi,
    "egfr_mdrd": _mdrd,
    "framingham_risk": _framingham,
    "map": lambda systolic, diastolic: (systolic + 2 * diastolic) / 3,
    "map_heart_rate": _map_heart_rate,
    "qtcb": lambda qt, rr: qt / np.sqrt(rr / 1000),
    "qtcf": lambda qt, rr: qt / np.cbrt(rr / 1000),
    "qtcs": lambda qt, rr: qt + 154 * (1 - rr / 1000),
    "rr": lambda heart_rate: 60_000 / heart_rate,
    "waist_height": lambda waist, height: waist / height,
    "waist_hip": lambda waist, hip: waist / hip,
}
"""The function of each formula, its arguments named as its inputs."""


def compute_quantity(name: str, inputs: Mapping[str, Floats]) -> Floats:
    """
    Give a quantity by a named formula.

    Parameters
    ----------
    name : str
    inputs : mapping of input to float64 array, shape (n,)
        Sex is 1 for F and 0 for M, yes is 1 and no is 0.

    Returns
    -------
    float64 array, shape (n,)
        Not-a-number where an input is, and where the formula gives no finite number.

    Examples
    --------
    >>> compute_quantity("bmi", {"height": np.array([170.0]), "weight": np.array([75.0])}).tolist()
    [25.95155709342561]
    """
    with np.errstate(all="ignore"):
        values = np.asarray(FUNCTIONS[name](**inputs), dtype="float64")
    known = np.logical_and.reduce([~np.isnan(one) for one in inputs.values()])
    return np.where(known & np.isfinite(values), values, np.nan)


@executes(FormulaVerb)
def compute_formula(verb: FormulaVerb, targets: tuple[str, ...], rows: Rows) -> StepResult:
    """Give the quantity of each row."""
    inputs = {name: _numbers(name, rows.evaluate(given)) for name, given in verb.of.items()}
    return StepResult({targets[0]: pd.Series(compute_quantity(verb.name, inputs))})


def _numbers(name: str, values: pd.Series) -> Floats:
    if name in _WORDS:
        words = text_of(values).str.strip().str.upper()
        found = words.map(_YES).astype("Float64")
    else:
        found = pd.Series(pd.to_numeric(values.astype(object), errors="coerce")).astype("Float64")
    return np.asarray(found.to_numpy(dtype="float64", na_value=np.nan), dtype="float64")
