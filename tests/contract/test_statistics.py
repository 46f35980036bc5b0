"""Every public statistic answers to input that has nothing to say."""

import dataclasses
import inspect
import math

import numpy as np
import pytest

import tlfgen.analysis as room
from tlfgen.core.errors import AnalysisError

NAN = float("nan")
VALUES = {
    "empty": [],
    "one_record": [5.0],
    "two_records": [5.0, 7.0],
    "all_ties": [5.0] * 8,
    "all_missing": [NAN] * 8,
    "all_zero": [0.0] * 8,
    "some_missing": [1.0, NAN, 3.0, 2.0, NAN, 5.0, 4.0, 4.0],
    "large": [1e12, 2e12, 1e12 + 1, 5e11, 1e12, 3e12, 1e12, 7e11],
}
COUNTS = {
    "empty": (0, 0),
    "one_record": (1, 1),
    "no_events": (0, 20),
    "all_events": (20, 20),
    "some": (7, 20),
}
TABLES = {
    "empty": [[0, 0], [0, 0]],
    "one_record": [[1, 0], [0, 0]],
    "one_group": [[3, 4], [0, 0]],
    "no_events": [[0, 5], [0, 6]],
    "separation": [[5, 0], [0, 6]],
    "some": [[5, 2], [3, 6]],
}
ONE = (
    "compare_normality", "compare_one_mean", "compare_signed_ranks", "compare_signs",
    "estimate_median", "estimate_pseudomedian", "estimate_quantiles", "summarize_geometric",
    "summarize_values",
)  # fmt: skip
TWO = (
    "compare_distributions", "compare_geometric_means", "compare_ranks", "compare_two_means",
    "compare_two_variances", "estimate_shift",
)  # fmt: skip
PAIRED = ("compare_paired_means", "estimate_correlation", "compare_signed_ranks", "compare_signs",
          "estimate_pseudomedian")  # fmt: skip
GROUPED = (
    "compare_all_pairs", "compare_group_means", "compare_group_variances", "compare_medians",
    "compare_ordered_groups", "compare_rank_groups", "compare_stratified_ranks",
    "compare_to_control",
)  # fmt: skip
TABLED = ("compare_paired_table", "compare_stratified_tables", "compare_table",
          "compare_table_exact", "compare_table_unconditional", "estimate_agreement")  # fmt: skip
STRATIFIED = ("compare_odds_homogeneity", "compare_stratified_tables",
              "estimate_common_difference", "estimate_common_odds_ratio",
              "estimate_common_risk_ratio")  # fmt: skip
SINGLE_COUNTS = ("compare_one_proportion", "estimate_proportion")
TWO_COUNTS = ("estimate_odds_ratio", "estimate_proportion_difference", "estimate_risk_ratio")
RATES = ("compare_rate", "estimate_rate")
TWO_RATES = ("estimate_rate_difference", "estimate_rate_ratio")
CURVES = ("estimate_cumulative_incidence", "estimate_kaplan_meier")
CURVE_TESTS = (
    "compare_cumulative_incidence", "compare_hazards", "compare_rmst", "compare_survival_at",
    "compare_survival_curves", "compare_survival_max",
)  # fmt: skip
HAZARDS = ("estimate_concordance", "fit_cox", "fit_parametric_survival")
FITS = ("fit_ancova", "fit_gee", "fit_generalized", "fit_mixed", "fit_negative_binomial",
        "fit_proportional_odds")  # fmt: skip
