"""A little study of twelve subjects, written into a folder for tests that break things."""

from __future__ import annotations

import shutil
from pathlib import Path

ARMS = ("Active", "Placebo", "Active", "Placebo", "Active", "Placebo")
TERMS = ("Headache", "Nausea", "Rash")

STUDY = """
id: little
title: A little study
protocol: LITTLE-1
layers: [library]
notice: Simulated data, not study data
status: draft
run_date: 2020-01-31T08:00
data:
  raw: {folder: raw, encoding: utf-8, missing: [""], forms: raw/forms.yaml}
subjects: {data: ADSL, key: [STUDYID, USUBJID]}
populations:
  saf: {label: Safety Set, where: SAFFL = 'Y', arm: actual}
arms:
  planned: {var: TRT01P, order: TRT01PN, record: TRTP}
  actual: {var: TRT01A, order: TRT01AN, record: TRTA}
  levels:
    active: {value: Active, label: Active, short: Act}
    placebo: {value: Placebo, label: Placebo, short: Pbo}
  reference: placebo
  total: Total
  header: "{label} (N={N})"
appendix:
  id: little-appendix
  cover: {title: Little appendix, lines: ["{study.title}"]}
  sections:
    - {number: "14.1", title: Subjects, outputs: ["14.1.*"]}
    - {number: "14.3", title: Events, outputs: ["14.3.*", "16.*"]}
  toc: {depth: 3, links: true}
  pages: {stamp: "Appendix page {all} of {total}"}
  formats: [pdf, xlsx]
"""
FORMS = """
forms:
  subjects:
    file: subjects.csv
    label: Subjects
    key: [SUBJID]
    fields:
      SUBJID: {label: Subject, type: text}
      SEX: {label: Sex, type: text}
      AGE: {label: Age, type: integer}
      TRT: {label: Treatment, type: text}
      START: {label: First dose, type: date}
  events:
    file: events.csv
    label: Adverse events
    key: [AENO]
    fields:
      AENO: {label: Number, type: integer}
      SUBJID: {label: Subject, type: text}
      AETERM: {label: Event, type: text}
      AESTDAT: {label: Start date, type: date}
"""
CODELISTS = """
SEXES:
  label: Sex as collected
  terms:
    - {value: F, label: Female, synonyms: [Female]}
    - {value: M, label: Male, synonyms: [Male]}
"""
DM = """
extends: dm
sources: {SUBJ: raw.subjects}
records: {from: SUBJ}
drop: [RFENDTC, RFXSTDTC, RFXENDTC, RFICDTC, RFPENDTC, DTHDTC, DTHFL, INVID, INVNAM, BRTHDTC,
       RACE, ETHNIC, ARMNRS, ACTARMUD, DMDTC, DMDY]
columns:
  STUDYID: {hardcode: LITTLE}
  DOMAIN: {hardcode: DM}
  USUBJID: concat('LITTLE-', SUBJID)
  SUBJID: SUBJ.SUBJID
  RFSTDTC: SUBJ.START
  SITEID: {hardcode: "01"}
  AGE: SUBJ.AGE
  AGEU: {hardcode: YEARS}
  SEX: {codelist: {from: SUBJ.SEX, codelist: SEXES}}
  ARMCD: upper(substr(SUBJ.TRT, 1, 3))
  ARM: SUBJ.TRT
  ACTARMCD: ARMCD
  ACTARM: ARM
  COUNTRY: {hardcode: CHE}
"""
AE = """
extends: ae
keys: [STUDYID, USUBJID, AESEQ]
drop: [AELLT, AELLTCD, AEPTCD, AEHLT, AEHLTCD, AEHLGT, AEHLGTCD, AEBODSYS, AEBDSYCD, AESOC,
       AESOCCD, AESER, AEACN, AEREL, AEOUT, AEENDTC]
sources: {EV: raw.events}
records: {from: EV}
columns:
  STUDYID: {hardcode: LITTLE}
  DOMAIN: {hardcode: AE}
  USUBJID: concat('LITTLE-', SUBJID)
  AESEQ: {sequence: {by: [USUBJID], order: [AENO]}}
  AETERM: EV.AETERM
  AEDECOD: EV.AETERM
  AESTDTC: EV.AESTDAT
"""
ADSL = """
extends: adsl
sources: {DM: sdtm.DM, AE: sdtm.AE}
records: {from: DM, one_per: [STUDYID, USUBJID]}
variables:
  FRSTAE: {label: First Adverse Event}
columns:
  STUDYID, USUBJID, SUBJID, SITEID, AGE, AGEU, SEX, ARM, ACTARM: DM.*
  TRT01P: DM.ARM
  TRT01A: DM.ACTARM
  TRT01PN: {case: [{when: TRT01P = 'Active', then: 1}, {when: TRT01P = 'Placebo', then: 2}]}
  TRT01AN: {case: [{when: TRT01A = 'Active', then: 1}, {when: TRT01A = 'Placebo', then: 2}]}
  TRTSDT: datepart(DM.RFSTDTC)
  SAFFL: {case: [{when: TRTSDT is present, then: "Y"}, {when: otherwise, then: "N"}]}
  FRSTAE: {first_record: {from: AE, order: [AESTDTC], value: AEDECOD}}
"""
ADAE = """
extends: occds
dataset: ADAE
label: Adverse Event Analysis Dataset
structure: One record per subject per adverse event
keys: [STUDYID, USUBJID, AESEQ]
variables:
  AESEQ: {label: Sequence Number, type: integer}
  AETERM: {label: Reported Term for the Adverse Event}
  AEDECOD: {label: Dictionary-Derived Term}
sources: {AE: sdtm.AE, ADSL: adam.ADSL}
records: {from: AE}
merge:
  ADSL:
    by: [STUDYID, USUBJID]
    take: [SUBJID, SAFFL, TRT01P, TRT01PN, TRT01A, TRT01AN, TRTSDT]
    if_missing: error
columns:
  STUDYID, USUBJID, AESEQ, AETERM, AEDECOD: AE.*
  TRTP: TRT01P
  TRTPN: TRT01PN
  TRTA: TRT01A
  TRTAN: TRT01AN
  ASTDT: datepart(AE.AESTDTC)
  ASTDY: {study_day: {of: ASTDT, from: TRTSDT}}
"""
SUBJECTS_TABLE = """
id: t_14_1_1
number: 14.1.1
title: Subjects
kind: summary
population: saf
columns: {by: arm, total: Total}
rows:
  - {var: AGE, label: Age (years), stats: [n, mean_sd, min_max]}
  - {var: SEX, label: "Sex, n (%)", values: {F: Female, M: Male}, stats: n_pct}
"""
EVENTS_TABLE = """
id: t_14_3_1
number: 14.3.1
title: Adverse Events
kind: occurrence
population: saf
data: ADAE
columns: {by: arm, total: Total, stats: {subjects: {format: n_pct, label: n (%)}}}
rows:
  - {any: Any adverse event}
  - {nest: [AEDECOD]}
"""
EVENTS_LISTING = """
id: l_16_2_7
number: 16.2.7
title: Adverse Events by Subject
kind: listing
population: saf
data: ADAE
keys:
  - {var: SUBJID, label: Subject, width: 8}
columns:
  - {var: AEDECOD, label: Event, width: 25}
  - {var: ASTDT, label: Start, width: 11}
sort: [SUBJID, AESEQ]
"""
FILES = {
    "study.yaml": STUDY,
    "raw/forms.yaml": FORMS,
    "reference/codelists.yaml": CODELISTS,
    "sdtm/dm.yaml": DM,
    "sdtm/ae.yaml": AE,
    "adam/adsl.yaml": ADSL,
    "adam/adae.yaml": ADAE,
    "displays/t_14_1_1.yaml": SUBJECTS_TABLE,
    "displays/t_14_3_1.yaml": EVENTS_TABLE,
    "displays/l_16_2_7.yaml": EVENTS_LISTING,
}


