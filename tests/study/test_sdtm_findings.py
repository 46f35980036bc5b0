"""Findings of the seed trial in SDTM agree with its raw forms."""

import numpy as np
import pytest

from tests.study.built import PREFIX, by_visit, iso, read_form, sdtm, supp, texts

pytestmark = pytest.mark.slow


def test_criteria_not_met():
    """An inclusion answered No, an exclusion answered Yes; nothing else."""
    form = read_form("eligibility")
    wrong = ((form["IECAT"] == "Inclusion") & (form["IEANS"] == "No")) | (
        (form["IECAT"] == "Exclusion") & (form["IEANS"] == "Yes")
    )
    expected = set(zip(form.loc[wrong, "USUBJID"], form.loc[wrong, "IENUM"], strict=True))
    assert expected == set(zip(sdtm("IE")["USUBJID"], sdtm("IE")["IETESTCD"], strict=True))
    assert (f"{PREFIX}01-032", "INC04") in expected


@pytest.mark.parametrize(
    ("code", "column"), [("CD3", "CD3"), ("CD4", "CD4"), ("CD8", "CD8"), ("LYM", "LYMABS")]
)
def test_lymphocyte_counts_are_those_of_the_form(code, column):
    """Every draw once: the page entered twice is one record, a clotted sample is not done."""
    form = read_form("lymphocytes").drop_duplicates(["USUBJID", "VISNO", "SAMPDT", "SAMPTM"])
    lb = sdtm("LB")
    lb = lb[(lb["LBCAT"] == "LYMPHOCYTE SUBSETS") & (lb["LBTESTCD"] == code)]
    lost = form["LYDONE"] == "No"
    assert len(form) == len(lb) == 873
    given = form[~lost].set_index("RECID")[column].astype(float)
    done = lb[lb["LBSTAT"].isna()].set_index("LBSPID")
    assert given.to_dict() == done["LBSTRESN"].to_dict()
    assert set(by_visit(form[lost], "VISNO")) == set(by_visit(lb[lb["LBSTAT"].notna()]))
    assert {"Sample clotted, not repeated"} == set(lb["LBREASND"].dropna())
    assert {"10^6/L"} == set(lb["LBSTRESU"].dropna())


@pytest.mark.parametrize(
    ("code", "test", "unit", "factor", "decimals"),
    [
        ("BILI", "TBIL", "mg/dL", 17.1, 2),
        ("ALB", "ALB", "g/dL", 10, 6),
        ("CREAT", "CREA", "mg/dL", 88.42, 1),
        ("GLUC", "GLU", "mg/dL", 1 / 18.016, 2),
        ("CHOL", "CHOL", "mg/dL", 1 / 38.67, 2),
        ("TRIG", "TG", "mg/dL", 1 / 88.57, 2),
    ],
)
def test_chemistry_in_standard_units(code, test, unit, factor, decimals):
    """Results of the sites with another unit are converted, all others stay."""
    form = read_form("chemistry").query("CHTEST == @test").set_index("RECID")
    lb = sdtm("LB").query("LBCAT == 'CHEMISTRY' and LBTESTCD == @code").set_index("LBSPID")
    lb = lb.loc[form.index]
    numbers = form["CHRES"].astype(float)
    converted = form["CHUNIT"] == unit
    expected = numbers.where(~converted, numbers * factor)
    slack = np.where(converted, 0.5 * 10.0**-decimals + 1e-6, 1e-9)
    assert converted.any()
    assert (np.abs(expected - lb["LBSTRESN"]) <= slack).all()
    assert form["CHRES"].tolist() == lb["LBORRES"].tolist()
    assert 1 == lb["LBSTRESU"].nunique()


def test_haematology_in_standard_units():
    """Haemoglobin in g/L and haematocrit in L/L, units taken from the ranges of the site."""
    form = read_form("haematology").set_index("RECID")
    lb = (
        sdtm("LB")
        .query("LBCAT == 'HEMATOLOGY'")
        .pivot_table(aggfunc="first", index="LBSPID", columns="LBTESTCD", values="LBSTRESN")
    )
    lb = lb.loc[form.index]
    site = form["SITE"] == "02"
    hgb, hct = form["HGB"].astype(float), form["HCT"].astype(float)
    assert np.allclose(hgb.where(~site, hgb * 10), lb["HGB"])
    assert np.allclose(hct.where(~site, hct * 0.01), lb["HCT"])
    assert np.allclose(form["PLT"].astype(float), lb["PLAT"])