POOLED = ("pool_imputed", "pool_jackknifed", "pool_resampled")
REPEATED = ("fit_mmrm", "impute_responses")
AFTER = {
    # functions of a fitted model of repeated measures: tried with it
    "compare_mmrm_coefficients", "compare_mmrm_lsmeans", "compare_mmrm_terms", "estimate_imputed",
    "estimate_mmrm_lsmeans", "estimate_mmrm_rows", "find_tipping_point",
}  # fmt: skip
OTHERS = {
    # functions of a fitted model, of estimates or of labels: tried below or with their fits
    "adjust_max_t", "adjust_p_values", "build_design", "combine_coefficients", "compare_blocks",
    "compare_jointly", "compare_lsmeans", "compare_marginal_means", "compare_mixed_terms",
    "compare_shares", "compare_survival_pairs", "compare_terms", "compare_terms_by_likelihood",
    "compare_terms_jointly", "compare_trend", "contrast_lsmeans", "count_table",
    "estimate_baseline_hazard", "estimate_combinations", "estimate_lsmeans",
    "estimate_marginal_means", "estimate_mixed", "estimate_rmst", "estimate_slopes",
    "estimate_stratified_proportion", "estimate_survival_at", "estimate_survival_quantiles",
    "exponentiate_contrasts", "impute_below_limit", "summarize_concentrations",
    "fit_conditional_logistic", "transform_lsmeans",
}  # fmt: skip
NO_DATA = {"empty", "all_missing"}


def words_of(name):
    """Give one call for each word of each option that has words, and one without options."""
    from scripts.docs_statistics import arguments_of

    parameters = inspect.signature(getattr(room, name)).parameters
    calls = [{}]
    for argument, _, words in arguments_of(name):
        if parameters[argument].kind is inspect.Parameter.KEYWORD_ONLY:
            calls += [{argument: word} for word in words if not word.isdigit()]
    return calls


def said(found):
    """Say whether a result has a reason, or no pair that could have one."""
    if getattr(found, "pairs", None) == ():
        return True
    if getattr(found, "reason", None) is not None:
        return True
    return bool(any(one is not None for one in np.ravel(getattr(found, "reasons", ()))))


def has_sane_p(found):
    """Say whether p and limits of a result are numbers that can be."""
    p = getattr(found, "p", None)
    numbers = p if isinstance(p, tuple) else (p,)
    is_p = all(one is None or math.isnan(one) or -1e-12 <= one <= 1 + 1e-12 for one in numbers)
    low, high = getattr(found, "lower", None), getattr(found, "upper", None)
    is_ordered = not isinstance(low, float) or not isinstance(high, float) or not low > high
    return is_p and is_ordered


def tried(name, *arrays, **fixed):
    """Call a function with every word of its options; give the results."""
    results = []
    for options in words_of(name):
        found = getattr(room, name)(*arrays, **{**fixed, **options})
        assert dataclasses.is_dataclass(found)
        assert has_sane_p(found), options
        results.append(found)
    return results


@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", ONE)
def test_one_sample(name, case):
    """One sample gives numbers, or a reason."""
    results = tried(name, VALUES[case])
    assert case not in NO_DATA or all(said(found) for found in results)


@pytest.mark.parametrize("second", VALUES)
@pytest.mark.parametrize("first", VALUES)
@pytest.mark.parametrize("name", TWO)
def test_two_samples(name, first, second):
    """Two samples of any kind give numbers, or a reason."""
    results = tried(name, VALUES[first], VALUES[second])
    assert not {first, second} & NO_DATA or all(said(found) for found in results)


@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", PAIRED)
def test_pairs(name, case):
    """Pairs give numbers, or a reason; those of a sample with itself too."""
    size = len(VALUES[case])
    for other in (VALUES[case], [1.0, 3.0, 2.0, 5.0, 4.0, 7.0, 6.0, 8.0][:size]):
        results = tried(name, VALUES[case], other)
        assert case not in NO_DATA or all(said(found) for found in results)


@pytest.mark.parametrize("groups", [["a"] * 8, ["a", "b"] * 4, list("abcdefgh"), [None] * 8])
@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", GROUPED)
def test_groups(name, case, groups):
    """One group, two, one each, none."""
    arrays = [VALUES[case], groups[: len(VALUES[case])]]
    fixed = {"control": "a"} if name == "compare_to_control" else {}
    if name == "compare_stratified_ranks":
        arrays.append(["s"] * len(arrays[0]))
    results = tried(name, *arrays, **fixed)
    is_bare = case in NO_DATA or set(groups) == {None} or set(groups) == {"a"}
    assert not is_bare or all(said(found) for found in results)