def write_study(folder: Path) -> Path:
    """Write the study, its raw data with it, and give its folder."""
    for name, text in FILES.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.lstrip(), encoding="utf-8")
    subjects = [
        f"{number:03},{'Female' if number % 3 else 'Male'},{30 + number},"
        f"{ARMS[number % 6]},2019-03-{number:02}"
        for number in range(1, 13)
    ]
    events = [
        f"{number},{1 + number % 9:03},{TERMS[number % 3]},2019-04-{number:02}"
        for number in range(1, 19)
    ]
    write_form(folder, "subjects", "SUBJID,SEX,AGE,TRT,START", *subjects)
    write_form(folder, "events", "AENO,SUBJID,AETERM,AESTDAT", *events)
    return folder


def write_form(folder: Path, name: str, *lines: str) -> Path:
    """Write a raw form and give its file."""
    path = folder / "raw" / f"{name}.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def write_given_study(folder: Path, outputs: Path) -> Path:
    """Write the study without its tabulation recipes: it starts from the data of a build."""
    write_study(folder)
    shutil.rmtree(folder / "sdtm")
    shutil.rmtree(folder / "raw")
    shutil.copytree(outputs / "sdtm", folder / "data")
    text = STUDY.replace(
        'raw: {folder: raw, encoding: utf-8, missing: [""], forms: raw/forms.yaml}',
        "sdtm: {folder: data}",
    )
    (folder / "study.yaml").write_text(text.lstrip(), encoding="utf-8")
    return folder
