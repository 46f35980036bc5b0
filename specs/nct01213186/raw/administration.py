"""Forms of entry into the study: sites, subjects, consent, criteria, demographics, HIV history."""

from datetime import date, timedelta

import numpy as np
from datetext import clock, dmy, dmy_partial, ymd
from labs import Row
from medication import art_start_text, person
from people import Subject
from protocol import SITE_SIZES, stream
from schedule import Visit

AMENDMENT = date(2014, 3, 10)  # consent form version 3.0 was in use from this day

CRITERIA = {
    "INC01": "HIV-1 infection, confirmed",
    "INC02": "Antiretroviral therapy for at least 24 months before entry, to be continued",
    "INC03": "CD4 count ≤ 250 and > 50 cells/mm3 before entry and at screening",
    "INC04": "HIV RNA ≤ 50 copies/mL within 30 days before entry",
    "INC05": "Laboratory values within protocol limits within 30 days before entry",
    "INC06": "Pre-entry specimen for immune activation obtained",
    "INC07": "No history of a CDC category C opportunistic infection",
    "INC08": "Karnofsky score ≥ 70 within 30 days before entry",
    "INC09": "Age 18 to 65 years",
    "EXC01": "HBsAg or anti-HCV positive (assumed)",
    "EXC02": "Pregnant or breast-feeding (assumed)",
    "EXC03": "Active infection or malignancy (assumed)",
    "EXC04": "Immunomodulating treatment within 6 months (assumed)",
    "EXC05": "Known allergy to human albumin (assumed)",
    "EXC06": "Alcohol or drug dependence (assumed)",
    "EXC07": "Other interventional study within 3 months (assumed)",
}
FAILED_CRITERION = {
    "CD4 above 250": "INC03",
    "Viral load above 50": "INC04",
    "HBsAg positive": "EXC01",
    "Karnofsky below 70": "INC08",
    "ALT above 2.5 x ULN": "INC05",
}
ETHNIC_GROUPS = ("Han", "Han", "Han", "Han", "Han", "Han", "Hui", "Zhuang", "Yi", "Manchu")


def site_rows() -> list[Row]:
    """Give the sites form."""
    return [
        {
            "SITE": site,
            "SITENAM": f"Simulated hospital {site}",
            "INVNAM": f"Simulated investigator {site}",
            "COUNTRY": "China",
            "LABID": f"LAB{site}",
        }
        for site in SITE_SIZES
    ]


def criteria_rows() -> list[Row]:
    """Give the text of the eligibility criteria."""
    return [
        {"IENUM": code, "IECAT": _category(code), "IETEXT": text} for code, text in CRITERIA.items()
    ]


def _category(code: str) -> str:
    return "Inclusion" if code.startswith("INC") else "Exclusion"


def subject_rows(people: list[Subject]) -> list[Row]:
    """Give the subject form, one row for each screened subject."""
    return [
        person(s)
        | {
            "SCRDAT": dmy(s.screening),
            "SUBJSTAT": "Screen failure" if s.failure else "Randomised",
        }
        for s in people
    ]


def consent_rows(people: list[Subject], visits: list[Visit]) -> list[Row]:
    """Give the consent form: first consent, then consent to the amended form."""
    rows = []
    for s in people:
        day = s.consent.date()
        version = "2.0" if day < AMENDMENT else "3.0"
        rows.append(person(s) | {
            "ICTYPE": "Initial", "ICVER": version, "ICFYN": "Yes", "ICDAT": dmy(day),
            "ICTIM": clock(s.consent),
        })  # fmt: skip
        later = [v for v in visits if v.subject is s and v.held and v.day >= AMENDMENT]
        if version == "2.0" and later and s.first:
            rows.append(person(s) | {
                "ICTYPE": "Re-consent", "ICVER": "3.0", "ICFYN": "Yes",
                "ICDAT": dmy(later[0].day), "ICTIM": clock(later[0].at(5)),
            })  # fmt: skip
    return rows


def eligibility_rows(people: list[Subject]) -> list[Row]:
    """Give the eligibility form, one row for each criterion of each screened subject."""
    rows = []
    for s in people:
        unmet = FAILED_CRITERION.get(s.failure, "")
        if "old viral load" in s.notes:
            unmet = "INC04"
        for code in CRITERIA:
            good = "Yes" if code.startswith("INC") else "No"
            bad = "No" if good == "Yes" else "Yes"
            rows.append(person(s) | {
                "IEDAT": dmy(s.screening), "IECAT": _category(code), "IENUM": code,
                "IEANS": bad if code == unmet else good,
            })  # fmt: skip
    return rows


