"""Forms of conduct: visits, infusion log, adverse events, deviations."""

from datetime import timedelta

from datetext import clock, dmy, dmy_partial, dmy_slash, short_clock, ymd
from events import SEVERITY, EventBook
from labs import Row, stem
from medication import person
from people import Subject
from protocol import HIGH, LOW, PLACEBO, stream
from schedule import Visit, first_infusion
from vocabulary import EVENT_TERMS


def assign_deviations(people: list[Subject]) -> None:
    """Choose the subjects with prohibited drugs and the one with an old viral load."""
    rng = stream("deviations")
    for arm, key, value in (
        (LOW, "prohibited drug", "Thymalfasin"),
        (PLACEBO, "prohibited drug", "Prednisone"),
        (PLACEBO, "old viral load", "yes"),
    ):
        fit = [
            s
            for s in people
            if s.arm == arm and not s.withdrawal and not s.notes and s.first.year == 2014
        ]
        fit[int(rng.integers(len(fit)))].notes[key] = value


def visit_rows(visits: list[Visit]) -> list[Row]:
    """Give the visits form, with a row for each missed visit."""
    return [
        stem(v)
        | {
            "VISDONE": "Yes" if v.held else "No",
            "VISDAT": dmy(v.day),
            "VISREAS": v.reason,
        }
        for v in visits
    ]


def infusion_rows(visits: list[Visit]) -> list[Row]:
    """Give the infusion log, with a row for each infusion not given."""
    rows = []
    for visit in visits:
        infusion = visit.infusion
        if infusion is None:
            continue
        row = stem(visit) | {"INFNO": str(infusion.number)}
        if infusion.start is None:
            rows.append(row | {"INFDONE": "No", "INFREAS": infusion.reason})
            continue
        active = infusion.cells > 0
        rows.append(row | {
            "INFDONE": "Yes", "INFDAT": dmy_slash(visit.day),
            "INFSTTIM": short_clock(infusion.start), "INFENTIM": short_clock(infusion.end),
            "PRODUCT": "hUC-MSC" if active else "Placebo", "LOTNO": infusion.lot,
            "INFWT": f"{infusion.weight:.1f}", "CELLTOT": f"{infusion.cells:.2f}",
            "CELLU": "10^6 cells", "VIABIL": f"{infusion.viability:.1f}" if active else "",
            "VOLPREP": str(infusion.prepared), "VOLGIVEN": str(infusion.given), "VOLU": "mL",
            "INTERRUP": "Yes" if infusion.paused else "No",
            "INTMIN": str(infusion.paused) if infusion.paused else "", "INFCOM": infusion.note,
        })  # fmt: skip
    return rows


def event_rows(book: EventBook) -> list[Row]:
    """Give the adverse events form."""
    rows = []
    for e in book.events:
        stayed = "Yes" if e.serious else "No"
        rows.append(person(e.subject) | {
            "AENO": str(e.number), "AETERM": e.reported,
            "AESTDAT": dmy_partial(e.start.date(), e.start_known),
            "AESTTIM": clock(e.start) if e.timed else "",
            "AEENDAT": dmy(e.end.date()) if e.end else "",
            "AEENTIM": clock(e.end) if e.end and e.timed else "",
            "AEONGO": "No" if e.end else "Yes", "AESEV": SEVERITY[e.grade],
            "AEGRADE": str(e.grade), "AESER": stayed, "AESDTH": "No", "AESLIFE": "No",
            "AESHOSP": stayed, "AESDISAB": "No", "AESCONG": "No", "AESMIE": "No",
            "AEREL": e.relation, "AEACN": e.action,
            "AEOUT": "Recovered" if e.end else "Not recovered",
            "AECONTRT": "Yes" if e.remedies else "No",
            "AEOPP": "Yes" if EVENT_TERMS[e.term].opportunistic else "No", "AECOM": e.comment,
        })  # fmt: skip
    return rows