@pytest.mark.parametrize("case", TABLES)
@pytest.mark.parametrize("name", TABLED)
def test_tables(name, case):
    """A table of nothing, of one record, of one group, without events, all apart."""
    results = tried(name, TABLES[case])
    assert case != "empty" or all(said(found) for found in results)


@pytest.mark.parametrize("second", TABLES)
@pytest.mark.parametrize("first", TABLES)
@pytest.mark.parametrize("name", STRATIFIED)
def test_stratified_tables(name, first, second):
    """Two strata of any kind; no stratum at all."""
    results = tried(name, [TABLES[first], TABLES[second]])
    assert {first, second} != {"empty"} or all(said(found) for found in results)


@pytest.mark.parametrize("case", COUNTS)
@pytest.mark.parametrize("name", SINGLE_COUNTS)
def test_one_proportion(name, case):
    """No record, no event, events only."""
    results = tried(name, *COUNTS[case])
    assert case != "empty" or all(said(found) for found in results)


@pytest.mark.parametrize("second", COUNTS)
@pytest.mark.parametrize("first", COUNTS)
@pytest.mark.parametrize("name", TWO_COUNTS)
def test_two_proportions(name, first, second):
    """Two groups of any kind."""
    results = tried(name, *COUNTS[first], *COUNTS[second])
    assert "empty" not in {first, second} or all(said(found) for found in results)


@pytest.mark.parametrize("time", [0.0, 12.5])
@pytest.mark.parametrize("events", [0, 1, 30])
@pytest.mark.parametrize("name", RATES)
def test_one_rate(name, events, time):
    """No event; no person-time, which has no rate."""
    if time == 0 and events:
        return
    results = tried(name, events, time)
    assert time or all(said(found) for found in results)


@pytest.mark.parametrize("events", [(0, 0), (0, 3), (3, 0), (5, 4)])
@pytest.mark.parametrize("name", TWO_RATES)
def test_two_rates(name, events):
    """No event in one of two groups, or in both."""
    tried(name, events[0], 10.0, events[1], 20.0)


EVENTS = {"no_events": 0, "all_events": 1}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", CURVES)
def test_curves(name, case, event):
    """Curves without events or with events only."""
    results = tried(name, VALUES[case], [event] * len(VALUES[case]), at=[1.0, 5.0])
    assert case not in NO_DATA or all(said(found) for found in results)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
@pytest.mark.parametrize("groups", [["a"] * 8, ["a", "b"] * 4], ids=["one_group", "two_groups"])
@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", CURVE_TESTS)
def test_comparisons_of_curves(name, case, groups, event):
    """Two curves, or one, without events or with events only."""
    size = len(VALUES[case])
    arrays = [VALUES[case], [event] * size, groups[:size]]
    if name == "compare_survival_at":
        arrays.append([1.0, 5.0])
    results = tried(name, *arrays)
    assert case not in NO_DATA or all(said(found) for found in results)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", HAZARDS)
def test_hazards(name, case, event):
    """A covariate that says something, or nothing."""
    size = len(VALUES[case])
    for covariate in ([1.0, 0, 1, 0, 0, 1, 1, 0][:size], [2.0] * size):
        results = tried(name, VALUES[case], [event] * size, covariate)
        assert case not in NO_DATA or all(said(found) for found in results)


@pytest.mark.parametrize("term", ["number", "one_level", "two_levels", "missing"])
@pytest.mark.parametrize("case", ["empty", "one_record", "two_records", "all_ties", "all_missing",
                                  "all_zero", "some_missing"])  # fmt: skip
