"""Laboratory results: lymphocyte subsets, HIV RNA, haematology, chemistry, markers."""

from datetime import datetime, timedelta

import numpy as np
from analytes import CHEMISTRY, HAEMATOLOGY, LYMPHOCYTES, Analyte
from datetext import clock, dmy, ymd, ymd_slash
from events import EventBook
from protocol import MARKER_WEEKS, SAFETY_WEEKS, SCREENING, WEEKS, stream
from schedule import SAMPLE_MINUTES, Visit

Row = dict[str, str]


def stem(visit: Visit) -> Row:
    """Give the columns that every visit form begins with."""
    subject = visit.subject
    return {
        "SITE": subject.site,
        "SUBJID": subject.subjid,
        "VISIT": visit.name,
        "VISNO": visit.number,
    }


def lymphocyte_row(visit: Visit, drawn: datetime, cd4: int, cd8: int, total: int) -> Row:
    """Write one draw of the lymphocyte subsets form."""
    by_code = {analyte.code: analyte for analyte in LYMPHOCYTES}
    site = visit.subject.site
    values = {
        "CD3": round((cd4 + cd8) * 1.04),
        "CD4": cd4,
        "CD8": cd8,
        "LYMABS": total,
        "RATIO": cd4 / cd8,
        "CD4PCT": 100 * cd4 / total,
    }
    texts = {code: by_code[code].reported(value, site) for code, value in values.items()}
    unit = by_code["CD4"].unit_at(site)
    return stem(visit) | {
        "LYDONE": "Yes",
        "SAMPDT": ymd(drawn.date()),
        "SAMPTM": clock(drawn),
        "CD3": texts["CD3"],
        "CD4": texts["CD4"],
        "CD8": texts["CD8"],
        "LYMABS": texts["LYMABS"],
        "LYUNIT": unit,
        "CD4PCT": texts["CD4PCT"],
        "RATIO": texts["RATIO"],
    }


def _total(rng: np.random.Generator, cd4: int, cd8: int) -> int:
    return round((cd4 + cd8) * 1.04 / float(rng.uniform(0.60, 0.74)))


def _counts(visit: Visit, rng: np.random.Generator) -> tuple[int, int]:
    course = visit.subject.course
    if course is None:
        high = visit.subject.failure == "CD4 above 250"
        cd4 = int(rng.integers(268, 390)) if high else int(rng.integers(90, 245))
        return cd4, int(rng.integers(380, 900))
    if visit.week == SCREENING:
        return course.cd4_screening, course.cd8_screening
    if visit.week is not None:
        k = WEEKS.index(visit.week)
        return int(course.cd4[k]), int(course.cd8[k])
    return round(course.cd4[0] * visit.marks["cd4 factor"]), int(course.cd8[0])


def simulate_lymphocytes(visits: list[Visit]) -> list[Row]:
    """Give the lymphocyte subsets form; notes the lymphocyte count on each visit."""
    rng = stream("lymphocytes")
    rows = []
    for visit in visits:
        if not visit.held:
            continue
        cd4, cd8 = _counts(visit, rng)
        total = _total(rng, cd4, cd8)
        visit.marks["lymphocytes"] = total / 1000
        if visit.sampled:
            rows.append(lymphocyte_row(visit, visit.at(SAMPLE_MINUTES), cd4, cd8, total))
        else:
            comment = "Sample clotted, not repeated"
            rows.append(stem(visit) | {"LYDONE": "No", "LYCOM": comment})
    return rows


def simulate_rna(visits: list[Visit]) -> list[Row]:
    """Give the HIV RNA form: below 50 copies/mL but for three isolated blips."""
    rng = stream("rna")
    texts = {"01": "<50", "02": "<50", "03": "Not detected", "04": "< 50"}
    kits = {"01": "COBAS TaqMan", "02": "COBAS TaqMan", "03": "m2000 RealTime", "04": "NucliSens"}
    blips = _blips(visits, rng)
    rows = []
    for visit in visits:
        if not visit.held or visit.week is None:
            continue
        result = blips.get((visit.subject.subjid, visit.week), texts[visit.subject.site])
        if visit.subject.site == "03" and rng.random() < 0.5 and "N" in result:
            result = "<50"
        if visit.subject.failure == "Viral load above 50":
            result = str(int(rng.integers(140, 5200)))
        drawn = visit.at(SAMPLE_MINUTES)
        if visit.week == SCREENING and "old viral load" in visit.subject.notes:
            drawn -= timedelta(days=(drawn.date() - visit.subject.first).days + 35)
        rows.append(stem(visit) | {
            "RNADONE": "Yes", "RNADAT": dmy(drawn.date()), "RNATIM": clock(drawn),
            "RNARES": result, "RNAUNIT": "copies/mL", "RNAMETH": kits[visit.subject.site],
        })  # fmt: skip
    return rows


def _blips(visits: list[Visit], rng: np.random.Generator) -> dict[tuple[str, int], str]:
    later = [v for v in visits if v.held and v.week in {8, 24, 36, 60, 72} and v.subject.first]
    by_arm: dict[str, list[Visit]] = {}
    for visit in later:
        by_arm.setdefault(visit.subject.arm, []).append(visit)
    chosen = [group[int(rng.integers(len(group)))] for group in by_arm.values()]
    values = zip(chosen, (63, 187, 118), strict=True)
    return {(v.subject.subjid, v.week): str(value) for v, value in values}


def _level(rng: np.random.Generator, analyte: Analyte, *, male: bool) -> float:
    k = 0 if male else 1
    middle = analyte.middle or (analyte.low[k] + analyte.high[k]) / 2
    return middle * float(np.exp(np.clip(rng.normal(0, analyte.between), -1.6 * analyte.between,
                                         1.6 * analyte.between)))  # fmt: skip


