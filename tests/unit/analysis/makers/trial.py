"""A trial of ninety subjects drawn with a fixed seed, for tests of models in a shell."""

import numpy as np
import pandas as pd

from tests.shells import dataset, results

RNG = np.random.default_rng(5)
SIZE = 90
ARMS = ("High dose", "Low dose", "Placebo")
FRAME = pd.DataFrame(
    {
        "USUBJID": [str(one) for one in range(1, SIZE + 1)],
        "ARM": [ARMS[one % 3] for one in range(SIZE)],
        "SEX": RNG.choice(["F", "M"], SIZE),
        "SITEID": RNG.choice(["A", "B", "C", "D", "E", "F"], SIZE),
        "AGE": RNG.normal(50, 8, SIZE).round(1),
    }
)
DOSE = FRAME["ARM"].map({"High dose": 2, "Low dose": 1, "Placebo": 0}).to_numpy(float)
LINE = 0.4 * DOSE + 0.03 * (FRAME["AGE"].to_numpy() - 50) - 0.3
FRAME["CHG"] = (3 * LINE + RNG.normal(size=SIZE)).round(2)
FRAME["RESP"] = (RNG.random(SIZE) < 1 / (1 + np.exp(-LINE))).astype(float)
FRAME["RESPFL"] = np.where(FRAME["RESP"] == 1, "Y", "N")
FRAME["YEARS"] = RNG.uniform(0.3, 2, SIZE).round(2)
FRAME["EVENTS"] = RNG.poisson(FRAME["YEARS"] * np.exp(LINE) * RNG.gamma(2, 0.5, SIZE)).astype(float)
FRAME["DAYS"] = (RNG.exponential(40 * np.exp(-LINE)) + 1).round(0)
FRAME["CNSR"] = (RNG.random(SIZE) < 0.3).astype(float)
FRAME["GRADE"] = np.array(["NONE", "MILD", "SEVERE"])[
    np.digitize(LINE + RNG.logistic(size=SIZE), [-0.5, 1.0])
]
NAMES = dict(zip(ARMS, ("high", "low", "placebo"), strict=True))
SHORT = FRAME["ARM"].map(NAMES).to_numpy(object)
TOP = """
kind: model
population: fas
data: ADEFF
columns: {by: arm}
models: {m: %s}
rows:
"""


def trial():
    """Give the subjects and their records."""
    own = FRAME.to_dict("list")
    subjects = {
        "USUBJID": own["USUBJID"],
        "TRT01P": own["ARM"],
        "TRT01A": own["ARM"],
        "FASFL": ["Y"] * SIZE,
        "SAFFL": ["Y"] * SIZE,
        "SEX": own["SEX"],
        "SITEID": own["SITEID"],
        "AGE": own["AGE"],
    }
    kept = {name: values for name, values in own.items() if name not in {*subjects, "ARM"}}
    return {
        "ADSL": dataset("ADSL", subjects),
        "ADEFF": dataset("ADEFF", {"USUBJID": own["USUBJID"], **kept}),
    }


def numbers(model, *rows, **changed):
    """Give the numbers of rows of one model by the part of their id behind the row's name."""
    text = TOP % model + "".join(f"  - {row}\n" for row in rows)
    return {
        name: one.number if one.reason is None else one.reason
        for name, one in results(text, **{**trial(), **changed}).items()
    }
