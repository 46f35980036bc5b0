"""Reported terms of events with the project's own coding list.

The classes and preferred terms are the project's own; they are no licensed dictionary.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One preferred term: its class, the ways sites report it, the usual remedies."""

    name: str
    group: str
    reported: tuple[str, ...]
    remedies: tuple[str, ...] = ()
    days: tuple[int, int] = (3, 9)
    opportunistic: bool = False


INFECTIONS = "Infections"
GENERAL = "General disorders"
DIGESTIVE = "Digestive disorders"
NERVOUS = "Nervous system disorders"
SKIN = "Skin disorders"
INVESTIGATIONS = "Laboratory investigations"
METABOLIC = "Metabolic disorders"
MUSCLE = "Musculoskeletal disorders"
MIND = "Psychiatric disorders"
VASCULAR = "Vascular disorders"
BLOOD = "Blood disorders"
BREATHING = "Respiratory disorders"
INJURY = "Injuries, procedures"

EVENT_TERMS = {
    term.name: term
    for term in (
        Term(
            "Upper respiratory tract infection",
            INFECTIONS,
            ("Upper respiratory tract infection", "URTI", "common cold", "Cold, sore throat"),
            ("Ibuprofen", "Lianhua Qingwen"),
        ),
        Term(
            "Pyrexia",
            GENERAL,
            ("Fever", "fever after infusion (≥38 °C)", "Transient fever"),
            ("Paracetamol",),
            (1, 1),
        ),
        Term("Diarrhoea", DIGESTIVE, ("Diarrhoea", "loose stools"), ("Montmorillonite",), (2, 5)),
        Term("Headache", NERVOUS, ("Headache", "headache, frontal"), ("Ibuprofen",), (1, 3)),
        Term("Rash", SKIN, ("Rash", "Subject's forearm rash, itchy"), ("Loratadine",), (5, 15)),
        Term(
            "Herpes zoster",
            INFECTIONS,
            ("Herpes zoster", "Shingles"),
            ("Valaciclovir",),
            (12, 22),
            opportunistic=True,
        ),
        Term("ALT increased", INVESTIGATIONS, ("ALT increased", "Raised ALT"), ("Bicyclol",)),
        Term(
            "Hypertriglyceridaemia",
            METABOLIC,
            ("Hypertriglyceridaemia", "high triglycerides"),
            ("Fenofibrate",),
        ),
        Term(
            "Pneumonia",
            INFECTIONS,
            ("Community-acquired pneumonia",),
            ("Levofloxacin", "Ceftriaxone"),
            (14, 14),
        ),
        Term(
            "Appendicitis",
            INFECTIONS,
            ("Acute appendicitis",),
            ("Cefuroxime", "Metronidazole"),
            (9, 9),
        ),
        Term("Nausea", DIGESTIVE, ("Nausea",), (), (1, 3)),
        Term("Insomnia", MIND, ("Insomnia", "Trouble sleeping"), ("Estazolam",), (6, 25)),
        Term("Back pain", MUSCLE, ("Low back pain",), ("Ibuprofen",), (4, 12)),
        Term(
            "Oral candidiasis",
            INFECTIONS,
            ("Oral thrush",),
            ("Nystatin",),
            (7, 12),
            opportunistic=True,
        ),
        Term("Injection site bruising", GENERAL, ("Bruise at venepuncture site",), (), (2, 5)),
    )
}

# Preferred term -> class, reported terms, medication taken for it while it lasts.
HISTORY_TERMS = {
    "Hypertension": (VASCULAR, ("Hypertension", "high blood pressure"), "Amlodipine"),
    "Oral candidiasis": (INFECTIONS, ("Oral candidiasis", "Oral thrush"), ""),
    "Herpes zoster": (INFECTIONS, ("Herpes zoster",), ""),
    "Syphilis": (INFECTIONS, ("Syphilis, treated", "Latent syphilis"), ""),
    "Chronic gastritis": (DIGESTIVE, ("Chronic gastritis",), "Omeprazole"),
    "Allergic rhinitis": (BREATHING, ("Allergic rhinitis", "Hay fever"), "Loratadine"),
    "Hepatic steatosis": (DIGESTIVE, ("Fatty liver (B-ultrasound)",), ""),
    "Drug eruption": (SKIN, ("Drug rash, nevirapine", "Drug eruption"), ""),
    "Peripheral neuropathy": (NERVOUS, ("Peripheral neuropathy (d4T)",), "Mecobalamin"),
    "Anaemia": (BLOOD, ("Anaemia on AZT", "Anaemia"), ""),
    "Condyloma": (INFECTIONS, ("Condyloma acuminatum",), ""),
    "Fracture": (INJURY, ("Fracture of left wrist",), ""),
    "Hyperlipidaemia": (METABOLIC, ("Hyperlipidaemia",), ""),
}

