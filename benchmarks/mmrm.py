"""
Time of mixed models for repeated measures as trials grow, beside that of the R package mmrm.

Run: ``python benchmarks/mmrm.py``. Times are CPU seconds of one thread, for the fit with means
and differences of arms at every visit. Those of R (mmrm 0.3.18 with emmeans, R 4.2.2, one core)
were measured on simulated trials of the same sizes; ratios matter, not seconds.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tlfgen.analysis import compare_mmrm_lsmeans, estimate_mmrm_lsmeans, fit_mmrm

CASES = [
    ("us", "satterthwaite", 200, 4, 0.07),
    ("us", "kenward_roger", 200, 4, 0.11),
    ("us", "satterthwaite", 1_000, 10, 1.9),
    ("us", "kenward_roger", 1_000, 10, 22.0),
    ("us", "kenward_roger", 2_000, 10, None),
    ("us", "kenward_roger", 4_000, 10, None),
    ("us", "kenward_roger", 1_000, 20, None),
    ("toeph", "kenward_roger", 1_000, 10, None),
    ("ar1h", "kenward_roger", 1_000, 10, None),
    ("adh", "kenward_roger", 1_000, 10, None),
    ("sp_exp", "kenward_roger", 1_000, 10, None),
    ("us", "satterthwaite", 10_000, 10, None),
]


def simulate(subjects: int, visits: int) -> dict[str, np.ndarray]:
    """Give a trial of two arms in which a seventh of the records is missing."""
    source = np.random.default_rng(20)
    subject, visit = np.repeat(np.arange(subjects), visits), np.tile(np.arange(visits), subjects)
    base = np.repeat(source.normal(size=subjects), visits)
    shared = np.repeat(source.normal(size=subjects), visits)
    noise = source.normal(size=subject.size)
    value = base + shared + 0.1 * visit * (subject % 2) + (1 + 0.1 * visit) * noise
    value[source.random(subject.size) < 1 / 7] = np.nan
    spots = visit + source.uniform(-0.3, 0.3, size=subject.size)
    region = np.repeat(source.integers(0, 3, size=subjects), visits)
    return {
        "value": value,
        "subject": subject,
        "visit": visit,
        "BASE": base,
        "ARM": subject % 2,
        "REGION": region,
        "VISIT": visit,
        "spots": spots,
    }


def measure(covariance: str, df: str, subjects: int, visits: int) -> tuple[float, str | None]:
    """Give CPU seconds of one fit with its means, and the structure used."""
    trial = simulate(subjects, visits)
    begin = time.process_time()
    fit = fit_mmrm(
        trial["value"],
        trial["subject"],
        trial["visit"],
        terms={name: trial[name] for name in ("BASE", "ARM", "REGION", "VISIT")},
        classes=["ARM", "REGION", "VISIT"],
        model=["BASE", "REGION", "ARM", "VISIT", "ARM*VISIT"],
        covariance=covariance,
        df=df,
        coordinates=trial["spots"] if covariance == "sp_exp" else None,
    )
    estimate_mmrm_lsmeans(fit, ["VISIT", "ARM"])
    compare_mmrm_lsmeans(fit, "ARM", by=["VISIT"])
    return time.process_time() - begin, fit.structure_used


def main() -> None:
    """Print a line for each case."""
    print(f"{'structure':9} {'df':14} {'subjects':>8} {'visits':>6} {'CPU s':>7} {'R':>6} ratio")
    with threadpool_limits(1):
        measure("us", "kenward_roger", 50, 3)
        for covariance, df, subjects, visits, peer in CASES:
            seconds, used = measure(covariance, df, subjects, visits)
            beside = f"{peer:6.2f} {peer / seconds:5.1f}" if peer else ""
            note = "" if used == covariance else f" (used {used})"
            print(f"{covariance:9} {df:14} {subjects:8} {visits:6} {seconds:7.3f} {beside}{note}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