def _chemistry_value(
    rng: np.random.Generator, analyte: Analyte, level: float, visit: Visit, book: EventBook
) -> tuple[float, bool]:
    """Give a result in SI units with whether the investigator flags it."""
    subject = visit.subject
    k = 0 if subject.male else 1
    noise = float(np.exp(analyte.within * np.clip(rng.normal(), -2.5, 2.5)))
    value = min(max(level * noise, 0.94 * analyte.low[k]), 1.12 * analyte.high[k])
    if analyte.code == "TG":
        value = min(level * noise, 1.9 * analyte.high[k])
    imposed = book.labs.get((subject.subjid, visit.week or 0, analyte.code))
    if imposed is not None and visit.week is not None:
        upper = float(analyte.limits(subject.site, male=subject.male)[1])
        return (imposed * upper if analyte.code == "ALT" else imposed), True
    if subject.failure == "ALT above 2.5 x ULN" and analyte.code == "ALT":
        return 3.1 * analyte.high[k], True
    return value, False


def simulate_chemistry(visits: list[Visit], book: EventBook) -> list[Row]:
    """Give the chemistry form, one row a test."""
    rng = stream("chemistry")
    rows: list[Row] = []
    levels: dict[tuple[str, str], float] = {}
    for visit in visits:
        subject = visit.subject
        if not visit.held or (visit.week is not None and visit.week not in SAFETY_WEEKS):
            continue
        drawn = visit.at(SAMPLE_MINUTES)
        for analyte in CHEMISTRY:
            key = subject.subjid, analyte.code
            if key not in levels:
                levels[key] = _level(rng, analyte, male=subject.male)
            value, flagged = _chemistry_value(rng, analyte, levels[key], visit, book)
            rows.append(stem(visit) | {
                "CHDAT": ymd_slash(drawn.date()), "CHTIM": clock(drawn), "CHTEST": analyte.code,
                "CHRES": analyte.reported(value, subject.site),
                "CHUNIT": analyte.unit_at(subject.site), "CHCS": "Yes" if flagged else "",
            })  # fmt: skip
    return rows


def _blood_count(rng: np.random.Generator, visit: Visit, person: np.ndarray) -> dict[str, float]:
    subject = visit.subject
    noise = rng.normal(0, 1, 8)
    haemoglobin = (150 if subject.male else 131) * (1 + 0.055 * person[0] + 0.03 * noise[0])
    azt = "AZT" in subject.regimen
    volume = (111 if azt else 91.5) + 3.0 * person[1] + 0.9 * noise[1]
    crit = haemoglobin / (333 + 4 * noise[2])
    cells = {
        "NEUT": max(1.3, 3.0 * np.exp(0.18 * person[2] + 0.14 * noise[3])),
        "LYM": visit.marks["lymphocytes"],
        "MONO": 0.36 * np.exp(0.27 * noise[4]),
        "EOS": 0.12 * np.exp(0.65 * noise[5]),
        "BASO": 0.02 * np.exp(0.3 * noise[6]),
    }
    cells = {code: round(float(value), 2) for code, value in cells.items()}
    return cells | {
        "WBC": sum(cells.values()),
        "HGB": haemoglobin,
        "HCT": crit,
        "MCV": volume,
        "RBC": crit / volume * 1000,
        "PLT": 205 * float(np.exp(0.24 * person[3] + 0.1 * noise[7])),
    }


def simulate_haematology(visits: list[Visit]) -> list[Row]:
    """Give the haematology form, one row a draw; units stand in the ranges form."""
    rng = stream("haematology")
    rows, persons = [], {}
    for visit in visits:
        subject = visit.subject
        if not visit.held or (visit.week is not None and visit.week not in SAFETY_WEEKS):
            continue
        person = persons.setdefault(subject.subjid, np.clip(rng.normal(0, 1, 4), -1.7, 1.7))
        values = _blood_count(rng, visit, person)
        drawn = visit.at(SAMPLE_MINUTES)
        row = stem(visit) | {"HEDAT": ymd_slash(drawn.date()), "HETIM": clock(drawn)}
        rows.append(row | {a.code: a.reported(values[a.code], subject.site) for a in HAEMATOLOGY})
    return rows


def simulate_markers(visits: list[Visit]) -> list[Row]:
    """Give the exploratory biomarkers form; results below the limit read <0.5 and <1.5."""
    rng = stream("markers")
    rows, persons = [], {}
    for visit in visits:
        if not visit.held or visit.week not in MARKER_WEEKS:
            continue
        person = persons.setdefault(visit.subject.subjid, rng.normal(0, 1, 3))
        noise = rng.normal(0, 1, 3)
        active = min(48.0, max(4.0, 20 + 7 * person[0] + 3 * noise[0]))
        protein = 1.5 * float(np.exp(0.7 * person[1] + 0.35 * noise[1]))
        interleukin = 2.5 * float(np.exp(0.4 * person[2] + 0.3 * noise[2]))
        drawn = visit.at(SAMPLE_MINUTES) + timedelta(minutes=2)
        rows.append(stem(visit) | {
            "BMDAT": ymd(drawn.date()), "BMTIM": clock(drawn), "HLADR38": f"{active:.1f}",
            "HSCRP": "<0.5" if protein < 0.5 else f"{protein:.2f}",
            "IL6": "<1.5" if interleukin < 1.5 else f"{interleukin:.2f}",
        })  # fmt: skip
    return rows