@pytest.mark.parametrize("name", FITS)
def test_models(name, case, term):
    """A model of nothing, of one record, of a constant response, of a term without variation."""
    size = len(VALUES[case])
    columns = {
        "number": [1.0, 2, 3, 4, 5, 6, 7, 9],
        "one_level": ["a"] * 8,
        "two_levels": ["a", "b"] * 4,
        "missing": [NAN] * 8,
    }
    classes = ["x"] if "level" in term else []
    fixed = {"family": "poisson"} if name in {"fit_generalized", "fit_gee"} else {}
    arrays = [VALUES[case], {"x": columns[term][:size]}]
    if name in {"fit_gee", "fit_mixed"}:
        arrays.append([1, 1, 2, 2, 3, 3, 4, 4][:size])
    found = getattr(room, name)(*arrays, classes, **fixed)
    is_bare = case in NO_DATA or term == "missing"
    assert not is_bare or said(found)


@pytest.mark.parametrize("is_below", [False, True], ids=["quantified", "below_limit"])
@pytest.mark.parametrize("case", VALUES)
def test_concentrations(case, is_below):
    """Values below the limit, all or none, of any sample."""
    values, marks = VALUES[case], [is_below] * len(VALUES[case])
    for found in tried("summarize_concentrations", values, marks):
        assert case not in NO_DATA or said(found)
    for found in tried("impute_below_limit", values, marks, limit=0.5):
        assert said(found) == (case == "empty")


@pytest.mark.parametrize("counts", [[], [0, 0], [5], [0, 5], [1, 0, 0], [7, 3, 9]])
def test_counts_against_shares(counts):
    """No category, one, empty ones, no record."""
    found = room.compare_shares(counts)
    assert has_sane_p(found)
    assert said(found) == (len(counts) <= 1 or sum(counts) == 0)


TRENDS = {
    "no_groups": ([], []),
    "one_group": ([3], [9]),
    "empty_groups": ([0, 0], [0, 0]),
    "no_events": ([0, 0, 0], [5, 6, 7]),
    "all_events": ([5, 6], [5, 6]),
    "some": ([1, 3, 4], [8, 9, 5]),
}


@pytest.mark.parametrize("case", TRENDS)
def test_trends(case):
    """No group, one, no event, events only: a reason; otherwise a p-value by every law."""
    for found in tried("compare_trend", *TRENDS[case]):
        assert said(found) == (case != "some")


NOISE = np.random.default_rng(4).normal(10, 2, (12, 3))
WAVES = {
    "empty": np.empty((0, 3)),
    "one_subject": NOISE[:1],
    "two_subjects": NOISE[[0, 6]],
    "one_record": np.where(np.arange(36).reshape(12, 3) == 0, 1.0, NAN),
    "one_visit": np.where(np.arange(3) == 0, NOISE, NAN),
    "all_ties": np.full((12, 3), 5.0),
    "all_missing": np.full((12, 3), NAN),
    "singular": NOISE[:, [0, 0, 1]],
    "no_pair_of_visits": np.where(np.arange(3) == np.arange(12)[:, None] % 3, NOISE, NAN),
    "one_arm_leaves": np.where((np.arange(12) < 6)[:, None] | (np.arange(3) == 0), NOISE, NAN),
    "some_missing": np.where(np.arange(36).reshape(12, 3) % 5 == 4, NAN, NOISE),
    "large": NOISE * 1e12,
}
NO_WAVES = {"empty", "one_subject", "one_record", "all_ties", "all_missing"}
LONG = {"singular", "no_pair_of_visits", "some_missing"}  # searched to the end for every option
CASES = [pytest.param(one, marks=[pytest.mark.slow] if one in LONG else []) for one in WAVES]


def laid(values):
    """Give response, subject, visit of a table of subjects by visits."""
    size, count = values.shape
    return values.ravel(), np.repeat(np.arange(size), count), np.tile([1, 2, 3], size)


