"""Interventions and events of the seed trial in SDTM agree with its raw forms."""

import numpy as np
import pandas as pd
import pytest

from tests.study.built import iso, read_form, sdtm, supp, texts

pytestmark = pytest.mark.slow


def test_doses_in_million_cells_per_kg():
    """Cells times the part of the volume given, by weight; 0 for placebo."""
    log = read_form("infusions").query("INFDONE == 'Yes'")
    part = log["CELLTOT"].astype(float) / log["INFWT"].astype(float)
    dose = part * log["VOLGIVEN"].astype(float) / log["VOLPREP"].astype(float)
    expected = dose.where(log["PRODUCT"] != "Placebo", 0).to_numpy()
    ex = sdtm("EX").set_index("EXSPID").loc[log["RECID"]]
    assert np.abs(expected - ex["EXDOSE"].to_numpy()).max() <= 0.0005
    arm = sdtm("DM").set_index("USUBJID")["ARMCD"]
    whole = ex[ex["EXADJ"].isna()]
    for code, planned in (("HIGH", 1.5), ("LOW", 0.5), ("PBO", 0)):
        given = whole.loc[whole["USUBJID"].map(arm).eq(code), "EXDOSE"]
        assert (given - planned).abs().max() < 0.01
    assert [0.3] == ex.loc[ex["EXADJ"].notna() & ex["EXDOSE"].gt(0), "EXDOSE"].tolist()


def test_collected_exposure_holds_the_infusions_not_given():
    """432 planned infusions, four of them not given, with their reason in SUPPEC."""
    ec = sdtm("EC")
    assert {"Y": 428, "N": 4} == ec["ECOCCUR"].value_counts().to_dict()
    reasons = supp("EC").query("QNAM == 'ECREASOC'")["QVAL"].tolist()
    expected = read_form("infusions").query("INFDONE == 'No'")["INFREAS"].tolist()
    assert sorted(expected) == sorted(reasons)
    assert ec.loc[ec["ECOCCUR"] == "N", ["ECDOSE", "ECSTDTC", "EPOCH"]].isna().all(axis=None)


def test_event_dates_keep_what_is_known():
    """Four dates without a day, one without day and month; times where collected."""
    form = read_form("adverse_events")
    clock = form["AESTTIM"].where(form["AESTTIM"] == "", "T" + form["AESTTIM"])
    expected = (form["AESTDAT"].map(iso) + clock).tolist()
    ae = sdtm("AE").set_index(["USUBJID", "AESPID"])
    ae = ae.loc[pd.MultiIndex.from_frame(form[["USUBJID", "AENO"]])]
    assert expected == texts(ae["AESTDTC"])
    assert {7: 4, 4: 1} == ae["AESTDTC"].str.len()[lambda n: n < 10].value_counts().to_dict()
    assert ae.loc[ae["AESTDTC"].str.len() < 10, "AESTDY"].isna().all()


def test_events_are_coded_with_the_list_of_the_study():
    """AEDECOD and AEBODSYS by the trimmed, upper-case term."""
    coding = read_form("coding").query("CODELIST == 'EVENT'").set_index("REPORTED")
    ae = sdtm("AE")
    terms = ae["AETERM"].str.upper()
    assert terms.map(coding["PREFERRED"]).tolist() == ae["AEDECOD"].tolist()
    assert terms.map(coding["CLASS"]).tolist() == ae["AEBODSYS"].tolist()


def test_serious_events():
    """Two serious events, both with admission to hospital."""
    serious = sdtm("AE").query("AESER == 'Y'")
    assert ["Appendicitis", "Pneumonia"] == sorted(serious["AEDECOD"])
    assert {"Y"} == set(serious["AESHOSP"])


def test_events_within_24_hours_of_an_infusion():
    """Start and infusion times decide, recomputed from the forms."""
    log = read_form("infusions").query("INFDONE == 'Yes'")
    begins = pd.to_datetime(
        log["INFDAT"] + " " + log["INFSTTIM"].str.zfill(5), format="%d/%m/%Y %H:%M"
    )
    ae = sdtm("AE")
    timed = ae[ae["AESTDTC"].str.len() == 16]
    flags = supp("AE").query("QNAM == 'AEINF24'")
    flag = flags.set_index(["USUBJID", "IDVARVAL"])["QVAL"]
    for row in timed.itertuples():
        hours = (
            pd.Timestamp(row.AESTDTC) - begins[log["USUBJID"] == row.USUBJID]
        ).dt.total_seconds() / 3600
        expected = "Y" if ((hours >= 0) & (hours <= 24)).any() else "N"
        assert expected == flag[row.USUBJID, str(row.AESEQ)]
    assert 72 == len(flags)
    assert supp("AE").query("QNAM == 'AEINFNO'")["QVAL"].isin(list("123456")).all()


