"""Models of a shell against statsmodels, lifelines, or the plainest recomputation."""

import numpy as np
import pytest
import statsmodels.api as sm
from lifelines import CoxPHFitter, WeibullAFTFitter
from scipy import optimize, stats

from tests.unit.analysis.makers.trial import FRAME, SHORT, numbers
from tlfgen.core.errors import AnalysisError, SpecError

HIGH = (SHORT == "high").astype(float)
LOW = (SHORT == "low").astype(float)
AGE = FRAME["AGE"].to_numpy()
MATRIX = np.column_stack([np.ones(len(FRAME)), HIGH, LOW, AGE])
PAIRS = "arms: [[high, placebo], [low, placebo]]"
SHOW = "show: [p, '{diff:x} {se:x} {low:x} {high:x}', '{ratio:x} {ratio_low:x} {ratio_high:x}']"
ROW = f"{{contrast: {{model: m, {PAIRS}}}, {SHOW}}}"
TERMS = "terms: [arm, AGE], class: [arm]"


def read(found, stat, pair="high_vs_placebo", name="m"):
    """Give one number of a contrast."""
    return found[f"{name}/{stat}/{pair}"]


def test_logistic_regression():
    """Estimate, error, p-value of statsmodels; the ratio is the exponential."""
    fit = sm.Logit(FRAME["RESP"].to_numpy(), MATRIX).fit(disp=0)
    found = numbers(f"{{fit: logistic, response: RESP, {TERMS}}}", ROW)
    shown = [read(found, one) for one in ("diff", "se", "p")]
    assert [fit.params[1], fit.bse[1], fit.pvalues[1]] == pytest.approx(shown)
    assert np.exp(fit.params[1]) == pytest.approx(read(found, "ratio"))


def test_a_response_coded_by_text():
    """``event`` names the codes that are events."""
    coded = f"{{fit: logistic, response: RESPFL, event: Y, {TERMS}}}"
    one = numbers(coded, ROW)
    two = numbers(f"{{fit: logistic, response: RESP, {TERMS}}}", ROW)
    assert read(two, "diff") == pytest.approx(read(one, "diff"))


def test_profile_limits_of_a_pair():
    """Twice the fall of the log likelihood at a limit is the quantile of chi-square."""
    model = f"{{fit: {{logistic: {{limits: profile}}}}, response: RESP, {TERMS}}}"
    found = numbers(model, ROW)
    y = FRAME["RESP"].to_numpy()
    best = sm.Logit(y, MATRIX).fit(disp=0).llf
    for limit in ("low", "high"):
        shift = read(found, limit) * HIGH
        family = sm.families.Binomial()
        held = sm.GLM(y, MATRIX[:, [0, 2, 3]], family=family, offset=shift).fit().llf
        assert stats.chi2.ppf(0.95, 1) == pytest.approx(2 * (best - held), rel=1e-6)


def test_firth_limits_are_narrower_than_infinity():
    """An arm without events has an estimate under Firth's penalty, a reason without it."""
    frame = FRAME.assign(RESP=np.where(SHORT == "high", 0.0, FRAME["RESP"]))
    from tests.shells import dataset

    given = dataset("ADEFF", {one: frame[one].tolist() for one in ("USUBJID", "RESP", "AGE")})
    plain = numbers(f"{{fit: logistic, response: RESP, {TERMS}}}", ROW, ADEFF=given)
    firth = numbers(
        f"{{fit: {{logistic: {{is_firth: true}}}}, response: RESP, {TERMS}}}", ROW, ADEFF=given
    )
    assert read(plain, "diff") == "separation"
    assert read(plain, "diff", "low_vs_placebo") != "separation"
    assert read(firth, "diff") < -2


