"""The verb that computes a clinical quantity by a named formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import field_validator, model_validator

from tlfgen.core.errors import SpecError
from tlfgen.spec.node import source_of
from tlfgen.spec.slots import ExpressionSlot
from tlfgen.spec.verbs.declaration import Verb, declares
from tlfgen.spec.words import Words, listed

__all__ = ["FORMULAS", "FormulaVerb", "NamedFormula"]


@dataclass(frozen=True, slots=True)
class NamedFormula:
    """
    A formula as define.xml shows it.

    Parameters
    ----------
    label : str
    inputs : mapping of name to meaning with unit
    text : str
        The formula with the names of its inputs.
    unit : str
    source : str
    """

    label: str
    inputs: Mapping[str, str]
    text: str
    unit: str
    source: str


_BODY = {"height": "cm", "weight": "kg"}
_QT = {"qt": "QT interval, ms", "rr": "RR interval, ms"}
_PRESSURES = {"systolic": "mmHg", "diastolic": "mmHg"}
_KIDNEY = {"creatinine": "serum creatinine, mg/dL", "age": "years", "sex": "F or M"}
_RISK = {
    "age": "years",
    "sex": "F or M",
    "cholesterol": "total, mg/dL",
    "hdl": "HDL cholesterol, mg/dL",
    "systolic": "mmHg",
    "treated": "for hypertension, Y or N",
    "smoker": "Y or N",
    "diabetic": "Y or N",
}
_RISK_TEXT = (
    "100 x (1 - S^exp(sum of coefficients x ln(age), ln(cholesterol), ln(hdl), ln(systolic), "
    "smoker and diabetic - mean)), coefficients, S and mean by sex and treated"
)

FORMULAS: Mapping[str, NamedFormula] = {
    "bmi": NamedFormula(
        "body mass index", _BODY, "weight / (height / 100)^2", "kg/m2", "WHO TRS 894"
    ),
    "bsa_mosteller": NamedFormula(
        "body surface area", _BODY, "sqrt(height x weight / 3600)", "m2", "Mosteller 1987"
    ),
    "bsa_dubois": NamedFormula(
        "body surface area",
        _BODY,
        "0.007184 x height^0.725 x weight^0.425",
        "m2",
        "DuBois, DuBois 1916",
    ),
    "bsa_haycock": NamedFormula(
        "body surface area",
        _BODY,
        "0.024265 x height^0.3964 x weight^0.5378",
        "m2",
        "Haycock et al. 1978",
    ),
    "bsa_gehan_george": NamedFormula(
        "body surface area",
        _BODY,
        "0.0235 x height^0.42246 x weight^0.51456",
        "m2",
        "Gehan, George 1970",
    ),
    "bsa_boyd": NamedFormula(
        "body surface area",
        _BODY,
        "0.0003207 x height^0.3 x (1000 weight)^(0.7285 - 0.0188 log10(1000 weight))",
        "m2",
        "Boyd 1935",
    ),
    "bsa_fujimoto": NamedFormula(
        "body surface area",
        _BODY,
        "0.008883 x height^0.663 x weight^0.444",
        "m2",
        "Fujimoto et al. 1968",
    ),
    "bsa_takahira": NamedFormula(
        "body surface area",
        _BODY,
        "0.007241 x height^0.725 x weight^0.425",
        "m2",
        "Takahira 1925",
    ),
    "map": NamedFormula(
        "mean arterial pressure", _PRESSURES, "(systolic + 2 x diastolic) / 3", "mmHg", "usual"
    ),
    "map_heart_rate": NamedFormula(
        "mean arterial pressure",
        {**_PRESSURES, "heart_rate": "beats/min"},
        "diastolic + 0.01 x exp(4.14 - 40.74 / heart_rate) x (systolic - diastolic)",
        "mmHg",
        "Razminia et al. 2004",
    ),
    "rr": NamedFormula(
        "RR interval", {"heart_rate": "beats/min"}, "60000 / heart_rate", "ms", "usual"
    ),
    "qtcb": NamedFormula("QT corrected", _QT, "qt / sqrt(rr / 1000)", "ms", "Bazett 1920"),
    "qtcf": NamedFormula("QT corrected", _QT, "qt / (rr / 1000)^(1/3)", "ms", "Fridericia 1920"),
    "qtcs": NamedFormula(
        "QT corrected", _QT, "qt + 154 x (1 - rr / 1000)", "ms", "Sagie et al. 1992"
    ),
    "egfr_ckd_epi": NamedFormula(
        "estimated glomerular filtration rate",
        _KIDNEY,
        "142 x min(creatinine / k, 1)^a x max(creatinine / k, 1)^-1.2 x 0.9938^age, x 1.012 if F, "
        "with k 0.7 and a -0.241 if F, k 0.9 and a -0.302 if M",
        "mL/min/1.73 m2",
        "CKD-EPI 2021, Inker et al.",
    ),
    "egfr_mdrd": NamedFormula(
        "estimated glomerular filtration rate",
        {**_KIDNEY, "black": "Y or N"},
        "175 x creatinine^-1.154 x age^-0.203, x 0.742 if F, x 1.212 if black",
        "mL/min/1.73 m2",
        "Levey et al. 2006",
    ),
    "crcl_cockcroft_gault": NamedFormula(
        "creatinine clearance",
        {**_KIDNEY, "weight": "kg"},
        "(140 - age) x weight / (72 x creatinine), x 0.85 if F",
        "mL/min",
        "Cockcroft, Gault 1976",
    ),
    "framingham_risk": NamedFormula(
        "ten-year risk of cardiovascular disease", _RISK, _RISK_TEXT, "%", "D'Agostino et al. 2008"
    ),
    "waist_hip": NamedFormula(
        "waist-to-hip ratio", {"waist": "cm", "hip": "cm"}, "waist / hip", "ratio", "usual"
    ),
    "waist_height": NamedFormula(
        "waist-to-height ratio", {"waist": "cm", "height": "cm"}, "waist / height", "ratio", "usual"
    ),
    "dose_intensity": NamedFormula(
        "relative dose intensity",
        {"given": "dose given", "planned": "dose planned, same unit"},
        "100 x given / planned",
        "%",
        "usual",
    ),
    "absolute_count": NamedFormula(
        "absolute count of a leukocyte class",
        {"leukocytes": "count", "percent": "of leukocytes"},
        "leukocytes x percent / 100",
        "as leukocytes",
        "usual",
    ),
}


@declares
class FormulaVerb(Verb):
    """
    A clinical quantity by a named formula: body mass index, corrected QT, filtration rate.

    Parameters
    ----------
    name : str
        One of the formulas of the reference page.
    of : mapping of input to expression
        Every input of the formula, in the unit it asks for.
    """

    verb = "formula"
    name: str
    of: dict[str, ExpressionSlot]

    @field_validator("name")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in FORMULAS:
            raise SpecError.unknown("formula", name, FORMULAS, source_of(name))
        return name

    @model_validator(mode="after")
    def _has_its_inputs(self) -> FormulaVerb:
        wanted = FORMULAS[self.name].inputs
        for name in self.of:
            if name not in wanted:
                place = source_of(name) or self.source
                raise SpecError.unknown("input", name, wanted, place)
        lacking = [name for name in wanted if name not in self.of]
        if lacking:
            what = f"The formula {self.name} needs {listed(lacking)}."
            hint = "; ".join(f"{name}: {wanted[name]}" for name in lacking)
            raise SpecError.of("spec.missing-input", what, self.source, hint=hint)
        return self

    @property
    def formula(self) -> NamedFormula:
        """The formula it names."""
        return FORMULAS[self.name]

    def sentence(self, targets: tuple[str, ...], words: Words) -> str:
        """Give the formula, then what each name in it stands for."""
        formula = self.formula
        meanings = [
            f"{name} being {words.say(self.of[name])} ({unit})"
            for name, unit in formula.inputs.items()
        ]
        said = formula.label[:1].upper() + formula.label[1:]
        source = "" if formula.source == "usual" else f" ({formula.source})"
        return (
            f"{said}{source} in {formula.unit}: {formula.text}, {listed(meanings)}. Missing if any "
            "of them is missing."
        )

    @classmethod
    def policies(cls) -> Mapping[str, str]:
        """Give the policy for missing inputs."""
        return {"inputs": "any missing input, and a result that is not finite, gives missing"}

    @classmethod
    def decision_table(cls) -> tuple[tuple[str, ...], ...]:
        """Give every formula with its inputs, unit and source."""
        rows = [
            (
                name,
                ", ".join(f"{one} ({unit})" for one, unit in formula.inputs.items()),
                formula.text,
                formula.unit,
                formula.source,
            )
            for name, formula in sorted(FORMULAS.items())
        ]
        return (("name", "of", "value", "unit", "source"), *rows)
