"""Writes the simulated raw extract of NCT01213186 as CSV files into a folder.

    python specs/nct01213186/raw/simulate.py [FOLDER]

Every value is simulated; none belongs to a patient. The seed is fixed: the same program writes
the same bytes whatever the clock, locale, time zone, hash seed.
"""

import csv
import io
import sys
from pathlib import Path

import administration as entry
import conduct
import examinations
import labs
import medication
import yaml
from analytes import range_rows
from dirt import Forms, soil
from events import simulate_events
from people import simulate_people
from schedule import simulate_visits

HERE = Path(__file__).resolve().parent


def simulate() -> Forms:
    """Give the rows of every form, without record ids."""
    people = simulate_people()
    visits = simulate_visits(people)
    conduct.assign_deviations(people)
    book = simulate_events(people, visits)
    art = medication.simulate_art(people)
    history, history_drugs = medication.simulate_history(people)
    forms = {
        "sites": entry.site_rows(),
        "criteria": entry.criteria_rows(),
        "subjects": entry.subject_rows(people),
        "consent": entry.consent_rows(people, visits),
        "eligibility": entry.eligibility_rows(people),
        "demographics": entry.demographic_rows(people),
        "hiv_history": entry.hiv_rows(people),
        "randomisation": entry.randomisation_rows(people),
        "disposition": entry.disposition_rows(people, visits),
        "visits": conduct.visit_rows(visits),
        "infusions": conduct.infusion_rows(visits),
        "adverse_events": conduct.event_rows(book),
        "serious_events": conduct.serious_rows(book),
        "deviations": conduct.deviation_rows(people, visits),
        "art": art,
        "conmeds": medication.simulate_medication(people, book, history_drugs),
        "medical_history": history,
        "coding": medication.coding_rows(),
        "lymphocytes": labs.simulate_lymphocytes(visits),
        "hivrna": labs.simulate_rna(visits),
        "haematology": labs.simulate_haematology(visits),
        "chemistry": labs.simulate_chemistry(visits, book),
        "biomarkers": labs.simulate_markers(visits),
        "lab_ranges": range_rows(),
        "vitals": examinations.simulate_vitals(visits, book),
        "karnofsky": examinations.simulate_karnofsky(visits),
        "physical_exam": examinations.simulate_physical(visits),
        "urinalysis": examinations.simulate_urine(visits),
        "serology": examinations.simulate_serology(visits),
        "pregnancy": examinations.simulate_pregnancy(visits),
    }
    soil(forms, visits)
    return forms


def _ordered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Sort the rows of visit forms by subject, visit number, else leave their order."""
    if rows and "VISNO" in rows[0]:
        return sorted(rows, key=lambda row: (row["SUBJID"], float(row["VISNO"])))
    return rows


def csv_text(rows: list[dict[str, str]], columns: list[str], prefix: str) -> str:
    """Write rows as CSV, numbering the records; a column the dictionary lacks is an error."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(_ordered(rows), start=1):
        record = {"RECID": f"{prefix}-{number:05d}"} if "RECID" in columns else {}
        writer.writerow(record | row)
    return buffer.getvalue()


def main(folder: Path) -> None:
    """Write the CSV file of every form of the dictionary into ``folder``."""
    dictionary = yaml.safe_load((HERE / "forms.yaml").read_text(encoding="utf-8"))["forms"]
    forms = simulate()
    if set(forms) != set(dictionary):
        raise SystemExit(f"forms and dictionary differ: {sorted(set(forms) ^ set(dictionary))}")
    folder.mkdir(parents=True, exist_ok=True)
    for name, form in dictionary.items():
        text = csv_text(forms[name], list(form["fields"]), form["prefix"])
        (folder / form["file"]).write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