def test_marginal_difference_of_risks():
    """The mean of predictions with every subject in one arm less that in the other, percent."""
    fit = sm.Logit(FRAME["RESP"].to_numpy(), MATRIX).fit(disp=0)
    one, two = MATRIX.copy(), MATRIX.copy()
    one[:, 1:3], two[:, 1:3] = [1, 0], [0, 0]
    means = [fit.predict(part) for part in (one, two)]
    slopes = [(mean * (1 - mean)) @ part / len(part)
              for mean, part in zip(means, (one, two), strict=True)]  # fmt: skip
    turn = slopes[0] - slopes[1]
    expected = [means[0].mean() - means[1].mean(), np.sqrt(turn @ fit.cov_params() @ turn)]
    row = f"{{contrast: {{model: m, {PAIRS}, measure: difference}}, {SHOW}}}"
    found = numbers(f"{{fit: logistic, response: RESP, {TERMS}}}", row)
    assert [100 * one for one in expected] == pytest.approx(
        [read(found, "diff"), read(found, "se")]
    )


def test_marginal_ratio_of_risks():
    """The ratio of the two means."""
    fit = sm.Logit(FRAME["RESP"].to_numpy(), MATRIX).fit(disp=0)
    one, two = MATRIX.copy(), MATRIX.copy()
    one[:, 1:3], two[:, 1:3] = [1, 0], [0, 0]
    expected = fit.predict(one).mean() / fit.predict(two).mean()
    row = f"{{contrast: {{model: m, {PAIRS}, measure: ratio}}, {SHOW}}}"
    found = numbers(f"{{fit: logistic, response: RESP, {TERMS}}}", row)
    assert expected == pytest.approx(read(found, "ratio"))


def test_poisson_regression_with_exposure():
    """Rate ratio of statsmodels; the exposure enters by its logarithm."""
    fit = sm.GLM(
        FRAME["EVENTS"].to_numpy(), MATRIX, family=sm.families.Poisson(),
        offset=np.log(FRAME["YEARS"]),
    ).fit()  # fmt: skip
    found = numbers(f"{{fit: poisson, response: EVENTS, exposure: YEARS, {TERMS}}}", ROW)
    shown = [read(found, one) for one in ("diff", "se", "p")]
    assert [fit.params[1], fit.bse[1], fit.pvalues[1]] == pytest.approx(shown)


def test_overdispersed_counts():
    """The error of Poisson times the root of Pearson's chi-square over its degrees of freedom."""
    model = "{fit: {poisson: {dispersion: pearson}}, response: EVENTS, exposure: YEARS, " + TERMS
    fit = sm.GLM(
        FRAME["EVENTS"].to_numpy(), MATRIX, family=sm.families.Poisson(),
        offset=np.log(FRAME["YEARS"]),
    ).fit(scale="X2")  # fmt: skip
    assert fit.bse[1] == pytest.approx(read(numbers(model + "}", ROW), "se"))


def test_rates_of_arms():
    """A mean rate an arm for a hundred years, at the mean of age."""
    fit = sm.GLM(
        FRAME["EVENTS"].to_numpy(), MATRIX, family=sm.families.Poisson(),
        offset=np.log(FRAME["YEARS"]),
    ).fit()  # fmt: skip
    expected = 100 * np.exp(fit.params @ [1, 1, 0, AGE.mean()])
    model = f"{{fit: poisson, response: EVENTS, exposure: YEARS, {TERMS}}}"
    found = numbers(model, "{lsmeans: {model: m, scale: response, per: 100}}")
    assert expected == pytest.approx(found["m/lsmean/high"])


def test_negative_binomial_regression():
    """Estimate and joint error of statsmodels."""
    fit = sm.NegativeBinomial(
        FRAME["EVENTS"].to_numpy(), MATRIX, offset=np.log(FRAME["YEARS"])
    ).fit(disp=0, method="newton", maxiter=200)
    model = f"{{fit: negative_binomial, response: EVENTS, exposure: YEARS, {TERMS}}}"
    found = numbers(model, ROW)
    assert [fit.params[1], fit.bse[1]] == pytest.approx(
        [read(found, "diff"), read(found, "se")], rel=1e-4
    )


