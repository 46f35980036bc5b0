"""Laboratory analytes: populations, units by site, normal ranges.

Values are simulated in SI units. A site of ``other`` reports in a conventional unit, which is the
SI value times a factor; README.md repeats the factors.
"""

from dataclasses import dataclass

from protocol import SITE_SIZES


@dataclass(frozen=True)
class Analyte:
    """One analyte in SI units, with the conventional unit some sites use."""

    code: str
    unit: str
    decimals: int
    low: tuple[float, float]  # men, women
    high: tuple[float, float]
    between: float = 0.0  # relative spread between subjects
    within: float = 0.0  # relative spread within a subject
    middle: float | None = None
    other_unit: str = ""
    factor: float = 1.0
    other_decimals: int = 0
    other: tuple[str, ...] = ()

    def reported(self, value: float, site: str) -> str:
        """Write a value as the laboratory of a site reports it."""
        if site in self.other:
            return f"{value * self.factor:.{self.other_decimals}f}"
        return f"{value:.{self.decimals}f}"

    def unit_at(self, site: str) -> str:
        """Give the unit in which a site reports."""
        return self.other_unit if site in self.other else self.unit

    def limits(self, site: str, *, male: bool) -> tuple[str, str]:
        """Give the normal range of a site as printed on its reports."""
        k = 0 if male else 1
        high = self.high[k] * (1.25 if (self.code, site) == ("ALT", "03") else 1)
        return self.reported(self.low[k], site), self.reported(high, site)


def _both(value: float) -> tuple[float, float]:
    return value, value


CHEMISTRY = (
    Analyte("ALT", "U/L", 0, _both(5), _both(40), 0.28, 0.2, 20),
    Analyte("AST", "U/L", 0, _both(8), _both(40), 0.26, 0.18, 22),
    Analyte("ALP", "U/L", 0, _both(40), _both(130), 0.23, 0.1, 78),
    Analyte("GGT", "U/L", 0, (10, 7), (60, 45), 0.34, 0.15, 25),
    Analyte("TBIL", "µmol/L", 1, _both(3.4), _both(20.5), 0.3, 0.18, 10.5,
            "mg/dL", 0.05848, 2, ("04",)),
    Analyte("ALB", "g/L", 1, _both(40), _both(55), 0.065, 0.04, 45.5, "g/dL", 0.1, 2, ("03",)),
    Analyte("CREA", "µmol/L", 0, (57, 41), (104, 84), 0.125, 0.05, None,
            "mg/dL", 0.01131, 2, ("02",)),
    Analyte("UREA", "mmol/L", 1, _both(2.9), _both(8.2), 0.21, 0.12, 5.0),
    Analyte("GLU", "mmol/L", 1, _both(3.9), _both(6.1), 0.09, 0.07, 5.0,
            "mg/dL", 18.016, 0, ("03",)),
    Analyte("CHOL", "mmol/L", 2, _both(2.8), _both(5.7), 0.15, 0.07, 4.5,
            "mg/dL", 38.67, 0, ("04",)),
    Analyte("TG", "mmol/L", 2, _both(0.40), _both(1.70), 0.24, 0.16, 1.1,
            "mg/dL", 88.57, 0, ("04",)),
    Analyte("SOD", "mmol/L", 0, _both(135), _both(145), 0.011, 0.012, 140),
    Analyte("POT", "mmol/L", 1, _both(3.5), _both(5.3), 0.08, 0.07, 4.3),
)  # fmt: skip

HAEMATOLOGY = (
    Analyte("WBC", "10^9/L", 2, _both(3.5), _both(9.5), other_unit="10^3/uL", factor=1,
            other_decimals=1, other=("03",)),
    Analyte("RBC", "10^12/L", 2, (4.3, 3.8), (5.8, 5.1), other_unit="10^6/uL", factor=1,
            other_decimals=2, other=("03",)),
    Analyte("HGB", "g/L", 0, (130, 115), (175, 150), other_unit="g/dL", factor=0.1,
            other_decimals=1, other=("02",)),
    Analyte("HCT", "L/L", 3, (0.40, 0.35), (0.50, 0.45), other_unit="%", factor=100,
            other_decimals=1, other=("02",)),
    Analyte("MCV", "fL", 1, _both(82), _both(100)),
    Analyte("PLT", "10^9/L", 0, _both(125), _both(350), other_unit="10^3/uL", factor=1,
            other_decimals=0, other=("03",)),
    Analyte("NEUT", "10^9/L", 2, _both(1.8), _both(6.3), other_unit="10^3/uL", factor=1,
            other_decimals=2, other=("03",)),
    Analyte("LYM", "10^9/L", 2, _both(1.1), _both(3.2), other_unit="10^3/uL", factor=1,
            other_decimals=2, other=("03",)),
    Analyte("MONO", "10^9/L", 2, _both(0.1), _both(0.6), other_unit="10^3/uL", factor=1,
            other_decimals=2, other=("03",)),
    Analyte("EOS", "10^9/L", 2, _both(0.02), _both(0.52), other_unit="10^3/uL", factor=1,
            other_decimals=2, other=("03",)),
    Analyte("BASO", "10^9/L", 2, _both(0.0), _both(0.06), other_unit="10^3/uL", factor=1,
            other_decimals=2, other=("03",)),
)  # fmt: skip

LYMPHOCYTES = (
    Analyte("CD3", "cells/uL", 0, _both(770), _both(2860), other_unit="cells/mm3", other=("02",)),
    Analyte("CD4", "cells/uL", 0, _both(500), _both(1440), other_unit="cells/mm3", other=("02",)),
    Analyte("CD8", "cells/uL", 0, _both(238), _both(1250), other_unit="cells/mm3", other=("02",)),
    Analyte("LYMABS", "cells/uL", 0, _both(1100), _both(3200), other_unit="cells/mm3",
            other=("02",)),
    Analyte("RATIO", "ratio", 2, _both(0.9), _both(3.6)),
    Analyte("CD4PCT", "%", 1, _both(27), _both(51)),
)  # fmt: skip

MARKERS = (
    Analyte("HLADR38", "%", 1, _both(0), _both(15)),
    Analyte("HSCRP", "mg/L", 2, _both(0), _both(3.0)),
    Analyte("IL6", "pg/mL", 2, _both(0), _both(7.0)),
)

PANELS = {
    "Chemistry": CHEMISTRY,
    "Haematology": HAEMATOLOGY,
    "Lymphocyte subsets": LYMPHOCYTES,
    "Biomarkers": MARKERS,
}


def range_rows() -> list[dict[str, str]]:
    """Give one row for each panel, analyte, site, sex: the laboratory normal ranges form."""
    rows = []
    for panel, analytes in PANELS.items():
        for analyte in analytes:
            for site in SITE_SIZES:
                for sex in ("Male", "Female"):
                    low, high = analyte.limits(site, male=sex == "Male")
                    rows.append({
                        "SITE": site,
                        "LABID": "CENTRAL" if panel == "Biomarkers" else f"LAB{site}",
                        "PANEL": panel,
                        "LBTEST": analyte.code,
                        "SEX": sex,
                        "UNIT": analyte.unit_at(site),
                        "LOW": low,
                        "HIGH": high,
                    })  # fmt: skip
    return rows