def test_ranges_by_site_and_sex():
    """Limits as the laboratory gives them; converted with the result."""
    lb = sdtm("LB").merge(sdtm("DM")[["USUBJID", "SITEID", "SEX"]], on="USUBJID")
    ranges = read_form("lab_ranges").query("LBTEST == 'HGB'")
    key = ranges["SITE"] + ranges["SEX"].str[0]
    hgb = lb[lb["LBTESTCD"] == "HGB"]
    here = hgb["SITEID"] + hgb["SEX"]
    assert here.map(dict(zip(key, ranges["LOW"], strict=True))).tolist() == hgb["LBORNRLO"].tolist()
    unit = np.where(hgb["SITEID"] == "02", 10, 1)
    assert np.allclose(hgb["LBORNRHI"].astype(float) * unit, hgb["LBSTNRHI"])
    high, low = hgb["LBSTRESN"] > hgb["LBSTNRHI"], hgb["LBSTRESN"] < hgb["LBSTNRLO"]
    expected = np.where(high, "HIGH", np.where(low, "LOW", "NORMAL"))
    assert expected.tolist() == hgb["LBNRIND"].tolist()


def test_results_below_a_limit_keep_their_sign():
    """'<0.5' stays text, without a number."""
    crp = sdtm("LB").query("LBTESTCD == 'CRP'")
    below = crp[crp["LBORRES"].str.startswith("<")]
    assert {"<0.5"} == set(below["LBSTRESC"])
    assert below["LBSTRESN"].isna().all()
    assert read_form("biomarkers")["HSCRP"].str.startswith("<").sum() == len(below)


def test_haemolysed_potassium_is_not_done():
    """A blank result is NOT DONE with its reason; the repeat has a record of its own."""
    lost = sdtm("LB").query("LBTESTCD == 'K' and LBSTAT == 'NOT DONE'")
    assert 5 == len(lost)
    assert lost["LBREASND"].str.startswith("Haemolysed").all()
    assert lost[["LBORRES", "LBSTRESC", "LBSTRESN"]].isna().all(axis=None)


def test_dipstick_words_are_one():
    """NEG, - and Negative are NEGATIVE; pH and specific gravity are numbers without a unit."""
    urine = sdtm("LB").query("LBCAT == 'URINALYSIS'")
    words = urine[urine["LBTESTCD"].isin(["PROT", "GLUC", "KETONES", "OCCBLD", "LEUKASE"])]
    assert {"NEGATIVE", "TRACE", "1+", "2+"} == set(words["LBSTRESC"])
    numbers = urine[urine["LBTESTCD"].isin(["PH", "SPGRAV"])]
    assert numbers["LBORRES"].astype(float).tolist() == numbers["LBSTRESN"].tolist()


def test_pregnancy_tests_are_in_the_laboratory_domain():
    """83 tests of serum or urine, all negative."""
    tests = sdtm("LB").query("LBTESTCD == 'HCG'")
    assert {"SERUM": 12, "URINE": 71} == tests["LBSPEC"].value_counts().to_dict()
    assert {"NEGATIVE"} == set(tests["LBSTRESC"])


@pytest.mark.parametrize("name", ["LB", "MB", "PE", "RS", "VS"])
def test_last_observation_before_exposure(name):
    """Each test of a treated subject is flagged once at most, never after the first infusion."""
    frame = sdtm(name).merge(sdtm("DM")[["USUBJID", "RFXSTDTC"]], on="USUBJID")
    flagged = frame[frame[f"{name}LOBXFL"].eq("Y").fillna(False)]
    group = ["USUBJID", f"{name}TESTCD", *(["LBCAT"] if name == "LB" else [])]
    assert not flagged.duplicated(group).any()
    assert flagged["RFXSTDTC"].notna().all()
    assert (flagged[f"{name}DTC"].str[:10] <= flagged["RFXSTDTC"].str[:10]).all()
    timed = flagged[flagged[f"{name}DTC"].str.len() == 16]
    assert (timed[f"{name}DTC"] < timed["RFXSTDTC"]).all()