def test_generalized_estimating_equations():
    """Estimate and sandwich error of statsmodels, sites as clusters."""
    fit = sm.GEE(
        FRAME["RESP"].to_numpy(), MATRIX, groups=FRAME["SITEID"].to_numpy(),
        family=sm.families.Binomial(), cov_struct=sm.cov_struct.Independence(),
    ).fit(maxiter=200, ctol=1e-12)  # fmt: skip
    options = "{family: binomial, structure: independence, preset: r}"
    model = f"{{fit: {{gee: {options}}}, response: RESP, cluster: SITEID, {TERMS}}}"
    found = numbers(model, ROW)
    shown = [read(found, one) for one in ("diff", "se")]
    assert [fit.params[1], fit.bse[1]] == pytest.approx(shown, rel=1e-5)


def test_independent_equations_are_least_squares():
    """A normal family without correlation gives the coefficients of least squares."""
    fit = sm.OLS(FRAME["CHG"].to_numpy(), MATRIX).fit()
    model = f"{{fit: {{gee: {{family: normal}}}}, response: CHG, {TERMS}}}"
    assert fit.params[1] == pytest.approx(read(numbers(model, ROW), "diff"))


def test_linear_mixed_model():
    """Generalized least squares at the best share of variance between sites, found by search."""
    y, sites = FRAME["CHG"].to_numpy(), FRAME["SITEID"].to_numpy()
    same = (sites[:, None] == sites).astype(float)

    def solve(share):
        weight = np.linalg.inv(np.eye(len(y)) + share * same)
        cross = MATRIX.T @ weight @ MATRIX
        values = np.linalg.solve(cross, MATRIX.T @ weight @ y)
        rest = y - MATRIX @ values
        scale = rest @ weight @ rest / (len(y) - 4)
        deviance = (len(y) - 4) * np.log(scale) - np.linalg.slogdet(weight)[1]
        return deviance + np.linalg.slogdet(cross)[1], values, scale * np.linalg.inv(cross)

    best = optimize.minimize_scalar(lambda one: solve(one)[0], bounds=(0, 5), method="bounded",
                                    options={"xatol": 1e-10}).x  # fmt: skip
    _, values, spread = solve(best)
    model = f"{{fit: mixed, df: infinite, response: CHG, cluster: SITEID, {TERMS}}}"
    found = numbers(model, ROW)
    shown = [read(found, "diff"), read(found, "se")]
    assert [values[1], spread[1, 1] ** 0.5] == pytest.approx(shown, rel=1e-5)


def test_proportional_odds_of_two_levels_is_logistic():
    """With two levels the odds ratio is that of logistic regression."""
    base = "response: RESPFL, " + TERMS
    one = numbers(f"{{fit: {{proportional_odds: {{preset: r}}}}, levels: [N, Y], {base}}}", ROW)
    two = numbers(f"{{fit: logistic, event: Y, {base}}}", ROW)
    assert read(two, "ratio") == pytest.approx(read(one, "ratio"))


def test_the_test_of_proportionality_is_a_row():
    """A row of a term may name it; one degree of freedom a column and a cut but one."""
    model = f"{{fit: proportional_odds, response: GRADE, levels: [NONE, MILD, SEVERE], {TERMS}}}"
    found = numbers(model, "{term: {model: m, of: proportionality}, show: [statistic, df, p]}")
    value, df = found["m/proportionality/statistic"], found["m/proportionality/df"]
    assert df == 3
    assert stats.chi2.sf(value, df) == pytest.approx(found["m/proportionality/p"])


@pytest.mark.parametrize("strata", ["", ", strata: [SEX]"])
def test_cox_regression(strata):
    """Hazard ratio, error of lifelines (Efron ties), with strata and without."""
    frame = FRAME.assign(HIGH=HIGH, LOW=LOW, EVENT=1 - FRAME["CNSR"])
    kept = frame[["HIGH", "LOW", "AGE", "DAYS", "EVENT", *(["SEX"] if strata else [])]]
    fit = CoxPHFitter().fit(kept, "DAYS", "EVENT", strata=["SEX"] if strata else None,
                            fit_options={"precision": 1e-10})  # fmt: skip
    model = f"{{fit: {{cox: {{ties: efron}}}}, response: DAYS, censor: CNSR{strata}, {TERMS}}}"
    found = numbers(model, ROW)
    shown = [read(found, one) for one in ("diff", "se", "ratio")]
    expected = [fit.params_["HIGH"], fit.standard_errors_["HIGH"], fit.hazard_ratios_["HIGH"]]
    assert expected == pytest.approx(shown, rel=1e-4)


