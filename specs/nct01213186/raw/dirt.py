"""Realistic dirt: repeated draws, lost results, stray blanks, mixed case.

Nothing here changes what is true under the rules of README.md: a repeated draw lies further from
the target day or later on the same day, and results at week 0, week 48 or a subject's response
visit stay as they are.
"""

from datetime import timedelta

from datetext import clock, ymd, ymd_slash
from labs import Row, lymphocyte_row
from protocol import window_days
from schedule import SAMPLE_MINUTES, Visit

Forms = dict[str, list[Row]]


def _protected(visit: Visit) -> bool:
    subject = visit.subject
    return visit.week in {None, -1, 0, 48, 96, subject.response, subject.last_week}


def _distance(visit: Visit, days: int) -> int:
    return (visit.day - visit.subject.first).days + days - 7 * visit.week


def _later_draw(visit: Visit) -> int:
    """Give the days after the visit of a repeat inside the window but further off, or 0."""
    here = abs(_distance(visit, 0))
    for days in (2, 3, 4, 1):
        there = abs(_distance(visit, days))
        if here < there <= window_days(visit.week) and (visit.day + timedelta(days)).weekday() < 5:
            return days
    return 0


def _repeat(visit: Visit, days: int, minutes: int, factor: float) -> Row:
    course, k = visit.subject.course, (0, 4, 8, 12, 24, 36, 48, 60, 72, 84).index(visit.week)
    base = int(course.cd4[0])
    cd4 = round(base * factor)
    cd8 = int(course.cd8[k])
    drawn = visit.at(SAMPLE_MINUTES + minutes) + timedelta(days)
    total = round((cd4 + cd8) * 1.04 / 0.67)
    return lymphocyte_row(visit, drawn, cd4, cd8, total) | {"LYCOM": "Repeat draw"}


def repeat_draws(forms: Forms, visits: list[Visit]) -> None:
    """Add four draws on a later day, two on the same day, one page entered twice."""
    rows = forms["lymphocytes"]
    fit = [v for v in visits if v.subject.first and v.held and v.sampled and not _protected(v)]
    early = [v for v in fit if v.week < (v.subject.response or 999)]
    apart = [v for v in early if v.week >= 24 and _later_draw(v)]
    used: set[str] = set()
    for k, visit in enumerate(apart[3:60:15]):
        factor = 1.38 if k == 1 else 1.05  # the second one shows a rise that does not count
        rows.append(_repeat(visit, _later_draw(visit), 60, factor))
        used.add(visit.subject.subjid)
    same = [v for v in early if v.week in {8, 60, 72} and v.subject.subjid not in used]
    for k, visit in enumerate(same[4:60:25]):
        rows.append(_repeat(visit, 0, 40, 1.36 if k == 1 else 1.02))
        used.add(visit.subject.subjid)
    key = next(v for v in fit if v.week == 72 and v.subject.subjid not in used)
    twin = next(r for r in rows if (r["SUBJID"], r["VISIT"]) == (key.subject.subjid, key.name))
    rows.append(twin | {"LYCOM": "Page entered twice"})


def lose_results(forms: Forms, visits: list[Visit]) -> None:
    """Drop a few potassium, HIV RNA results; repeat two of the potassium samples later."""
    held = {(v.subject.subjid, v.name): v for v in visits if v.held}
    rows = forms["chemistry"]
    potassium = [r for r in rows if r["CHTEST"] == "POT" and r["VISIT"] in {"Week 12", "Week 72"}]
    for k, row in enumerate(potassium[7:130:30]):
        visit = held[row["SUBJID"], row["VISIT"]]
        if k < 2:
            again = visit.day + timedelta(2 if visit.day.weekday() < 3 else 4 - visit.day.weekday())
            again = max(again, visit.day)
            moment = visit.at(SAMPLE_MINUTES + 95)
            rows.append(row | {"CHDAT": ymd_slash(again), "CHTIM": clock(moment),
                               "CHCOM": "Repeat, first sample haemolysed"})  # fmt: skip
        row |= {"CHRES": "", "CHCOM": "Haemolysed; K+ >6.5 not reliable"}
    rna = [r for r in forms["hivrna"] if r["VISIT"] == "Week 60" and r["RNARES"].startswith("<")]
    for row in rna[5:60:20]:
        row |= {"RNADONE": "No", "RNADAT": "", "RNATIM": "", "RNARES": "", "RNAUNIT": "",
                "RNAMETH": "", "RNACOM": "Tube broken in transport"}  # fmt: skip


def _every(rows: list[Row], start: int, step: int) -> list[Row]:
    return rows[start::step]


def stray_typing(forms: Forms) -> None:
    """Change case, add blanks, leave out some times, as people at sites do."""
    for form in ("karnofsky", "vitals", "urinalysis"):
        for row in _every(forms[form], 17, 43):
            row["VISIT"] = row["VISIT"].upper()
        for row in _every(forms[form], 29, 61):
            row["VISIT"] = f"{row['VISIT']} "
    for row in _every(forms["demographics"], 4, 9):
        row["SEX"] = row["SEX"].upper()
    for row in _every(forms["demographics"], 6, 13):
        row["SEX"] = f" {row['SEX'].lower()}"
    for row in _every(forms["adverse_events"], 5, 11):
        row["AESER"], row["AEOUT"] = row["AESER"].upper(), row["AEOUT"].lower()
    for row in _every(forms["adverse_events"], 8, 17):
        row["AETERM"] = f"{row['AETERM']} "
    for row in _every(forms["medical_history"], 3, 14):
        row["MHTERM"] = f" {row['MHTERM'].upper()}"
    for row in _every(forms["conmeds"], 10, 23):
        row["CMTRT"] = f"{row['CMTRT'].lower()} "
    for row in _every(forms["hivrna"], 31, 67):
        if row["RNARES"].startswith("<"):
            row["RNARES"] = f"{row['RNARES']} "
    for row in _every(forms["physical_exam"], 51, 97):
        row["PERES"] = row["PERES"].upper()
    for form, name, step in (("chemistry", "CHTIM", 211), ("urinalysis", "URTIM", 37)):
        for row in _every(forms[form], 19, step):
            if row["VISIT"].strip().upper() not in {"WEEK 0", "WEEK 48"}:
                row[name] = ""
    for row in _every(forms["vitals"], 44, 230):
        row["WEIGHT"] = row["WTU"] = ""


def late_notes(forms: Forms, visits: list[Visit]) -> None:
    """Add the free text that sites leave on visit pages."""
    notes = (
        'Subject said: "no complaints", left early',
        "BP cuff changed; room 28 °C",
        "Sample kept at ≤ 25 °C, 40 µL re-run",
        "Subject's phone number changed",
        "Fasting ≥ 8 h not confirmed",
    )
    rows = [r for r in forms["visits"] if r["VISDONE"] == "Yes"]
    for k, row in enumerate(_every(rows, 13, 47)):
        row["VISCOM"] = notes[k % len(notes)]
    last = next(v for v in reversed(visits) if v.held and v.week == 96)
    row = next(r for r in rows if (r["SUBJID"], r["VISIT"]) == (last.subject.subjid, last.name))
    row["VISCOM"] = f"Close-out visit, pages signed {ymd(last.day)}"


def soil(forms: Forms, visits: list[Visit]) -> None:
    """Put all dirt into the forms, in place."""
    repeat_draws(forms, visits)
    lose_results(forms, visits)
    late_notes(forms, visits)
    stray_typing(forms)
