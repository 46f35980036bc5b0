"""
CPU seconds of the heavy statistics: growth with n, and R's figure where one is known.

Run: ``OMP_NUM_THREADS=1 python benchmarks/heavy_statistics.py [largest]`` (records of the survival
methods; 1,000,000 where nothing is said). R's seconds are those of R 4.2.2 on one core of another
machine, so ratios say an order of magnitude.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.pop(0)  # this file has the name of a module of the standard library
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

import tlfgen.analysis as room

Call = Callable[[], object]
Case = tuple[str, str, Call, float | None]
R_CURVES = {"survfit with quantiles": 0.86, "log-rank": 1.0, "Cox Efron, 2 covariates": 3.9}
R_MMRM = {(200, 4, "satterthwaite"): 0.07, (200, 4, "kenward_roger"): 0.11,
          (1000, 10, "satterthwaite"): 1.9, (1000, 10, "kenward_roger"): 22.0}  # fmt: skip
MILLION = 1_000_000


def survival_cases(largest: int) -> Iterator[Case]:
    """Give curves, log-rank tests and Cox models of growing samples."""
    random = np.random.default_rng(1)
    for n in (largest // 100, largest // 10, largest):
        group = random.integers(0, 2, n)
        age = random.normal(60, 9, n)
        failure = random.exponential(np.exp(-0.3 * group), n)
        censored = random.exponential(2.0, n)
        months = np.ceil(np.minimum(failure, censored) * 365) / 30.4375
        event = (failure <= censored).astype(int)
        columns = np.column_stack([group, age])
        calls: dict[str, Call] = {
            "survfit with quantiles": lambda t=months, e=event: room.estimate_kaplan_meier(t, e),
            "log-rank": lambda t=months, e=event, g=group: room.compare_survival_curves(t, e, g),
            "Cox Efron, 2 covariates": lambda t=months, e=event, x=columns: room.fit_cox(
                t, e, x, ties="efron"
            ),
        }
        for name, call in calls.items():
            yield name, f"{n:,} rows", call, R_CURVES[name] if n == MILLION else None


def repeated_cases() -> Iterator[Case]:
    """Give mixed models for repeated measures with least-squares means."""
    random = np.random.default_rng(2)
    for subjects, visits in ((200, 4), (1000, 10)):
        root = np.linalg.cholesky(0.5 ** np.abs(np.subtract.outer(range(visits), range(visits))))
        noise = random.normal(size=(subjects, visits)) @ root.T
        arm = np.repeat(random.integers(0, 2, subjects), visits)
        subject = np.repeat(np.arange(subjects), visits)
        visit = np.tile(np.arange(visits), subjects)
        base = np.repeat(random.normal(size=subjects), visits)
        response = noise.ravel() + base + 0.2 * arm * visit
        kept = random.random(response.size) > 0.1
        for df in ("satterthwaite", "kenward_roger"):

            def call(
                df: str = df,
                keep: np.ndarray = kept,
                arrays: tuple = (response, subject, visit, arm, base),
            ) -> object:
                y, one, at, treatment, baseline = (array[keep] for array in arrays)
                terms = {"arm": treatment, "visit": at, "base": baseline}
                model = ["base", "arm", "visit", "arm*visit"]
                fit = room.fit_mmrm(
                    y, one, at, terms=terms, model=model, classes=["arm", "visit"], df=df
                )
                return room.estimate_mmrm_lsmeans(fit, ["arm", "visit"])

            known = R_MMRM.get((subjects, visits, df))
            yield f"MMRM unstructured, {df}", f"{subjects:,} x {visits}", call, known


def exact_cases() -> Iterator[Case]:
    """Give exact methods, which grow fastest."""
    random = np.random.default_rng(3)
    for n in (25, 50, 100):
        one, two = random.integers(0, 40, n), random.integers(5, 45, n)
        yield (
            "exact rank sum with ties", f"{n} + {n}",
            lambda a=one, b=two: room.compare_ranks(a, b, p_value="exact"), None,
        )  # fmt: skip
    for n in (20, 60, 150):
        yield (
            "exact limits of a difference", f"{n} + {n}",
            lambda m=n: room.estimate_proportion_difference(
                m // 2, m, m // 3, m, method="exact_score"
            ), None,
        )  # fmt: skip
        yield (
            "Boschloo", f"{n} + {n}",
            lambda m=n: room.compare_table_unconditional(
                [[m // 2, m - m // 2], [m // 3, m - m // 3]], ordering="boschloo"
            ), None,
        )  # fmt: skip
    for n in (30, 60, 110):
        table = random.multinomial(n, np.full(12, 1 / 12)).reshape(3, 4)
        yield "Fisher 3 x 4", f"{n} records", lambda t=table: room.compare_table_exact(t), None


def model_cases() -> Iterator[Case]:
    """Give generalized models and estimating equations."""
    random = np.random.default_rng(4)
    for n in (500, 5000, 50_000):
        terms = {"arm": random.integers(0, 3, n), "age": random.normal(size=n)}
        rate = np.exp(0.2 * terms["age"])
        response = (random.random(n) < rate / (1 + rate)).astype(float)
        counts = random.poisson(rate * random.gamma(2, 0.5, n)).astype(float)
        yield (
            "logistic with profile limits", f"{n:,} rows",
            lambda y=response, x=terms: room.fit_generalized(
                y, x, ["arm"], family="binomial", limits="profile"
            ), None,
        )  # fmt: skip
        yield (
            "negative binomial", f"{n:,} rows",
            lambda y=counts, x=terms: room.fit_negative_binomial(y, x, ["arm"]), None,
        )  # fmt: skip
        yield (
            "GEE exchangeable, 5 rows a cluster", f"{n:,} rows",
            lambda y=response, x=terms, m=n: room.fit_gee(
                y, x, np.arange(m) // 5, ["arm"], family="binomial", structure="exchangeable"
            ), None,
        )  # fmt: skip


def seconds(call: Call) -> float:
    """Give the CPU seconds of a call, after one that loads what it needs."""
    start = time.process_time()
    call()
    rounds = 1 if time.process_time() - start > 1 else 5
    start = time.process_time()
    for _ in range(rounds):
        call()
    return (time.process_time() - start) / rounds


def main() -> None:
    """Print one line a method and size."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    print(f"{'method':<38}{'size':>16}{'CPU s':>10}{'R s':>8}{'ratio':>8}")
    for cases in (survival_cases(largest), repeated_cases(), exact_cases(), model_cases()):
        for name, size, call, peer in cases:
            spent = seconds(call)
            shown = f"{peer:>8.2f}{spent / peer:>8.2f}" if peer else ""
            print(f"{name:<38}{size:>16}{spent:>10.3f}{shown}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
