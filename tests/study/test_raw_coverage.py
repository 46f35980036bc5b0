"""Every raw form and every column of it reaches the tabulation data of the seed trial."""

import re
from functools import cache

import pytest

from tests.study.built import STUDY, built_sdtm, read_form, study
from tlfgen.spec.yaml_file import load_yaml

pytestmark = pytest.mark.slow

DOMAINS = {
    "TA",
    "TE",
    "TV",
    "TI",
    "TS",
    "DM",
    "SE",
    "SV",
    "CO",
    "EX",
    "EC",
    "CM",
    "AE",
    "MH",
    "DS",
    "DV",
    "LB",
    "VS",
    "PE",
    "RS",
    "IE",
    "SC",
    "MB",
    "FA",
    "RELREC",
}
"""The domains of the study, as its plan names them."""

ELSEWHERE = {
    ("sites", "SITENAM"): "no domain holds the name of a site",
    ("subjects", "SCRDAT"): "the date of the screening visit in SV",
    ("infusions", "CELLU"): "the unit stands in the label of ECCELTOT",
}
"""Columns that no recipe reads, with the reason."""

IDENTIFIERS = {"RECID", "SITE", "SUBJID"}


@cache
def forms() -> dict[str, dict[str, object]]:
    """Give the data dictionary of the raw extract."""
    found: dict[str, dict[str, object]] = load_yaml(STUDY / "raw" / "forms.yaml")["forms"]
    return found


@cache
def readers(form: str) -> str:
    """Give the recipes that name a form among their sources, as text without comments."""
    texts = []
    for ref, recipe in study().datasets.items():
        if any(source.ref == f"raw.{form}" for source in recipe.sources.values()):
            name = ref.partition(".")[2].lower()
            texts.append((STUDY / "sdtm" / f"{name}.yaml").read_text(encoding="utf-8"))
    return re.sub(r"(?m)^\s*#.*$", "", "\n".join(texts))


def columns() -> list[tuple[str, str]]:
    """Give every form with every column that describes something."""
    return [
        (form, str(name))
        for form, entry in forms().items()
        for name in entry["fields"]  # type: ignore[attr-defined]  # a mapping by the dictionary
        if name not in IDENTIFIERS
    ]


def test_all_domains_are_made():
    """Every planned domain is there, none without records."""
    made = built_sdtm()
    assert DOMAINS <= set(made)
    assert all(len(made[name].dataset.frame) for name in DOMAINS)


@pytest.mark.parametrize("form", forms())
def test_every_form_is_a_source(form):
    """Some recipe reads the form."""
    assert readers(form)


@pytest.mark.parametrize(("form", "column"), columns(), ids="/".join)
def test_every_column_is_read(form, column):
    """Some recipe of the form names the column, or a reason stands above."""
    is_read = re.search(rf"\b{column}\b", readers(form)) is not None
    assert is_read != ((form, column) in ELSEWHERE)


@pytest.mark.parametrize(
    ("form", "domain", "variable"),
    [
        ("adverse_events", "AE", None),
        ("deviations", "DV", "DVSPID"),
        ("conmeds", "CM", "CMSPID"),
        ("art", "CM", "CMSPID"),
        ("medical_history", "MH", "MHSPID"),
        ("infusions", "EC", "ECSPID"),
        ("physical_exam", "PE", "PESPID"),
        ("karnofsky", "RS", "RSSPID"),
        ("vitals", "VS", "VSSPID"),
        ("hivrna", "MB", "MBSPID"),
        ("haematology", "LB", "LBSPID"),
        ("chemistry", "LB", "LBSPID"),
        ("biomarkers", "LB", "LBSPID"),
        ("urinalysis", "LB", "LBSPID"),
        ("serology", "LB", "LBSPID"),
        ("pregnancy", "LB", "LBSPID"),
    ],
)
def test_no_record_is_lost(form, domain, variable):
    """Every record of a form is in its domain."""
    frame = built_sdtm()[domain].dataset.frame
    raw = read_form(form)
    if variable is None:
        assert len(raw) == len(frame)
    else:
        assert set(raw["RECID"]) <= set(frame[variable])