def test_baseline_cd4_is_that_of_week_0():
    """The flagged CD4 count is the one of the draw at week 0."""
    form = read_form("lymphocytes").query("VISNO == '2'").set_index("USUBJID")["CD4"].astype(float)
    lb = sdtm("LB").query("LBTESTCD == 'CD4' and LBLOBXFL == 'Y'").set_index("USUBJID")
    assert form.to_dict() == lb["LBSTRESN"].to_dict()


def test_hiv_rna_below_the_limit():
    """'<50', '< 50' and 'Not detected' are '<50'; a number stays a number."""
    form = read_form("hivrna").set_index("RECID")
    mb = sdtm("MB").set_index("MBSPID").loc[form.index]
    below = form["RNARES"].isin(["<50", "< 50", "Not detected"])
    assert {"<50"} == set(mb.loc[below, "MBSTRESC"])
    assert mb.loc[below, "MBSTRESN"].isna().all()
    numbers = form.loc[~below & form["RNARES"].ne(""), "RNARES"].astype(float)
    assert numbers.to_dict() == mb["MBSTRESN"].dropna().to_dict()
    assert ["NOT DONE"] * 3 == mb["MBSTAT"].dropna().tolist()


def test_karnofsky_scores():
    """Every score of the form, as a clinical classification."""
    form = read_form("karnofsky").set_index("RECID")["KPS"].astype(float)
    assert form.to_dict() == sdtm("RS").set_index("RSSPID")["RSSTRESN"].astype(float).to_dict()
    assert {"KPSS0101"} == set(sdtm("RS")["RSTESTCD"])


def test_vital_signs_before_and_after_infusion():
    """Post-infusion readings carry their time point and are never flagged; heights are in cm."""
    form = read_form("vitals").set_index("RECID")
    vs = sdtm("VS")
    pulse = vs[vs["VSTESTCD"] == "PULSE"].set_index("VSSPID").loc[form.index]
    assert form["PULSE"].astype(float).tolist() == pulse["VSSTRESN"].tolist()
    assert form["VSTPT"].str.upper().tolist() == texts(pulse["VSTPT"])
    assert vs.loc[vs["VSTPTNUM"] == 2, "VSLOBXFL"].isna().all()
    height = vs[vs["VSTESTCD"] == "HEIGHT"]
    assert height["VSSTRESN"].between(140, 200).all()
    assert {"cm"} == set(height["VSSTRESU"])
    assert {"cm", "m"} == set(height["VSORRESU"])


def test_physical_findings():
    """A finding is described where the form says abnormal."""
    form = read_form("physical_exam").set_index("RECID")
    pe = sdtm("PE").set_index("PESPID").loc[form.index]
    abnormal = form["PERES"].str.upper() == "ABNORMAL"
    assert form.loc[abnormal, "PEDESC"].tolist() == pe.loc[abnormal, "PEORRES"].tolist()
    assert {"NORMAL"} == set(pe.loc[~abnormal, "PEORRES"])


def test_findings_about_the_infection():
    """Six findings a subject; nadir counts as collected, with their date in SUPPFA."""
    form = read_form("hiv_history").set_index("USUBJID")
    fa = (
        sdtm("FA")
        .pivot_table(aggfunc="first", index="USUBJID", columns="FATESTCD", values="FAORRES")
        .loc[form.index]
    )
    assert form["HIVROUTE"].tolist() == fa["TRANSRT"].tolist()
    assert form["CDCSTAGE"].tolist() == fa["DSSTAGE"].tolist()
    assert form["NADIRCD4"].tolist() == fa["CD4NADIR"].tolist()
    assert form["ARTSTDAT"].map(iso).tolist() == fa["STDTC"].tolist()
    dates = supp("FA").set_index("USUBJID")["QVAL"].loc[form.index]
    assert form["NADIRDAT"].map(iso).tolist() == dates.tolist()


def test_subject_characteristics():
    """Childbearing potential of the fifteen women."""
    assert {"Y": 12, "N": 3} == sdtm("SC")["SCORRES"].value_counts().to_dict()
