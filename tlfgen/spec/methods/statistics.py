"""The statistics a shell may name: their numbers, labels, default formats."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from tlfgen.core.pattern import parse_pattern
from tlfgen.spec.study import FormatSpec

__all__ = [
    "CONTINUOUS",
    "COUNTS",
    "EXPOSED",
    "FORMATS",
    "LABELS",
    "MEASURES",
    "REASONS",
    "Family",
    "family_of",
    "format_of",
]

Family = Literal["continuous", "count", "either", "other"]

_MOMENTS = {"n", "n_missing", "mean", "sd", "se", "variance", "cv", "low", "high", "total"}
_PERCENTILES = ("p1", "p5", "p10", "p20", "p30", "p40", "p60", "p70", "p80", "p90", "p95", "p99")
_ORDERED = {"median", "q1", "q3", "iqr", "min", "max", "range", "median_low", "median_high"}
_GEOMETRIC = {"geo_mean", "geo_sd", "geo_cv", "geo_low", "geo_high"}
_OTHER = {"skewness", "kurtosis", "decimals", "n_below"}
CONTINUOUS = frozenset({*_MOMENTS, *_ORDERED, *_GEOMETRIC, *_PERCENTILES, *_OTHER})
"""
Numbers of a continuous summary.

``low`` and ``high`` are limits of the mean, ``p5`` the fifth percentile, ``n_below`` the values
below the limit of quantification.
"""

_EVENT_RATE = {"event_rate", "event_rate_low", "event_rate_high"}
_FIRST_RATE = {"first_time", "first_rate", "first_rate_low", "first_rate_high"}
EXPOSED = frozenset({"person_time", *_EVENT_RATE, *_FIRST_RATE})
"""
Numbers over exposure.

