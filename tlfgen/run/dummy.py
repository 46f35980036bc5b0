"""Dummy treatment: the arms of subjects permuted by a seed, for dry runs before unblinding."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError
from tlfgen.model.dataset import Dataset
from tlfgen.spec.study import StudyFile

__all__ = ["permute_arms"]

_ARM_NAME = re.compile(r"(ACT)?ARM(CD)?|TRT(\d\d|SEQ)[PA](G\d)?N?")


def permute_arms(data: Mapping[str, Dataset], study: StudyFile, seed: int) -> dict[str, Dataset]:
    """
    Give the datasets with every subject's treatment replaced by that of a drawn other one.

    The subjects with a planned arm, in the order of their keys, are permuted by the generator
    PCG64 with the seed; each takes all arm variables of its donor. So the size of each arm stays
    as it is. Variables of the same name in other datasets, and the arm variables of their records
    (such as TRTP), follow. Doses, dates and other traces of treatment are left as they are.

    Parameters
    ----------
    data : mapping of name to Dataset
        The subject dataset is one of them.
    study : StudyFile
        Its ``arms`` and ``subjects``.
    seed : int

    Returns
    -------
    dict of name to Dataset
        Rows, order and dtypes are kept.

    Raises
    ------
    DataError
        ``data.no-arms`` if the study has no arms, or the subject dataset no planned arm.
    """
    subjects = data[study.subjects.data]
    arms = study.arms
    if arms is None or str(arms.planned.var) not in subjects.frame:
        what = "Dummy treatment needs the planned arm in the subject dataset."
        raise DataError.of("data.no-arms", what, hint="leave out --dummy-arms")
    key = str(study.subjects.key[-1])
    donors = _donors(subjects.frame, key, str(arms.planned.var), seed)
    sources = _sources(subjects, study)
    return {name: _with_donors(one, key, sources, donors) for name, one in data.items()}


def _donors(frame: pd.DataFrame, key: str, arm: str, seed: int) -> pd.DataFrame:
    """Give the subject dataset by subject, each row taken from the donor."""
    treated = frame[frame[arm].notna()].sort_values(key, kind="stable")
    order = np.random.Generator(np.random.PCG64(seed)).permutation(len(treated))
    return treated.take(order).set_axis(treated[key].astype(str).array, axis="index")


def _sources(subjects: Dataset, study: StudyFile) -> dict[str, str]:
    """Give for each arm variable, of subjects or records, the subject variable it follows."""
    found = {name: name for name in subjects.names if _ARM_NAME.fullmatch(name)}
    for kind in (study.arms.planned, study.arms.actual) if study.arms else ():
        if kind is None:
            continue
        for name in (kind.var, kind.order):
            if name is not None and str(name) in subjects.names:
                found[str(name)] = str(name)
        if kind.record is not None:
            found[str(kind.record)] = str(kind.var)
            if kind.order is not None:
                found[f"{kind.record}N"] = str(kind.order)
    return found


def _with_donors(
    dataset: Dataset, key: str, sources: Mapping[str, str], donors: pd.DataFrame
) -> Dataset:
    frame = dataset.frame
    own = {name: source for name, source in sources.items() if name in frame}
    if key not in frame or not own:
        return dataset
    places = pd.Index(donors.index).get_indexer(frame[key].astype(str))
    known = places >= 0
    changed = {}
    for name, source in own.items():
        drawn = donors[source].astype(object).to_numpy()[places]
        values = np.where(known & frame[name].notna(), drawn, frame[name].astype(object))
        changed[name] = pd.Series(values, index=frame.index).astype(frame[name].dtype)
    return dataset.with_frame(frame.assign(**changed))