def test_a_covariate_of_a_cox_model():
    """A term of one column has its hazard ratio; a level against another too."""
    frame = FRAME.assign(HIGH=HIGH, LOW=LOW, EVENT=1 - FRAME["CNSR"], MALE=FRAME["SEX"] == "M")
    kept = frame[["HIGH", "LOW", "AGE", "MALE", "DAYS", "EVENT"]].astype(float)
    fit = CoxPHFitter().fit(kept, "DAYS", "EVENT", fit_options={"precision": 1e-10})
    model = (
        "{fit: {cox: {preset: r}}, response: DAYS, censor: CNSR, terms: [arm, AGE, SEX], "
        "class: [arm, SEX]}"
    )
    found = numbers(
        model,
        "{term: {model: m, of: AGE}, show: '{ratio:x}'}",
        "{term: {model: m, of: SEX, level: M, reference: F}, show: '{ratio:x}'}",
    )
    assert fit.hazard_ratios_["AGE"] == pytest.approx(found["m/AGE/ratio"], rel=1e-4)
    assert fit.hazard_ratios_["MALE"] == pytest.approx(found["m/SEX M vs F/ratio"], rel=1e-4)


def test_weibull_regression():
    """Time ratio of lifelines."""
    frame = FRAME.assign(HIGH=HIGH, LOW=LOW, EVENT=1 - FRAME["CNSR"])
    fit = WeibullAFTFitter().fit(frame[["HIGH", "LOW", "AGE", "DAYS", "EVENT"]], "DAYS", "EVENT")
    found = numbers(f"{{fit: survival, response: DAYS, censor: CNSR, {TERMS}}}", ROW)
    assert fit.params_["lambda_", "HIGH"] == pytest.approx(read(found, "diff"), rel=1e-3)


def test_conditional_logistic_regression():
    """The likelihood of one case among each stratum, as statsmodels has it."""
    fit = sm.ConditionalLogit(
        FRAME["RESP"].to_numpy(), MATRIX[:, 1:], groups=FRAME["SITEID"].to_numpy()
    ).fit(disp=0)
    model = f"{{fit: conditional_logistic, response: RESP, strata: SITEID, {TERMS}}}"
    found = numbers(model, ROW)
    assert [fit.params[0], fit.bse[0]] == pytest.approx(
        [read(found, "diff"), read(found, "se")], rel=1e-4
    )


def test_dunnett_among_the_pairs_of_a_row():
    """The p-value is the tail of the larger of two t statistics of correlation one half or so."""
    row = ROW.replace(PAIRS, f"{PAIRS}, adjust: dunnett")
    model = f"{{fit: ancova, response: CHG, {TERMS}}}"
    found = numbers(model, row, ROW.replace("show:", "name: plain, show:"))
    fit = sm.OLS(FRAME["CHG"].to_numpy(), MATRIX).fit()
    spread = np.asarray(fit.cov_params())[1:3, 1:3]
    rho = spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1])
    draws = np.random.default_rng(1).multivariate_normal([0, 0], [[1, rho], [rho, 1]], 400_000)
    chi = np.random.default_rng(2).chisquare(fit.df_resid, 400_000)
    largest = np.abs(draws).max(axis=1) / np.sqrt(chi / fit.df_resid)
    pair = "low_vs_placebo"
    statistic = abs(fit.tvalues[2])
    assert (largest > statistic).mean() == pytest.approx(read(found, "p", pair), abs=1e-3)
    assert read(found, "low", pair) < read(found, "low", pair, "plain")