``person_time`` is that of a column, ``event_rate`` of all events over it; ``first_time`` ends at
each subject's first event, ``first_rate`` is of subjects with an event over it.
"""

COUNTS = frozenset({"n", "pct", "events", "records", "N", "low", "high", *EXPOSED})
"""Numbers of a count; ``low`` and ``high`` are limits of the percentage."""

MEASURES: Mapping[str, str] = MappingProxyType(
    {"subjects": "n", "events": "events", "records": "records"}
)
"""What a count may count, with the number that ``{n}`` then stands for."""

_P = {"below": {"0.001": "<0.001"}, "above": {"0.999": ">0.999"}}

FORMATS: Mapping[str, FormatSpec] = MappingProxyType(
    {
        name: FormatSpec.model_validate(given)
        for name, given in {
            "n": "{n:xx}",
            "n_missing": "{n_missing:xx}",
            "n_pct": {"text": "{n:xx} ({pct:xxx.x}%)", "zero": "{n:xx}"},
            "n_N_pct": {"text": "{n:xx}/{N:xx} ({pct:xxx.x}%)", "zero": "{n:xx}/{N:xx}"},
            "pct": "{pct:x.x}",
            "subjects": {"text": "{n:xx} ({pct:xxx.x}%)", "zero": "{n:xx}"},
            "events": "{events:xx}",
            "records": "{records:xx}",
            "ci": "({low:x.x}, {high:x.x})",
            "mean": "{mean:a+1}",
            "sd": "{sd:a+2}",
            "se": "{se:a+2}",
            "variance": "{variance:a+2}",
            "cv": "{cv:x.x}",
            "median": "{median:a+1}",
            "q1": "{q1:a+1}",
            "q3": "{q3:a+1}",
            "iqr": "{iqr:a+1}",
            "min": "{min:a}",
            "max": "{max:a}",
            "range": "{range:a}",
            "total": "{total:a}",
            "geo_mean": "{geo_mean:a+1}",
            "geo_sd": "{geo_sd:a+2}",
            "geo_cv": "{geo_cv:x.x}",
            "skewness": "{skewness:x.xx}",
            "kurtosis": "{kurtosis:x.xx}",
            "n_below": "{n_below:xx}",
            **{name: f"{{{name}:a+1}}" for name in _PERCENTILES},
            "median_ci": "({median_low:a}, {median_high:a})",
            "geo_ci": "({geo_low:a+1}, {geo_high:a+1})",
            "geo_mean_cv": "{geo_mean:a+1} ({geo_cv:x.x})",
            "geo_mean_ci": "{geo_mean:a+1} ({geo_low:a+1}, {geo_high:a+1})",
            "mean_cv": "{mean:a+1} ({cv:x.x})",
            "mean_sd": "{mean:a+1} ({sd:a+2})",
            "mean_se": "{mean:a+1} ({se:a+2})",
            "mean_ci": "({low:a+1}, {high:a+1})",
            "median_range": "{median:a+1} ({min:a}, {max:a})",
            "median_q1_q3": "{median:a+1} ({q1:a+1}, {q3:a+1})",
            "q1_q3": "{q1:a+1}, {q3:a+1}",
            "min_max": "{min:a}, {max:a}",
            "p": {"text": "{p:x.xxx}", **_P},
            "p_adjusted": {"text": "{p_adjusted:x.xxx}", **_P},
            "statistic": "{statistic:x.xxx}",
            "df": "{df}",
            "estimate_ci": "{estimate:x.x} ({low:x.x}, {high:x.x})",
            "estimate": "{estimate:x.x}",
            "at_risk": "{at_risk:xx}",
            "rate": "{rate:xx.x}",
            "rate_ci": "{rate:xx.x} ({low:xx.x}, {high:xx.x})",
            "difference_ci": "{difference:xx.x} ({low:xx.x}, {high:xx.x})",
            "difference_p": {"text": "{difference_p:x.xxx}", **_P},
            "ratio_p": {"text": "{ratio_p:x.xxx}", **_P},
            "km_range": "{min:x.x}{min_mark}, {max:x.x}{max_mark}",
            "person_time": "{person_time:x.x}",
            "event_rate": "{event_rate:x.xx}",
            "event_rate_ci": "{event_rate:x.xx} ({event_rate_low:x.xx}, {event_rate_high:x.xx})",
            "first_time": "{first_time:x.x}",
            "first_rate": "{first_rate:x.xx}",
            "first_rate_ci": "{first_rate:x.xx} ({first_rate_low:x.xx}, {first_rate_high:x.xx})",
            "incidence": "{rate:x.xx}",
            "incidence_ci": "{rate:x.xx} ({low:x.xx}, {high:x.xx})",
            "incidence_difference_ci": "{difference:x.xx} ({difference_low:x.xx}, "
            "{difference_high:x.xx})",
            "incidence_ratio_ci": "{ratio:x.xx} ({ratio_low:x.xx}, {ratio_high:x.xx})",
            "rmst_ci": "{rmst:x.x} ({low:x.x}, {high:x.x})",
            "rmst_difference_ci": "{difference:x.x} ({low:x.x}, {high:x.x})",
            "rmst_ratio_ci": "{ratio:x.xx} ({low:x.xx}, {high:x.xx})",
            "hr": "{hr:x.xx}",
            "hr_ci": "{hr:x.xx} ({low:x.xx}, {high:x.xx})",
            "diff_se": "{diff:a+1} ({se:a+2})",
            "ratio_ci": "{ratio:x.xx} ({ratio_low:x.xx}, {ratio_high:x.xx})",
            "lsmean_se": "{lsmean:a+1} ({se:a+2})",
        }.items()
    }
)
"""Formats that a study may replace under the same name."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "n": "n",
        "n_missing": "Missing",
        "n_pct": "n (%)",
        "n_N_pct": "n/N (%)",
        "pct": "%",
        "subjects": "n (%)",
        "events": "Events",
        "records": "Records",
        "ci": "95% CI",
        "mean": "Mean",
        "sd": "SD",
        "se": "SE",
        "variance": "Variance",
        "cv": "CV (%)",
        "median": "Median",
        "q1": "Q1",
        "q3": "Q3",
        "iqr": "IQR",
        "min": "Min",
        "max": "Max",
        "range": "Range",
        "total": "Sum",
        "geo_mean": "Geometric Mean",
        "geo_sd": "Geometric SD",
        "geo_cv": "Geometric CV (%)",
        "skewness": "Skewness",
        "kurtosis": "Kurtosis",
        "n_below": "n BLQ",
        **{name: f"{name[1:]}{'st' if name == 'p1' else 'th'} percentile" for name in _PERCENTILES},
        "median_ci": "95% CI of Median",
        "geo_ci": "95% CI of Geometric Mean",
        "geo_mean_cv": "Geometric Mean (CV%)",
        "geo_mean_ci": "Geometric Mean (95% CI)",
        "mean_cv": "Mean (CV%)",
        "mean_sd": "Mean (SD)",
        "mean_se": "Mean (SE)",
        "mean_ci": "95% CI of Mean",
        "median_range": "Median (Min, Max)",
        "median_q1_q3": "Median (Q1, Q3)",
        "q1_q3": "Q1, Q3",
        "min_max": "Min, Max",
        "p": "p-value",
        "p_adjusted": "Adjusted p-value",
        "estimate": "Estimate",
        "estimate_ci": "Estimate (95% CI)",
        "at_risk": "At risk",
        "rate": "Probability (%)",
        "rate_ci": "Probability (%) (95% CI)",
        "difference_ci": "Difference (%) (95% CI)",
        "difference_p": "p-value of the difference",
        "ratio_p": "p-value of the ratio",
        "statistic": "Statistic",
        "df": "df",
        "person_time": "Person-time",
        "event_rate": "Event rate",
        "event_rate_ci": "Event rate (95% CI)",
        "first_time": "Time at risk",
        "first_rate": "Incidence rate",
        "first_rate_ci": "Incidence rate (95% CI)",
        "incidence": "Rate",
        "incidence_ci": "Rate (95% CI)",
        "incidence_difference_ci": "Rate difference (95% CI)",
        "incidence_ratio_ci": "Rate ratio (95% CI)",
        "rmst_ci": "Restricted mean (95% CI)",
        "rmst_difference_ci": "Difference (95% CI)",
        "rmst_ratio_ci": "Ratio (95% CI)",
        "hr": "Hazard ratio",
        "hr_ci": "Hazard ratio (95% CI)",
        "diff_se": "Diff of LS Means (SE)",
        "ratio_ci": "Ratio (95% CI)",
        "lsmean_se": "LS Mean (SE)",
    }
)
"""What a reader sees where the shell gives no label."""