NARRATIVES = {
    "Pneumonia": (
        "Fever with productive cough about 30 weeks after the first infusion. Chest X-ray showed "
        "an infiltrate in the right lower lobe (SpO2 94%, temperature 39.0 °C). The subject was "
        "admitted for intravenous antibiotics, improved within 4 days and was discharged well. "
        'The investigator saw no relation to the study infusion: "a seasonal infection".'
    ),
    "Appendicitis": (
        "Abdominal pain, right lower quadrant, about 70 weeks after the first infusion and more "
        "than 20 weeks after the last. White cells 13.2 × 10^9/L at the admitting hospital. "
        "Laparoscopic appendicectomy the same night, uneventful course. The investigator saw no "
        "relation to the study infusion."
    ),
}


def serious_rows(book: EventBook) -> list[Row]:
    """Give the serious event form with its narrative."""
    return [
        person(e.subject)
        | {
            "AENO": str(e.number),
            "SAEREPDT": dmy(e.start.date() + timedelta(1)),
            "HOSADM": dmy(e.start.date()),
            "HOSDIS": dmy(e.end.date()),
            "SAENARR": NARRATIVES[e.term],
        }
        for e in book.events
        if e.serious
    ]


def _deviation(subject: Subject, day: str, category: str, term: str, *, kind: str) -> Row:
    """Write a deviation; kind is minor, important, or excluding (from the per-protocol set)."""
    return person(subject) | {
        "DVDAT": day,
        "DVCAT": category,
        "DVTERM": term,
        "DVIMP": "No" if kind == "minor" else "Yes",
        "DVPPS": "Yes" if kind == "excluding" else "No",
    }


def _excluding(people: list[Subject], visits: list[Visit]) -> list[Row]:
    """Give the deviations that exclude from the per-protocol set."""
    week36 = {v.subject.subjid: v.day for v in visits if v.week == 36}
    rows = []
    for s in people:
        found = []
        if "prohibited drug" in s.notes:
            term = f"{s.notes['prohibited drug']} taken for more than 14 days"
            found.append((s.first + timedelta(200), "Prohibited medication", term))
        if "old viral load" in s.notes:
            term = "Viral load at entry older than 30 days"
            found.append((s.randomised.date(), "Eligibility", term))
        if "two infusions missed" in s.notes:
            term = "Fewer than 5 of 6 infusions given"
            found.append((week36[s.subjid], "Study treatment", term))
        for day, category, term in found:
            rows.append(_deviation(s, ymd(day), category, term, kind="excluding"))
    return rows


def _important(people: list[Subject], visits: list[Visit]) -> list[Row]:
    """Give important deviations that do not exclude from the per-protocol set."""
    texts = (
        (HIGH, "Informed consent", "Consent form signed, page 4 not initialled"),
        (HIGH, "Study procedure", "Unblinded pharmacist entered the subject's room"),
        (LOW, "Study procedure", "Post-infusion observation < 1 h, at subject's request"),
        (PLACEBO, "Study procedure", "Infusion bag warmed to 39 °C instead of 37 °C"),
    )
    excluded = {"prohibited drug", "old viral load", "two infusions missed"}
    plain = [s for s in people if s.arm and not excluded & set(s.notes) and not s.withdrawal]
    rows = []
    for k, (arm, category, text) in enumerate(texts):
        subject = [s for s in plain if s.arm == arm][3 * k + 2]
        day = first_infusion(visits, subject).date() + timedelta(84 + 28 * k)
        rows.append(_deviation(subject, ymd(day), category, text, kind="important"))
    return rows


def deviation_rows(people: list[Subject], visits: list[Visit]) -> list[Row]:
    """Give the deviations form in order of subject."""
    rows = _excluding(people, visits) + _important(people, visits)
    for v in visits:
        if not v.held:
            day = ymd(v.subject.first + timedelta(7 * (v.week or 0)))
            text = f"{v.name} visit missed: {v.reason}"
            rows.append(_deviation(v.subject, day, "Visit schedule", text, kind="minor"))
        elif not v.sampled:
            text = f"{v.name} lymphocyte sample clotted"
            rows.append(_deviation(v.subject, ymd(v.day), "Study procedure", text, kind="minor"))
        if v.infusion and v.infusion.given < v.infusion.prepared:
            text = f"{v.name} infusion incomplete, {v.infusion.given} mL of 100 mL"
            rows.append(_deviation(v.subject, ymd(v.day), "Study treatment", text, kind="minor"))
    return sorted(rows, key=lambda row: (row["SUBJID"], row["DVDAT"], row["DVTERM"]))
