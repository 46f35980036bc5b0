"""The seed trial in SDTM: every dataset sound, subjects and visits as the raw forms have them."""

import pandas as pd
import pytest

from tests.study.built import built_sdtm, by_visit, iso, read_form, sdtm, study, supp, texts

pytestmark = pytest.mark.slow

NAMES = [
    "AE",
    "CM",
    "CO",
    "DM",
    "DS",
    "DV",
    "EC",
    "EX",
    "FA",
    "IE",
    "LB",
    "MB",
    "MH",
    "PE",
    "RELREC",
    "RS",
    "SC",
    "SE",
    "SV",
    "TA",
    "TE",
    "TI",
    "TS",
    "TV",
    "VS",
]
WITH_SEQUENCE = [
    "AE",
    "CM",
    "CO",
    "DS",
    "DV",
    "EC",
    "EX",
    "FA",
    "IE",
    "LB",
    "MB",
    "MH",
    "PE",
    "RS",
    "SC",
    "SE",
    "VS",
]


def test_every_domain_is_there_with_records():
    """Twenty-five datasets are built, none empty."""
    made = built_sdtm()
    assert NAMES == sorted(made)
    assert all(len(one.dataset.frame) for one in made.values())


def test_no_domain_has_a_finding():
    """Every variable has a derivation, every check holds, every value is in its codelist."""
    found = {
        name: [finding for finding in one.findings if finding.severity != "note"]
        for name, one in built_sdtm().items()
    }
    assert {} == {name: findings for name, findings in found.items() if findings}


@pytest.mark.parametrize("name", NAMES)
def test_keys_identify_records(name):
    """No two records share the keys of their dataset."""
    dataset = built_sdtm()[name].dataset
    assert not dataset.frame.duplicated(list(dataset.keys)).any()


@pytest.mark.parametrize("name", WITH_SEQUENCE)
def test_sequence_numbers_run_from_one_in_each_subject(name):
    """--SEQ is 1, 2, 3 ... within a subject."""
    frame = sdtm(name)
    for _, numbers in frame.groupby("USUBJID")[f"{name}SEQ"]:
        assert list(range(1, len(numbers) + 1)) == sorted(numbers)


@pytest.mark.parametrize("name", NAMES)
def test_variables_carry_what_the_implementation_guide_says(name):
    """Labels fit a transport file; required variables have no missing value."""
    dataset = built_sdtm()[name].dataset
    for variable in dataset.variables:
        assert 0 < len(variable.label.encode()) <= 40
        assert len(variable.name) <= 8
        if variable.core == "Req" and name != "RELREC":
            assert dataset.frame[variable.name].notna().all(), variable.name


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"RELREC", "CO"}])
def test_texts_fit_a_transport_file(name):
    """No text is longer than 200 bytes."""
    dataset = built_sdtm()[name].dataset
    for variable in dataset.variables:
        if variable.kind == "text":
            assert all(len(text.encode()) <= 200 for text in texts(dataset.frame[variable.name]))


def test_subjects_by_arm():
    """Twenty-four subjects in each arm, twelve screen failures without one."""
    arms = sdtm("DM")["ARMCD"].fillna("").value_counts().to_dict()
    assert {"HIGH": 24, "LOW": 24, "PBO": 24, "": 12} == arms


def test_planned_arm_is_that_of_the_randomisation_list():
    """ARM is the arm randomised, ACTARM what the infusions show."""
    planned = read_form("randomisation").set_index("USUBJID")["TRT"]
    dm = sdtm("DM").dropna(subset=["ARM"]).set_index("USUBJID")
    assert planned.loc[dm.index].tolist() == dm["ARM"].tolist()
    assert dm["ARM"].tolist() == dm["ACTARM"].tolist()