def test_hochberg_leaves_limits_as_they_are():
    """The larger p stays, the smaller is at most twice its own."""
    model = f"{{fit: ancova, response: CHG, {TERMS}}}"
    row = ROW.replace(PAIRS, f"{PAIRS}, adjust: hochberg")
    found = numbers(model, row, ROW.replace("show:", "name: plain, show:"))
    plain = [read(found, "p", one, "plain") for one in ("high_vs_placebo", "low_vs_placebo")]
    expected = [min(2 * plain[0], plain[1]), plain[1]]
    shown = [read(found, "p", one) for one in ("high_vs_placebo", "low_vs_placebo")]
    assert expected == pytest.approx(shown)
    assert read(found, "low", name="plain") == read(found, "low")


def test_a_trend_over_arms():
    """Coefficients of arms make one contrast."""
    fit = sm.OLS(FRAME["CHG"].to_numpy(), MATRIX).fit()
    row = (
        "{contrast: {model: m, coefficients: {placebo: -1, low: 0, high: 1}}, "
        "show: [p, '{diff:x}']}"
    )
    found = numbers(f"{{fit: ancova, response: CHG, {TERMS}}}", row)
    assert [fit.params[1], fit.pvalues[1]] == pytest.approx([found["m/diff/sum"], found["m/p/sum"]])


def test_slopes_of_arms():
    """With a slope for each arm, that of an arm is least squares within it."""
    model = "{fit: ancova, response: CHG, terms: [arm, AGE, arm*AGE], class: [arm]}"
    found = numbers(
        model,
        "{lsmeans: {model: m, slope: AGE}}",
        f"{{contrast: {{model: m, {PAIRS}, slope: AGE}}, {SHOW}}}",
    )
    slopes = {
        arm: np.polyfit(AGE[SHORT == arm], FRAME["CHG"][SHORT == arm], 1)[0]
        for arm in ("high", "placebo")
    }
    assert slopes["high"] == pytest.approx(found["m/lsmean/high"])
    assert slopes["high"] - slopes["placebo"] == pytest.approx(read(found, "diff"))


def test_a_response_the_model_cannot_have_is_told_with_its_place():
    """Counts are not answers; the message names the model and its line."""
    with pytest.raises(AnalysisError, match=r"Model 'm'.*\n.*t_1\.yaml:\d+"):
        numbers(f"{{fit: logistic, response: EVENTS, {TERMS}}}", ROW)


@pytest.mark.parametrize(
    ("model", "row", "code"),
    [
        ("{fit: cox, response: DAYS, %s}", ROW, "spec.no-censor"),
        ("{fit: gee, response: CHG, %s}", ROW, "spec.no-family"),
        ("{fit: conditional_logistic, response: RESP, %s}", ROW, "spec.no-strata"),
        ("{fit: ancova, exposure: YEARS, response: CHG, %s}", ROW, "spec.wrong-option"),
        ("{fit: {logistic: {limits: wide}}, response: RESP, %s}", ROW, "spec.unknown-limits"),
        ("{fit: cox, response: DAYS, censor: CNSR, %s}", "{lsmeans: m}", "spec.wrong-option"),
        ("{fit: ancova, response: CHG, %s}", "{lsmeans: {model: m, scale: response}}",
         "spec.wrong-option"),
        ("{fit: ancova, response: CHG, %s}", ROW.replace(PAIRS, f"{PAIRS}, adjust: dunet"),
         "spec.unknown-adjustment"),
        ("{fit: ancova, response: CHG, %s}", ROW.replace(PAIRS, "arms: []"), "spec.wrong-option"),
        ("{fit: ancova, response: CHG, %s}",
         "{term: {model: m, of: arm, level: high}}", "spec.wrong-option"),
        ("{fit: ancova, response: CHG, %s}", "{lsmeans: {model: m, slope: arm}}",
         "spec.unknown-covariate"),
    ],
)  # fmt: skip
def test_what_has_no_form_is_refused(model, row, code):
    """Each mistake has its code."""
    with pytest.raises(SpecError) as raised:
        numbers(model % TERMS, row)
    assert code in str(raised.value)
