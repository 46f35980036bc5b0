"""Antiretroviral regimens, other medication, medical history."""

from datetime import date, timedelta

import numpy as np
from datetext import dmy, dmy_partial
from events import EventBook
from labs import Row
from people import Subject
from protocol import stream
from vocabulary import DRUGS, EVENT_TERMS, HISTORY_TERMS

EARLIER_REGIMEN = "d4T+3TC+NVP"
SWITCHES = {  # regimen at baseline -> (regimen after the change, reason)
    "AZT+3TC+NVP": ("TDF+3TC+NVP", "Anaemia in the past, national programme switch"),
    "AZT+3TC+EFV": ("TDF+3TC+EFV", "Simplification to once daily"),
    "TDF+3TC+EFV": ("TDF+3TC+LPV/r", "Subject's wish (vivid dreams)"),
    "TDF+3TC+LPV/r": ("TDF+3TC+EFV", "Pill burden"),
}


def person(subject: Subject) -> Row:
    """Give the columns that every subject form begins with."""
    return {"SITE": subject.site, "SUBJID": subject.subjid}


def _drug_row(subject: Subject, drug: str, *, start: str, end: str, why: str) -> Row:
    _, _, dose, unit, frequency, route = DRUGS[drug]
    return person(subject) | {
        "CMTRT": drug,
        "CMDOSE": dose,
        "CMDOSU": unit,
        "CMFRQ": frequency,
        "CMROUTE": route,
        "CMINDC": why,
        "CMSTDAT": start,
        "CMENDAT": end,
        "CMONGO": "No" if end else "Yes",
    }


def _known(rng: np.random.Generator, day: date, consent: date) -> str:
    """Choose what the site knows of an old date; dates of the last 30 months are known."""
    if (consent - day).days < 913:
        return "day"
    chance = rng.random()
    if chance < 0.15 and day.year < consent.year - 3:
        return "year"
    return "month" if chance < 0.50 else "day"


def art_start_text(subject: Subject) -> str:
    """Write the start of antiretroviral therapy as the site knows it."""
    known = subject.notes.setdefault(
        "art known",
        _known(stream(f"art {subject.subjid}"), subject.art_start, subject.consent.date()),
    )
    return dmy_partial(subject.art_start, known)


def _lines(subject: Subject, rng: np.random.Generator) -> list[tuple]:
    """Give (regimen, start text, end text, reason for change) of each line of therapy."""
    years = (subject.consent.date() - subject.art_start).days / 365.25
    start, regimen = art_start_text(subject), subject.regimen
    lines = []
    if years > 4.5 and rng.random() < 0.45:
        change = subject.art_start + timedelta(days=round(365.25 * (1 + 0.3 * (years - 2))))
        text = dmy_partial(change, "month")
        lines.append((EARLIER_REGIMEN, start, text, "Lipoatrophy"))
        start = text
    later = subject.notes.get("switch day")
    if later is None:
        return [*lines, (regimen, start, "", "")]
    new, reason = SWITCHES[regimen]
    stop = date.fromisoformat(later)
    return [
        *lines,
        (regimen, start, dmy(stop), reason),
        (new, dmy(stop + timedelta(1)), "", ""),
    ]


def simulate_art(people: list[Subject]) -> list[Row]:
    """Give the antiretroviral therapy form, one row a drug of each regimen."""
    rng = stream("art")
    stable = [s for s in people if s.arm and not s.withdrawal]
    for subject in stable[4:66:9]:
        day = subject.first + timedelta(int(rng.integers(110, 600)))
        subject.notes["switch day"] = day.isoformat()
    rows = []
    for subject in people:
        for k, (regimen, start, end, reason) in enumerate(_lines(subject, rng)):
            for drug in regimen.split("+"):
                row = _drug_row(subject, drug, start=start, end=end, why="HIV infection")
                rows.append(row | {"ARTLINE": str(k + 1), "ARTREG": regimen, "CMREAS": reason})
    return rows