def test_screen_failures_have_no_arm_or_treatment_dates():
    """Arms and reference dates are null, the reason says why."""
    dm = sdtm("DM")
    failed = dm[dm["ARMNRS"].eq("SCREEN FAILURE").fillna(False)]
    empty = ["ARM", "ARMCD", "ACTARM", "ACTARMCD", "RFSTDTC", "RFENDTC", "RFXSTDTC", "RFXENDTC"]
    assert 12 == len(failed)
    assert failed[empty].isna().all(axis=None)
    assert dm.loc[dm["ARMNRS"].isna(), empty].notna().all(axis=None)


def test_first_and_last_exposure_are_those_of_the_log():
    """RFXSTDTC and RFXENDTC are the first start and last stop of infusions given."""
    log = read_form("infusions").query("INFDONE == 'Yes'")
    day = log["INFDAT"].str[6:] + "-" + log["INFDAT"].str[3:5] + "-" + log["INFDAT"].str[:2]
    start, stop = (day + "T" + log[name].str.zfill(5) for name in ("INFSTTIM", "INFENTIM"))
    dm = sdtm("DM").set_index("USUBJID").dropna(subset=["RFXSTDTC"])
    assert start.groupby(log["USUBJID"]).min().to_dict() == dm["RFXSTDTC"].to_dict()
    assert stop.groupby(log["USUBJID"]).max().to_dict() == dm["RFXENDTC"].to_dict()


def test_the_first_consent_counts():
    """RFICDTC is the initial consent, DS holds every one."""
    form = read_form("consent").assign(DTC=lambda f: f["ICDAT"].map(iso) + "T" + f["ICTIM"])
    first = form.groupby("USUBJID")["DTC"].min().to_dict()
    assert first == sdtm("DM").set_index("USUBJID")["RFICDTC"].to_dict()
    ds = sdtm("DS")
    consents = ds[ds["DSDECOD"] == "INFORMED CONSENT OBTAINED"]
    assert sorted(form["DTC"]) == sorted(consents["DSSTDTC"])


def test_demographics():
    """Sex by one letter whatever its spelling; birth dates cut where unknown; age as collected."""
    form = read_form("demographics").set_index("USUBJID")
    dm = sdtm("DM").set_index("USUBJID").loc[form.index]
    assert form["SEX"].str[0].str.upper().tolist() == dm["SEX"].tolist()
    assert form["BRTHDAT"].map(iso).tolist() == texts(dm["BRTHDTC"])
    assert form["AGE"].astype(int).tolist() == dm["AGE"].tolist()
    assert {"ASIAN"} == set(dm["RACE"])


def test_supplement_of_demographics():
    """Ethnic group of all subjects, randomisation number of the randomised ones."""
    found = supp("DM").pivot_table(aggfunc="first", index="USUBJID", columns="QNAM", values="QVAL")
    groups = read_form("demographics").set_index("USUBJID")["ETHNGRP"]
    numbers = read_form("randomisation").set_index("USUBJID")["RANDNO"]
    assert groups.to_dict() == found["ETHNGRP"].to_dict()
    assert numbers.to_dict() == found["RANDNO"].dropna().to_dict()
    assert supp("DM")[["IDVAR", "IDVARVAL"]].isna().all(axis=None)


def test_elements_cover_the_participation_of_a_subject():
    """Screening for all, treatment and follow-up for the randomised; each starts where one ends."""
    se = sdtm("SE")
    assert {"SCREENING": 84, "TREATMENT": 72, "FOLLOW-UP": 72} == se[
        "EPOCH"
    ].value_counts().to_dict()
    arms = sdtm("DM").dropna(subset=["ARMCD"]).set_index("USUBJID")["ARMCD"]
    codes = se[se["TAETORD"] == 2].set_index("USUBJID")["ETCD"]
    assert arms.map({"HIGH": "MSCHI", "LOW": "MSCLO", "PBO": "PBO"}).to_dict() == codes.to_dict()
    for _, group in se.sort_values(["USUBJID", "TAETORD"]).groupby("USUBJID"):
        assert group["SESTDTC"].tolist()[1:] == group["SEENDTC"].tolist()[:-1]
    treated = read_form("disposition").query("DSPHASE == 'Treatment'").set_index("USUBJID")
    ends = pd.to_datetime(treated["DSDAT"].map(iso)) + pd.Timedelta(days=1)
    starts = se[se["TAETORD"] == 3].set_index("USUBJID")["SESTDTC"]
    assert ends.dt.strftime("%Y-%m-%d").to_dict() == starts.to_dict()