REASONS: Mapping[str, str] = MappingProxyType(
    {"not_reached": "NE", "not_estimable": "NE", "below_limit": "ND"}
)
"""Texts of reasons that no study replaces; every other reason prints nothing."""


_ONLY_CONTINUOUS = CONTINUOUS - COUNTS
_ONLY_COUNTS = (COUNTS - CONTINUOUS) | frozenset(MEASURES)


def format_of(name: str, formats: Mapping[str, FormatSpec]) -> FormatSpec | None:
    """
    Give the format of a word: the study's, the built-in one, or a pattern written out.

    Examples
    --------
    >>> format_of("mean_sd", {}).text
    '{mean:a+1} ({sd:a+2})'
    >>> format_of("[{n}]", {}).text, format_of("nothing", {})
    ('[{n}]', None)
    """
    if "{" in name:
        return FormatSpec(text=name)
    return formats.get(name) or FORMATS.get(name)


def family_of(name: str, pattern: str) -> Family:
    """
    Say whether a statistic describes numbers, counts subjects, or could do either.

    Examples
    --------
    >>> family_of("mean_sd", "{mean:a+1} ({sd:a+2})"), family_of("n_pct", "{n} ({pct}%)")
    ('continuous', 'count')
    >>> family_of("n", "{n:xx}")
    'either'
    """
    if name in MEASURES:
        return "count"
    names = set(parse_pattern(pattern).names)
    if names & _ONLY_CONTINUOUS or name == "mean_ci":
        return "continuous"
    if names & _ONLY_COUNTS or name == "ci":
        return "count"
    return "either" if names <= CONTINUOUS | COUNTS else "other"