def demographic_rows(people: list[Subject]) -> list[Row]:
    """Give the demographics form; some births are known to the month or year only."""
    rng = stream("demographics")
    rows = []
    for k, s in enumerate(people):
        known = "year" if k in {11, 47} else "month" if k in {23, 38, 71} else "day"
        potential = "" if s.male else ("Yes" if s.age <= 49 else "No")
        rows.append(person(s) | {
            "DMDAT": dmy(s.screening), "BRTHDAT": dmy_partial(s.birth, known), "AGE": str(s.age),
            "SEX": "Male" if s.male else "Female", "RACE": "Asian",
            "ETHNGRP": ETHNIC_GROUPS[int(rng.integers(len(ETHNIC_GROUPS)))],
            "CHILDPOT": potential,
        })  # fmt: skip
    return rows


def _diagnosis_text(s: Subject, rng: np.random.Generator) -> str:
    """Write the diagnosis so that every completion lies before the start of therapy."""
    text = art_start_text(s)
    clear = s.diagnosis.year < s.art_start.year and s.diagnosis.year > s.birth.year + 18
    if not clear:
        return dmy(s.diagnosis) if s.notes["art known"] == "day" else text
    return dmy_partial(s.diagnosis, ("day", "month", "month", "year")[int(rng.integers(4))])


def hiv_rows(people: list[Subject]) -> list[Row]:
    """Give the HIV history form."""
    rng = stream("hiv history")
    rows = []
    for s in people:
        day = s.art_start - timedelta(int(rng.integers(0, 9)))
        stage = ("A2", "A3", "B2", "B3")[int(rng.choice(4, p=[0.2, 0.45, 0.1, 0.25]))]
        rows.append(person(s) | {
            "HHDAT": dmy(s.screening), "HIVDXDAT": _diagnosis_text(s, rng),
            "HIVROUTE": s.route, "CDCSTAGE": stage, "CATCOI": "No",
            "ARTSTDAT": art_start_text(s), "ARTREG": s.regimen, "NADIRCD4": str(s.nadir),
            "NADIRU": "cells/mm3", "NADIRDAT": dmy_partial(day, "month"),
        })  # fmt: skip
    return rows


def randomisation_rows(people: list[Subject]) -> list[Row]:
    """Give the randomisation list as the web system exports it."""
    enrolled = sorted((s for s in people if s.arm), key=lambda s: s.rand_number)
    return [
        {
            "RANDNO": f"R{s.rand_number:03d}",
            "BLOCK": f"{(s.rand_number - 1) // 6 + 1:02d}",
            "TRT": s.arm,
            "SITE": s.site,
            "SUBJID": s.subjid,
            "RANDDAT": ymd(s.randomised.date()),
            "RANDTIM": clock(s.randomised),
        }
        for s in enrolled
    ]


FAILURE_TEXT = {
    "CD4 above 250": "Did not meet eligibility criteria",
    "Viral load above 50": "Did not meet eligibility criteria",
    "HBsAg positive": "Did not meet eligibility criteria",
    "Karnofsky below 70": "Did not meet eligibility criteria",
    "ALT above 2.5 x ULN": "Did not meet eligibility criteria",
    "Withdrew consent": "Withdrawal by subject",
}


def disposition_rows(people: list[Subject], visits: list[Visit]) -> list[Row]:
    """Give the disposition form: end of screening (failures), end of treatment, end of study."""
    rows = []
    for s in people:
        last = max(v.day for v in visits if v.subject is s and v.held)
        base = person(s) | {"LASTVIS": dmy(last)}
        if s.failure:
            rows.append(base | {
                "DSPHASE": "Screening", "DSSTAT": "Screen failure", "DSDAT": dmy(s.end),
                "DSREAS": FAILURE_TEXT[s.failure], "DSSPEC": s.failure,
            })  # fmt: skip
            continue
        week48 = next(v.day for v in visits if v.subject is s and v.week == 48)
        rows.append(base | {
            "DSPHASE": "Treatment", "DSSTAT": "Completed", "DSDAT": dmy(week48),
            "LASTVIS": dmy(week48),
        })  # fmt: skip
        stopped = {"DSSTAT": "Discontinued", "DSREAS": s.withdrawal} if s.withdrawal else {}
        rows.append(
            base | {"DSPHASE": "Study", "DSSTAT": "Completed", "DSDAT": dmy(s.end)} | stopped
        )
    return rows