def test_visits_that_took_place():
    """Missed visits have no record; unscheduled ones their number and no planned day."""
    form = read_form("visits").query("VISDONE == 'Yes'")
    sv = sdtm("SV")
    assert set(by_visit(form, "VISNO")) == set(by_visit(sv))
    assert len(form) == len(sv) == 866
    unscheduled = sv[sv["VISITNUM"] % 1 != 0]
    assert 6 == len(unscheduled)
    assert unscheduled["VISITDY"].isna().all()
    assert "Unscheduled 6.1" in set(unscheduled["VISIT"])
    assert {"Intercurrent complaint", "Repeat of laboratory tests"} == set(unscheduled["SVUPDES"])


def test_study_days_have_no_zero():
    """The day of the first infusion is day 1."""
    for name in ("AE", "EX", "LB", "SV"):
        days = pd.concat(
            [sdtm(name)[c] for c in sdtm(name).columns if c.endswith("DY") and c != "VISITDY"]
        )
        assert not days.eq(0).fillna(False).any()
    assert {1} == set(sdtm("EX").query("VISITNUM == 2")["EXSTDY"])


def test_every_supplement_row_finds_its_parent():
    """IDVARVAL is the sequence number of a record of the same subject."""
    for name, mapped in built_sdtm().items():
        if mapped.supplement is None:
            continue
        rows = mapped.supplement.frame.dropna(subset=["IDVAR"])
        frame = sdtm(name)
        known = (
            set(zip(frame["USUBJID"], frame[f"{name}SEQ"].astype(str), strict=True))
            if len(rows)
            else set()
        )
        assert set(zip(rows["USUBJID"], rows["IDVARVAL"], strict=True)) <= known
        assert not mapped.supplement.frame.duplicated(["USUBJID", "IDVARVAL", "QNAM"]).any()
        assert mapped.supplement.frame["QLABEL"].str.len().le(40).all()


def test_the_trial_is_marked_as_simulated():
    """TS says that the data are simulated."""
    ts = sdtm("TS").set_index("TSPARMCD")
    assert "Simulated data, not study data" == ts.loc["SIMNOTE", "TSVAL"]
    assert "NCT01213186" == ts.loc["REGID", "TSVAL"]


def test_method_texts_are_sentences():
    """Every derived variable has a method text that ends with a full stop."""
    for mapped in built_sdtm().values():
        for column in mapped.lineage.columns:
            assert column.sentence.endswith("."), (mapped.dataset.name, column.variable)


def test_every_spec_of_the_study_has_a_dataset():
    """No SDTM recipe is left unbuilt."""
    wanted = {one.dataset for one in study().datasets.values() if one.data_stage == "sdtm"}
    assert wanted == set(built_sdtm())


@pytest.mark.parametrize(
    ("name", "variable", "origin"),
    [
        ("DM", "SEX", "Collected"),
        ("DM", "RFENDTC", "Derived"),
        ("AE", "AESTDTC", "Collected"),
        ("AE", "AEENTPT", "Derived"),
        ("AE", "AEDECOD", "Assigned"),
        ("TS", "TSVAL", "Protocol"),
        ("LB", "LBORRES", "Collected"),
        ("LB", "LBSTRESN", "Derived"),
    ],
)
def test_origins_follow_from_what_a_derivation_reads(name, variable, origin):
    """A collected value in another notation is collected; what reads a dataset is derived."""
    columns = {one.variable: one for one in built_sdtm()[name].lineage.columns}
    assert origin == columns[variable].origin