# Drug as collected -> generic name, therapeutic class, dose, unit, frequency, route.
DRUGS = {
    "Ibuprofen": ("Ibuprofen", "Analgesics", "300", "mg", "BID", "Oral"),
    "Lianhua Qingwen": ("Lianhua Qingwen", "Traditional medicines", "1.4", "g", "TID", "Oral"),
    "Paracetamol": ("Paracetamol", "Analgesics", "500", "mg", "PRN", "Oral"),
    "Montmorillonite": ("Dioctahedral smectite", "Antidiarrhoeals", "3", "g", "TID", "Oral"),
    "Loratadine": ("Loratadine", "Antihistamines", "10", "mg", "QD", "Oral"),
    "Valaciclovir": ("Valaciclovir", "Antivirals, systemic", "1000", "mg", "TID", "Oral"),
    "Bicyclol": ("Bicyclol", "Liver therapy", "25", "mg", "TID", "Oral"),
    "Fenofibrate": ("Fenofibrate", "Lipid modifying agents", "200", "mg", "QD", "Oral"),
    "Levofloxacin": ("Levofloxacin", "Antibacterials, systemic", "500", "mg", "QD", "Intravenous"),
    "Ceftriaxone": ("Ceftriaxone", "Antibacterials, systemic", "2", "g", "QD", "Intravenous"),
    "Cefuroxime": ("Cefuroxime", "Antibacterials, systemic", "1.5", "g", "BID", "Intravenous"),
    "Metronidazole": (
        "Metronidazole",
        "Antibacterials, systemic",
        "500",
        "mg",
        "TID",
        "Intravenous",
    ),
    "Estazolam": ("Estazolam", "Hypnotics, sedatives", "1", "mg", "QN", "Oral"),
    "Nystatin": ("Nystatin", "Antifungals", "500000", "IU", "TID", "Oral"),
    "Amlodipine": ("Amlodipine", "Antihypertensives", "5", "mg", "QD", "Oral"),
    "Omeprazole": ("Omeprazole", "Acid-related agents", "20", "mg", "QD", "Oral"),
    "Mecobalamin": ("Mecobalamin", "Vitamins", "500", "µg", "TID", "Oral"),
    "SMZ-TMP": (
        "Sulfamethoxazole/trimethoprim",
        "Antibacterials, systemic",
        "960",
        "mg",
        "QD",
        "Oral",
    ),
    "Thymalfasin": ("Thymalfasin", "Immunostimulants", "1.6", "mg", "BIW", "Subcutaneous"),
    "Prednisone": ("Prednisone", "Corticosteroids, systemic", "20", "mg", "QD", "Oral"),
    "TDF": ("Tenofovir disoproxil", "Antiretrovirals, NRTI", "300", "mg", "QD", "Oral"),
    "3TC": ("Lamivudine", "Antiretrovirals, NRTI", "300", "mg", "QD", "Oral"),
    "AZT": ("Zidovudine", "Antiretrovirals, NRTI", "300", "mg", "BID", "Oral"),
    "d4T": ("Stavudine", "Antiretrovirals, NRTI", "30", "mg", "BID", "Oral"),
    "EFV": ("Efavirenz", "Antiretrovirals, NNRTI", "600", "mg", "QN", "Oral"),
    "NVP": ("Nevirapine", "Antiretrovirals, NNRTI", "200", "mg", "BID", "Oral"),
    "LPV/r": ("Lopinavir/ritonavir", "Antiretrovirals, PI", "400/100", "mg", "BID", "Oral"),
}