def test_opportunistic_events_are_in_the_supplement():
    """AEOPPFL is the answer of the form, as Y or N."""
    yes = read_form("adverse_events")["AEOPP"].eq("Yes").sum()
    assert yes == supp("AE").query("QNAM == 'AEOPPFL'")["QVAL"].eq("Y").sum()


def test_medication():
    """All drugs of both forms, coded; a dose that is no number is text."""
    cm = sdtm("CM")
    assert {"ANTIRETROVIRAL THERAPY": 336, "OTHER MEDICATION": 125} == cm[
        "CMCAT"
    ].value_counts().to_dict()
    coding = read_form("coding").query("CODELIST == 'DRUG'").set_index("REPORTED")["PREFERRED"]
    assert cm["CMTRT"].str.upper().map(coding).tolist() == cm["CMDECOD"].tolist()
    assert {"400/100"} == set(cm["CMDOSTXT"].dropna())
    forms = pd.concat([read_form("art"), read_form("conmeds")]).set_index("RECID")
    forms = forms.loc[cm["CMSPID"]]
    assert forms["CMSTDAT"].map(iso).tolist() == texts(cm["CMSTDTC"])
    assert forms["CMONGO"].eq("Yes").sum() == cm["CMENRTPT"].eq("ONGOING").sum()


def test_medical_history():
    """81 conditions, with the infection itself for every subject."""
    mh = sdtm("MH")
    assert {"GENERAL MEDICAL HISTORY": 81, "STUDY INDICATION": 84} == mh[
        "MHCAT"
    ].value_counts().to_dict()
    hiv = read_form("hiv_history").set_index("RECID")["HIVDXDAT"]
    infection = mh[mh["MHCAT"] == "STUDY INDICATION"]
    assert hiv.loc[infection["MHSPID"]].map(iso).tolist() == texts(infection["MHSTDTC"])


def test_disposition():
    """Milestones for all; each phase ends once; reasons by their standard term."""
    ds = sdtm("DS")
    events = ds[ds["DSCAT"] == "DISPOSITION EVENT"]
    counts = events.groupby(["EPOCH", "DSDECOD"]).size().to_dict()
    expected = {
        ("SCREENING", "SCREEN FAILURE"): 10,
        ("SCREENING", "WITHDRAWAL BY SUBJECT"): 2,
        ("TREATMENT", "COMPLETED"): 72,
        ("FOLLOW-UP", "COMPLETED"): 68,
        ("FOLLOW-UP", "LOST TO FOLLOW-UP"): 2,
        ("FOLLOW-UP", "WITHDRAWAL BY SUBJECT"): 2,
    }
    assert expected == counts
    assert 72 == (ds["DSDECOD"] == "RANDOMIZED").sum()
    assert {"PROTOCOL MILESTONE"} == set(ds.loc[ds["DSDECOD"] == "RANDOMIZED", "DSCAT"])


def test_deviations_say_what_excludes():
    """Four deviations exclude from the per-protocol set."""
    assert 4 == supp("DV").query("QNAM == 'DVPPS'")["QVAL"].eq("Y").sum()
    assert 22 == len(sdtm("DV"))


def test_comments_hold_the_narratives_whole():
    """A narrative is cut at a blank into parts of at most 200 bytes; nothing is lost."""
    co = sdtm("CO")
    told = co[co["COREF"] == "Narrative of serious event"]
    whole = (told["COVAL"] + " " + told["COVAL1"]).tolist()
    assert sorted(read_form("serious_events")["SAENARR"]) == sorted(whole)
    parts = [*texts(co["COVAL"]), *texts(co["COVAL1"])]
    assert max(len(part.encode()) for part in parts) <= 200


def test_treated_events_are_related_to_their_medication():
    """Each drug given for an event shares its relation with the event; both ends exist."""
    relations = sdtm("RELREC").dropna(subset=["USUBJID"])
    events = relations[relations["RDOMAIN"] == "AE"]
    drugs = relations[relations["RDOMAIN"] == "CM"]
    known = set(zip(sdtm("AE")["USUBJID"], sdtm("AE")["AESPID"], strict=True))
    assert set(zip(events["USUBJID"], events["IDVARVAL"], strict=True)) <= known
    assert set(drugs["IDVARVAL"]) <= set(sdtm("CM")["CMSPID"])
    assert 41 == len(drugs)
    pairs = [set(zip(side["USUBJID"], side["RELID"], strict=True)) for side in (events, drugs)]
    assert pairs[0] == pairs[1]