def mmrm_calls():
    """Give every covariance, degrees of freedom, error, likelihood, parametrisation once."""
    calls = [one for one in words_of("fit_mmrm") if "covariance" not in one]
    for one in calls:
        if one.get("method") == "ml" or one.get("errors", "model") != "model":
            one["df"] = "satterthwaite"
    words = ("us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh", "sp_exp")
    return [*calls, *({"covariance": word, "fallback": ()} for word in words)]


@pytest.mark.parametrize("arm", ["two", "one"])
@pytest.mark.parametrize("case", CASES)
def test_mixed_models(case, arm):
    """Repeated measures of nobody, of one, all the same, of a singular covariance."""
    response, subject, visit = laid(WAVES[case])
    arms = np.where(subject < 6, "a", "b") if arm == "two" else np.full(subject.size, "a")
    for options in mmrm_calls():
        spatial = {"coordinates": visit} if options.get("covariance") == "sp_exp" else {}
        fit = room.fit_mmrm(
            response, subject, visit,
            terms={"arm": arms, "visit": visit}, classes=["arm", "visit"],
            model=["arm", "visit", "arm*visit"], **options, **spatial,
        )  # fmt: skip
        assert case not in NO_WAVES or fit.reason is not None, options
        found = [
            *room.compare_mmrm_terms(fit),
            *(room.estimate_mmrm_lsmeans(fit, ["arm"]) if case != "empty" else ()),
            *(room.compare_mmrm_lsmeans(fit, "arm") if case != "empty" else ()),
            *room.estimate_mmrm_rows(fit, np.ones((1, len(fit.names)))),
            room.compare_mmrm_coefficients(fit, np.ones((1, len(fit.names)))),
        ]
        for one in found:
            assert (one.p_value is None) == (one.reason is not None)
            assert one.p_value is None or 0 <= one.p_value <= 1


@pytest.mark.parametrize("arm", ["two", "one"])
@pytest.mark.parametrize("case", CASES)
def test_imputations(case, arm):
    """Imputation of nobody, of one, of all, of visits that nobody has together."""
    response, subject, visit = laid(WAVES[case])
    arms = np.where(subject < 6, "a", "b") if arm == "two" else np.full(subject.size, "a")
    for options in words_of("impute_responses"):
        made = room.impute_responses(response, subject, visit, arms, draws=2, **options)
        assert case not in NO_WAVES or said(made), options
        found = room.estimate_imputed(made)
        assert made.reason is None or not len(made.values)
        for one in (*found.means, *found.differences):
            assert (one.p_value is None) == (one.reason is not None)
        tip = room.find_tipping_point(made, [0.0, 100.0])
        assert (tip.delta is None) == (tip.reason is not None)


@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("name", POOLED)
def test_pooled_estimates(name, case):
    """Estimates of no data set, of one, of many that are the same."""
    values = VALUES[case]
    second = [abs(one) for one in values] if name == "pool_imputed" else None
    arrays = [values, second] if second is not None else [1.0, values]
    results = tried(name, *arrays)
    assert case not in NO_DATA or all(said(found) for found in results)


