"""Kaplan-Meier curves against R survival."""

import re

import numpy as np
import pytest

from tests.reference.truth import Case, as_array, assert_close, case_names
from tlfgen.analysis.survival.kaplan_meier import estimate_kaplan_meier
from tlfgen.analysis.survival.rmst import estimate_rmst


def _groups(case: Case):
    """Give (label, curve) of each group of a survfit call."""
    time_name, event_name, by = re.search(
        r"Surv\(([\w.]+), ([\w.]+)\) ~ ([\w.]+)", case.call
    ).groups()
    time, event = case.numbers(time_name), case.numbers(event_name)
    event = event - 1 if np.nanmax(event) == 2 else event
    limits = re.search(r"conf.type = '([\w-]+)'", case.call).group(1)
    level = case.expected["conf_level"]
    estimator = "kaplan-meier"
    if "stype = 2" in case.call:
        estimator = "fleming-harrington" if "ctype = 2" in case.call else "nelson-aalen"
    at = case.expected["at_times"]
    labels = ["all"] if by == "1" else list(dict.fromkeys(case.expected["curve"]["stratum"]))
    for label in labels:
        keep = np.ones(time.size, bool) if label == "all" else case.words(by) == label.split("=")[1]
        times = [t for t, s in zip(at["time"], at["stratum"], strict=True) if s == label]
        yield (
            label,
            estimate_kaplan_meier(
                time[keep],
                event[keep],
                limits=limits,
                level=level,
                estimator=estimator,
                quantiles=case.expected["quantiles"]["probs"],
                at=times,
                preset="r",
            ),
        )


@pytest.mark.parametrize("name", case_names("survfit_*"))
def test_curve(name):
    """Every point of the curve agrees."""
    case = Case(name)
    expected = case.expected["curve"]
    for label, curve in _groups(case):
        rows = [i for i, s in enumerate(expected["stratum"]) if s == label]
        pick = {
            key: as_array([expected[key][i] for i in rows]) for key in expected if key != "stratum"
        }
        assert pick["time"].tolist() == curve.times.tolist()
        assert pick["n_risk"].tolist() == curve.at_risk.tolist()
        assert pick["n_event"].tolist() == curve.events.tolist()
        assert pick["n_censor"].tolist() == curve.censored.tolist()
        for key, got in (
            ("surv", curve.survival),
            ("std_err_surv", curve.std_error),
            ("std_err_cumhaz_scale", curve.log_std_error),
            ("lower", curve.lower),
            ("upper", curve.upper),
            ("cumhaz", curve.cumulative_hazard),
        ):
            assert_close(pick[key], got, rtol=1e-9)


@pytest.mark.parametrize("name", case_names("survfit_*"))
def test_quantiles(name):
    """Quantiles with both limits agree."""
    case = Case(name)
    expected = case.expected["quantiles"]
    for place, (_, curve) in enumerate(_groups(case)):
        assert_close(expected["quantile"]["values"][place], curve.quantiles.values)
        assert_close(expected["lower"]["values"][place], curve.quantiles.lower)
        assert_close(expected["upper"]["values"][place], curve.quantiles.upper)


@pytest.mark.parametrize("name", case_names("survfit_*"))
def test_values_at_times(name):
    """The curve at chosen times agrees, with numbers at risk."""
    case = Case(name)
    expected = case.expected["at_times"]
    for label, curve in _groups(case):
        rows = [i for i, s in enumerate(expected["stratum"]) if s == label]
        pick = {
            key: as_array([expected[key][i] for i in rows]) for key in expected if key != "stratum"
        }
        at = curve.at
        assert pick["n_risk"].tolist() == at.at_risk.tolist()
        assert pick["n_event_since_last"].tolist() == np.diff(at.events, prepend=0).tolist()
        for key, got in (
            ("surv", at.survival),
            ("std_err", at.std_error),
            ("lower", at.lower),
            ("upper", at.upper),
        ):
            assert_close(pick[key], got, rtol=1e-9)


@pytest.mark.parametrize("name", case_names("survfit_*"))
def test_restricted_mean(name):
    """The area under the curve agrees up to the common, individual and given time."""
    case = Case(name)
    curves = [curve for _, curve in _groups(case)]
    common = max(curve.times[-1] for curve in curves)
    tables = [
        (case.expected["rmean_common"], [common] * len(curves)),
        (case.expected["rmean_individual"], [curve.times[-1] for curve in curves]),
        (case.expected["rmean_at"]["table"], [case.expected["rmean_at"]["tau"]] * len(curves)),
    ]
    for table, taus in tables:
        mean, error = table["cols"].index("rmean"), table["cols"].index("se(rmean)")
        for row, curve, tau in zip(table["values"], curves, taus, strict=True):
            found = estimate_rmst(curve, tau=tau)
            assert_close([row[mean], row[error]], [found.estimate, found.std_error], rtol=1e-9)