def _history(people: list[Subject], rng: np.random.Generator) -> list[tuple]:
    """Give (subject, term, reported, start, end or None) of past conditions."""
    chosen = []
    for subject in people:
        terms = list(HISTORY_TERMS)
        count = int(rng.choice([0, 1, 2, 3], p=[0.35, 0.35, 0.2, 0.1]))
        for k in sorted(rng.permutation(len(terms))[:count]):
            _, reported, drug = HISTORY_TERMS[terms[k]]
            span = (subject.consent.date() - subject.birth).days - 20 * 365
            years = min(span, int(rng.integers(200, 3200)))
            start = subject.consent.date() - timedelta(years)
            lasting = bool(drug) or terms[k] in {"Hepatic steatosis", "Hyperlipidaemia"}
            end = None if lasting else start + timedelta(int(rng.integers(7, 60)))
            text = reported[int(rng.integers(len(reported)))]
            chosen.append((subject, terms[k], text, start, end))
    return chosen


def simulate_history(people: list[Subject]) -> tuple[list[Row], list[Row]]:
    """Give the medical history form with the long-term medication that follows from it."""
    rng = stream("history")
    rows, drugs = [], []
    for subject, term, text, start, end in _history(people, rng):
        known = ("day", "month", "month", "year", "none")[int(rng.integers(5))]
        began = dmy_partial(start, known)
        ended = "" if end is None else dmy_partial(end, "year" if known != "day" else "day")
        rows.append(person(subject) | {
            "MHTERM": text, "MHSTDAT": began, "MHENDAT": ended,
            "MHONGO": "Yes" if end is None else "No",
        })  # fmt: skip
        drug = HISTORY_TERMS[term][2]
        if drug:
            drugs.append(_drug_row(subject, drug, start=began, end="", why=text))
    return rows, drugs


def _prophylaxis(people: list[Subject]) -> list[Row]:
    rows = []
    for subject in people:
        if subject.course is not None and subject.course.cd4[0] < 200:
            start = dmy_partial(subject.art_start, "month")
            rows.append(_drug_row(subject, "SMZ-TMP", start=start, end="", why="PCP prophylaxis"))
    return rows


def _prohibited(people: list[Subject]) -> list[Row]:
    rows = []
    for subject in people:
        drug = subject.notes.get("prohibited drug")
        if drug:
            start = subject.first + timedelta(200)
            end = start + timedelta(55 if drug == "Thymalfasin" else 20)
            why = "Wish to strengthen immunity" if drug == "Thymalfasin" else "Allergic dermatitis"
            rows.append(_drug_row(subject, drug, start=dmy(start), end=dmy(end), why=why))
    return rows


def simulate_medication(
    people: list[Subject], book: EventBook, history_drugs: list[Row]
) -> list[Row]:
    """Give the concomitant medication form: prophylaxis, long-term drugs, remedies of events."""
    rows = _prophylaxis(people) + history_drugs + _prohibited(people)
    for event in book.events:
        for drug in event.remedies:
            start = dmy_partial(event.start.date(), event.start_known)
            end = "" if event.end is None else dmy(event.end.date())
            row = _drug_row(event.subject, drug, start=start, end=end, why=event.reported)
            rows.append(row | {"AENO": str(event.number)})
    return sorted(rows, key=lambda row: row["SUBJID"])


def coding_rows() -> list[Row]:
    """Give the project's own coding list for events, history, drugs, sorted."""
    found = [
        ("EVENT", text, term.name, term.group)
        for term in EVENT_TERMS.values()
        for text in term.reported
    ]
    found += [
        ("EVENT", text, name, group)
        for name, (group, reported, _) in HISTORY_TERMS.items()
        for text in reported
    ]
    found += [("DRUG", drug, facts[0], facts[1]) for drug, facts in DRUGS.items()]
    names = ("CODELIST", "REPORTED", "PREFERRED", "CLASS")
    unique = {(kind, text.upper(), name, group) for kind, text, name, group in found}
    return [dict(zip(names, entry, strict=True)) for entry in sorted(unique)]
