"""Examinations at visits: vital signs, Karnofsky, physical findings, urine, serology, pregnancy."""

import numpy as np
from datetext import clock, dmy, dmy_slash, ymd
from events import EventBook
from labs import Row, stem
from protocol import INFUSION_WEEKS, SCREENING, URINE_WEEKS, stream
from schedule import Visit

SYSTEMS = (
    "General appearance",
    "Skin",
    "Head and neck",
    "Lymph nodes",
    "Chest and lungs",
    "Heart",
    "Abdomen",
    "Extremities",
    "Neurological",
)
ABNORMAL = {
    "Skin": ("Scattered pigmentation, both legs", "Healed zoster scar, T6–T8 left", "Dry skin"),
    "Lymph nodes": ("Cervical nodes, ≤1 cm, mobile", "Inguinal node 0.8 cm"),
    "Head and neck": ("Dental caries", 'Patient says "blocked nose"; mucosa pale'),
    "Abdomen": ("Old appendicectomy scar", "Liver edge palpable 1 cm"),
    "Extremities": ("Lipoatrophy, limbs", "Mild ankle oedema"),
}


def _signs(rng: np.random.Generator, person: np.ndarray) -> dict[str, str]:
    noise = rng.normal(0, 1, 5)
    systolic = round(118 + 8 * person[0] + 5 * noise[0])
    return {
        "SYSBP": str(systolic),
        "DIABP": str(round(min(systolic - 25, 75 + 5 * person[1] + 4 * noise[1]))),
        "PULSE": str(round(75 + 6 * person[2] + 5 * noise[2])),
        "RESP": str(int(np.clip(round(18 + 1.2 * noise[3]), 14, 22))),
        "TEMP": f"{np.clip(36.5 + 0.22 * noise[4], 35.9, 37.2):.1f}",
        "TEMPU": "°C",
    }


def simulate_vitals(visits: list[Visit], book: EventBook) -> list[Row]:
    """Give the vital signs form: before and one hour after each infusion, once elsewhere."""
    rng = stream("vitals")
    rows, persons = [], {}
    for visit in visits:
        subject = visit.subject
        if not visit.held:
            continue
        person = persons.setdefault(subject.subjid, np.clip(rng.normal(0, 1, 3), -1.8, 1.8))
        infused = visit.infusion is not None and visit.infusion.start is not None
        weight = visit.marks.get("weight", subject.weight)
        row = stem(visit) | {
            "VSDAT": dmy(visit.day),
            "VSTIM": clock(visit.at(45)),
            "VSTPT": "Pre-infusion" if infused else "",
            "WEIGHT": f"{weight:.1f}",
            "WTU": "kg",
        }
        if visit.week == SCREENING:
            metres = subject.site == "03"
            row["HEIGHT"] = f"{subject.height / 100:.2f}" if metres else f"{subject.height:.0f}"
            row["HTU"] = "m" if metres else "cm"
        rows.append(row | _signs(rng, person))
        if infused:
            after = visit.infusion.end
            late = stem(visit) | {"VSDAT": dmy(visit.day), "VSTPT": "1 h post-infusion"}
            late["VSTIM"] = clock(after.replace(hour=after.hour + 1))
            late |= _signs(rng, person)
            fever = book.temperatures.get((subject.subjid, visit.week))
            rows.append(late if fever is None else late | {"TEMP": f"{fever:.1f}"})
    return rows


def simulate_karnofsky(visits: list[Visit]) -> list[Row]:
    """Give the Karnofsky form; the score moves by ten at most after the first infusion."""
    rng = stream("karnofsky")
    rows = []
    for visit in visits:
        if not visit.held or visit.week is None:
            continue
        score = visit.subject.karnofsky
        if visit.week > 0 and rng.random() < 0.12:
            score = min(100, max(80, score + (10 if rng.random() < 0.75 else -10)))
        rows.append(stem(visit) | {"KPSDAT": dmy(visit.day), "KPS": str(score)})
    return rows


def simulate_physical(visits: list[Visit]) -> list[Row]:
    """Give the physical examination form, one row a body system."""
    rng = stream("physical")
    rows = []
    findings: dict[tuple[str, str], str] = {}
    for visit in visits:
        if not visit.held or visit.week not in {SCREENING, 48, 96}:
            continue
        for system in SYSTEMS:
            key = visit.subject.subjid, system
            options = ABNORMAL.get(system, ())
            chance = rng.random()
            if options and chance < 0.05:
                findings[key] = options[int(rng.integers(len(options)))]
            found = findings.get(key, "")
            row = stem(visit) | {"PEDAT": dmy(visit.day), "PETEST": system}
            row["PERES"] = "Abnormal" if found else "Normal"
            rows.append(row | {"PEDESC": found, "PECS": "No" if found else ""})
    return rows


def _drawn(rng: np.random.Generator, options: tuple[str, ...], weights: tuple[float, ...]) -> str:
    return options[int(rng.choice(len(options), p=weights))]


def simulate_urine(visits: list[Visit]) -> list[Row]:
    """Give the urinalysis form: words for dipstick fields, numbers for pH, specific gravity."""
    rng = stream("urine")
    negative = {"01": "Negative", "02": "NEG", "03": "-", "04": "Negative"}
    rows = []
    for visit in visits:
        if not visit.held or visit.week not in URINE_WEEKS:
            continue
        none = negative[visit.subject.site]
        options, weights = (none, "Trace", "1+", "2+"), (0.90, 0.055, 0.035, 0.01)
        row = stem(visit) | {"URDAT": dmy_slash(visit.day), "URTIM": clock(visit.at(30))}
        for name in ("URPRO", "URGLU", "URKET", "URBLD", "URLEU"):
            row[name] = _drawn(rng, options, weights)
        row["URPH"] = f"{float(rng.choice([5.0, 5.5, 6.0, 6.5, 7.0, 7.5])):.1f}"
        row["URSG"] = f"{1.005 + 0.001 * int(rng.integers(0, 24)):.3f}"
        rows.append(row)
    return rows


def simulate_serology(visits: list[Visit]) -> list[Row]:
    """Give the serology form of the screening visit."""
    rng = stream("serology")
    rows = []
    for visit in visits:
        if visit.week != SCREENING:
            continue
        hepatitis = visit.subject.failure == "HBsAg positive"
        syphilis = rng.random() < 0.05
        rows.append(stem(visit) | {
            "SEDAT": ymd(visit.day),
            "HIVAB": "Positive",
            "HBSAG": "POSITIVE" if hepatitis else "Negative",
            "HCVAB": "Negative",
            "TPPA": "Positive" if syphilis else "Negative",
            "RPR": "Negative",
        })  # fmt: skip
    return rows


def simulate_pregnancy(visits: list[Visit]) -> list[Row]:
    """Give the pregnancy test form: women of child-bearing potential before each infusion."""
    rows = []
    for visit in visits:
        subject = visit.subject
        if subject.male or subject.age > 49 or not visit.held:
            continue
        if visit.week != SCREENING and visit.week not in INFUSION_WEEKS:
            continue
        rows.append(stem(visit) | {
            "PGDAT": dmy(visit.day),
            "PGTIM": clock(visit.at(35)),
            "PGSPEC": "Serum" if visit.week == SCREENING else "Urine",
            "PGRES": "Negative",
        })  # fmt: skip
    return rows