APART = [0, 0, 0, 0, 1, 1, 1, 1]
GROUP_OF = list("aaaabbbb")
HALF = [0.0, 0, 0, 0, 1, 1, 1, 1]
ANSWERS = {
    "fit_generalized": ((APART, {"x": GROUP_OF}, ["x"]), {"family": "binomial"}),
    "fit_gee": ((APART, {"x": GROUP_OF}, [1, 1, 2, 2, 3, 3, 4, 4], ["x"]), {"family": "binomial"}),
    "fit_proportional_odds": (([1, 1, 1, 1, 2, 2, 3, 3], {"x": GROUP_OF}, ["x"]), {}),
    "fit_conditional_logistic": (([1, 0, 1, 0, 1, 0, 1, 0], [1.0, 0] * 4, [1, 1, 2, 2] * 2), {}),
    "fit_cox": (([1, 2, 3, 4, 9, 9, 9, 9], [1, 1, 1, 1, 0, 0, 0, 0], HALF), {}),
    "fit_parametric_survival": (([1, 2, 3, 4, 9, 9, 9, 9], [1, 1, 1, 1, 0, 0, 0, 0], HALF), {}),
    "fit_negative_binomial": (([0, 0, 0, 0, 3, 5, 1, 9], {"x": GROUP_OF}, ["x"]), {}),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_separation(name):
    """Groups apart have an infinite estimate, which is told and not printed."""
    arrays, fixed = ANSWERS[name]
    found = getattr(room, name)(*arrays, **fixed)
    assert found.reason == "separation"
    assert "separation" in found.reasons
    infinite = [place for place, one in enumerate(found.reasons) if one == "separation"]
    assert np.isnan(np.asarray(found.coefficients)[infinite]).all()


def test_every_function_is_tried():
    """A new statistic enters this contract."""
    groups = (
        ONE, TWO, PAIRED, GROUPED, TABLED, STRATIFIED, SINGLE_COUNTS, TWO_COUNTS, RATES,
        TWO_RATES, CURVES, CURVE_TESTS, HAZARDS, FITS, POOLED, REPEATED,
    )  # fmt: skip
    known = {name for group in groups for name in group} | OTHERS | AFTER
    assert [name for name in dir(room) if name not in known] == []


@pytest.mark.parametrize("name", [*ONE, *TWO, *GROUPED, *TABLED, *TWO_COUNTS])
def test_an_unknown_word_is_refused(name):
    """Every option with words refuses another word."""
    from scripts.docs_statistics import arguments_of

    arrays = {"fit": VALUES["large"]}
    if name in TWO:
        arrays["second"] = VALUES["some_missing"]
    if name in GROUPED:
        arrays["groups"] = list("abababab")
    if name == "compare_stratified_ranks":
        arrays["strata"] = ["s"] * 8
    given = list(arrays.values())
    if name in TABLED:
        given = [TABLES["some"]]
    if name in TWO_COUNTS:
        given = [7, 20, 5, 20]
    fixed = {"control": "a"} if name == "compare_to_control" else {}
    for argument, _, words in arguments_of(name):
        if words and argument in inspect.signature(getattr(room, name)).parameters:
            with pytest.raises(AnalysisError):
                getattr(room, name)(*given, **{**fixed, argument: "nonsense"})


@pytest.mark.parametrize("name", [*GROUPED, *CURVE_TESTS, *HAZARDS])
def test_the_order_of_rows_does_not_matter(name):
    """Rows turned round give the same p."""
    values = [3.0, 1.5, 7.0, 2.0, 9.0, 4.5, 6.0, 8.0, 2.5, 5.0, 1.0, 10.0]
    groups = list("abababbbaaab")
    events = [1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1]
    if name in GROUPED:
        arrays = [values, groups]
        fixed = {"control": "a"} if name == "compare_to_control" else {}
        if name == "compare_stratified_ranks":
            arrays.append(list("ssttssttsstt"))
    else:
        covariate = groups if name in CURVE_TESTS else [float(one == "a") for one in groups]
        arrays, fixed = [values, events, covariate], {}
        if name == "compare_survival_at":
            fixed = {"at": [4.0]}
    one = getattr(room, name)(*arrays, **fixed)
    two = getattr(room, name)(*(array[::-1] for array in arrays), **fixed)
    for word in ("p", "p_value", "p_values", "p_adjusted", "estimate", "difference", "lower"):
        if hasattr(one, word):
            first, second = getattr(one, word), getattr(two, word)
            if isinstance(first, str):
                continue
            np.testing.assert_allclose(
                np.asarray(first, float), np.asarray(second, float), rtol=1e-7, equal_nan=True
            )
