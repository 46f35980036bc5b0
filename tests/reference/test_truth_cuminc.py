"""Cumulative incidence against R survival."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, assert_close, case_names
from tlfgen.analysis.survival.cuminc import estimate_cumulative_incidence


@pytest.mark.parametrize("name", case_names("cuminc_*"))
def test_incidence_at_times(name):
    """Incidence, errors, limits at times agree."""
    case = Case(name)
    time, event, group = re.search(r"Surv\((\w+), factor\((\w+),.*~ (\w+)", case.call).groups()
    at = case.expected["at_times"]
    for label in dict.fromkeys(at["stratum"]):
        keep = case.words(group) == label.split("=")[1]
        rows = [place for place, text in enumerate(at["stratum"]) if text == label]
        for cause, word in ((1, "pcm"), (2, "death")):
            found = estimate_cumulative_incidence(
                case.numbers(time)[keep],
                case.numbers(event)[keep],
                cause=cause,
                at=[at["time"][row] for row in rows],
                preset="r",
            ).at
            pairs = {
                "n_risk": found.at_risk,
                "p_event_free": found.event_free,
                f"cif_{word}": found.incidence,
                f"se_{word}": found.std_error,
                f"lower_{word}": found.lower,
                f"upper_{word}": found.upper,
            }
            for key, got in pairs.items():
                if key in at:
                    assert_close(np.array([at[key][row] for row in rows]), got, rtol=1e-9)
