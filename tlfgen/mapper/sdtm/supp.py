"""SUPP-- datasets: joined on when read, made when written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from tlfgen.core.errors import DataError, Finding
from tlfgen.frame.dtypes import coerce_column
from tlfgen.frame.keys import shared_codes
from tlfgen.frame.table import HeldTable, Table
from tlfgen.mapper.derivation import is_missing
from tlfgen.mapper.take import take
from tlfgen.mapper.tally import Tally
from tlfgen.model.dataset import ROW, Dataset, Variable
from tlfgen.spec.dataset import ColumnSpec
from tlfgen.spec.verbs.derivation import Supplement

__all__ = ["join_supplement", "make_supplement", "qualifiers_of"]

_VARIABLES = (
    ("STUDYID", "Study Identifier"),
    ("RDOMAIN", "Related Domain Abbreviation"),
    ("USUBJID", "Unique Subject Identifier"),
    ("IDVAR", "Identifying Variable"),
    ("IDVARVAL", "Identifying Variable Value"),
    ("QNAM", "Qualifier Variable Name"),
    ("QLABEL", "Qualifier Variable Label"),
    ("QVAL", "Data Value"),
    ("QORIG", "Origin"),
    ("QEVAL", "Evaluator"),
)
_KEYS = ("STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM")
_QUOTED = 3


def qualifiers_of(table: Table) -> dict[str, str]:
    """Give the label of every qualifier of a SUPP-- dataset, by QNAM in order."""
    codes, _ = table.codes("QNAM")
    found, first = np.unique(codes, return_index=True)
    pairs = table.take(np.sort(first[found >= 0]).astype(np.int64)).frame
    labels = pairs["QLABEL"].astype("string[pyarrow]").fillna("")
    known: dict[str, str] = {}
    for name, label in zip(
        pairs["QNAM"].astype("string[pyarrow]").str.strip(), labels, strict=True
    ):
        known.setdefault(str(name), str(label))
    return dict(sorted(known.items()))


def join_supplement(
    parent: Dataset,
    supplement: Dataset,
    keys: Sequence[str],
    qualifiers: Mapping[str, str] | None = None,
) -> tuple[Dataset, tuple[Tally, ...]]:
    """
    Give a domain with the qualifiers of its SUPP-- dataset as variables.

    IDVARVAL is compared as text and, for a numeric IDVAR, as a number, so that ``1`` finds ``1.0``.
    A blank IDVAR belongs to every record of the subject.

    Parameters
    ----------
    parent, supplement : Dataset
    keys : sequence of str
        What identifies a subject.
    qualifiers : mapping of QNAM to label, optional
        All of them, where ``supplement`` is a part that may not have every one.

    Returns
    -------
    (Dataset, tallies)
        Rows in their order; QLABEL becomes the label. One warning for qualifiers without a record.

    Raises
    ------
    DataError
        ``data.supp-twice`` where a record has a qualifier twice; ``data.supp-name`` where a QNAM is
        a variable of the domain.

    Notes
    -----
    Source: SDTMIG 3.3, section 8.4.
    """
    frame, supp = parent.frame, supplement.frame
    subject = [name for name in keys if name in frame.columns and name in supp.columns]
    names = supp["QNAM"].astype("string[pyarrow]").str.strip()
    columns: dict[str, pd.Series] = {}
    orphan = np.zeros(len(supp), dtype=bool)
    known = qualifiers_of(HeldTable(supplement)) if qualifiers is None else qualifiers
    for name in known:
        if name in frame.columns:
            what = f"{supplement.name} has the qualifier {name}, a variable of {parent.name}."
            raise DataError.of("data.supp-name", what, hint="rename the qualifier")
        chosen = np.flatnonzero((names == name).fillna(False).to_numpy(dtype=bool))
        values, lost = _qualifier(parent, supplement, chosen, subject, name)
        columns[name] = values
        orphan[chosen[lost]] = True
    variables = (
        *parent.variables,
        *(Variable(name, known[name], origin="Collected") for name in columns),
    )
    joined = pd.concat([frame, *(c.rename(n) for n, c in columns.items())], axis=1)
    dataset = parent.with_frame(joined).with_variables(variables)
    return dataset, _orphans(parent, supplement, orphan)


def _qualifier(
    parent: Dataset, supplement: Dataset, chosen: np.ndarray, subject: list[str], name: str
) -> tuple[pd.Series, np.ndarray]:
    """Give one qualifier for each record of the domain, and which of its rows found none."""
    supp = supplement.frame.take(chosen).reset_index(drop=True)
    idvars = supp["IDVAR"].astype("string[pyarrow]").fillna("").str.strip()
    position = np.full(len(parent.frame), -1, dtype=np.int64)
    used = np.zeros(len(supp), dtype=bool)
    for idvar in sorted(idvars.unique()):
        at = np.flatnonzero((idvars == idvar).to_numpy(dtype=bool))
        left = parent.frame[[*subject, *([idvar] if idvar else [])]]
        right = supp.take(at).reset_index(drop=True)
        if idvar:
            right = right.assign(**{idvar: _identifier(right["IDVARVAL"], left[idvar])})
        by = [(key, key) for key in left.columns]
        wanted, offered = shared_codes(left, right[[key for key, _ in by]], by)
        _require_single(supplement, right, offered, name)
        size = int(max(wanted.max(initial=-1), offered.max(initial=-1))) + 2
        place = np.full(size, -1, dtype=np.int64)
        known = offered >= 0
        place[offered[known]] = at[known]
        found = np.where(wanted < 0, -1, place[wanted])
        position = np.where(found >= 0, found, position)
        used[found[found >= 0]] = True
    values = take(supp["QVAL"].astype("string[pyarrow]"), position)
    return values, np.flatnonzero(~used)


def _identifier(values: pd.Series, like: pd.Series) -> pd.Series:
    """Give IDVARVAL in the kind of the variable it names."""
    text = values.astype("string[pyarrow]").str.strip()
    if pd.api.types.is_numeric_dtype(like.dtype):
        return pd.to_numeric(text, errors="coerce").astype("float64")
    return text.astype("string[pyarrow]")


def _require_single(
    supplement: Dataset, right: pd.DataFrame, offered: np.ndarray, name: str
) -> None:
    known = offered[offered >= 0]
    sizes = np.bincount(known) if len(known) else np.zeros(1, dtype=np.int64)
    several = np.flatnonzero((offered >= 0) & (sizes[np.maximum(offered, 0)] > 1))
    if len(several):
        what = f"{len(several)} rows of {supplement.name} give {name} twice for one record."
        details = _shown(right, several)
        hint = "keep one value a record and qualifier"
        raise DataError.of("data.supp-twice", what, hint=hint, details=details)


def _orphans(parent: Dataset, supplement: Dataset, orphan: np.ndarray) -> tuple[Tally, ...]:
    at = np.flatnonzero(orphan)
    after = f" rows of {supplement.name} belong to no record of {parent.name}."
    details = _shown(supplement.frame, at)
    hint = "correct IDVAR or IDVARVAL, or remove them"
    finding = Finding("data.supp-orphan", after, None, (), hint, "warning", details)
    return (Tally(finding, "", after, len(at)),)


def _shown(frame: pd.DataFrame, at: np.ndarray) -> tuple[str, ...]:
    names = [name for name in ("USUBJID", "IDVAR", "IDVARVAL", "QNAM") if name in frame.columns]
    rows = frame[names].take(at[:_QUOTED]).to_dict("records")
    return tuple(" ".join(f"{key}={value}" for key, value in row.items()) for row in rows)


def make_supplement(
    parent: Dataset, columns: Mapping[str, pd.Series], specs: Mapping[str, ColumnSpec]
) -> Dataset | None:
    """
    Give the SUPP-- dataset of the columns that go there; None where no column has a value.

    Parameters
    ----------
    parent : Dataset
        The finished domain.
    columns : mapping of QNAM to values, one a record of ``parent``, in its order
    specs : mapping of QNAM to the column that says so

    Raises
    ------
    DataError
        ``data.supp-twice`` where IDVAR does not tell the records apart.

    Notes
    -----
    IDVAR is what the column says, else the sequence number of the domain; blank in DM.
    Source: SDTMIG 3.3, section 8.4.
    """
    parts = [
        part
        for name, values in columns.items()
        if (supp := specs[name].derivation.supp) is not None
        and (part := _rows_of(parent, name, values, supp)) is not None
    ]
    if not parts:
        return None
    whole = pd.concat(parts, ignore_index=True)
    number = pd.to_numeric(whole["IDVARVAL"], errors="coerce")
    whole = whole.assign(_number=number)
    sort = ["STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "_number", "IDVARVAL", "QNAM"]
    whole = whole.sort_values(sort, kind="stable", na_position="first")
    whole = whole.drop(columns="_number").reset_index(drop=True)
    whole[ROW] = np.arange(len(whole), dtype=np.int64)
    variables = tuple(Variable(name, label) for name, label in _VARIABLES)
    _require_single_values(whole, parent)
    label = f"Supplemental Qualifiers for {parent.name}"
    return Dataset(f"SUPP{parent.name}", label, "sdtm", whole, variables, _KEYS, parent.parents)


def _require_single_values(whole: pd.DataFrame, parent: Dataset) -> None:
    """Refuse two values of one qualifier for what IDVAR and IDVARVAL name."""
    several = np.flatnonzero(whole.duplicated(list(_KEYS), keep=False).to_numpy(dtype=bool))
    if len(several):
        what = f"{len(several)} qualifiers of {parent.name} are not told apart by IDVAR."
        hint = "state supp: {idvar: ...}, a variable that identifies the record"
        details = _shown(whole, several)
        raise DataError.of("data.supp-twice", what, hint=hint, details=details)


def _rows_of(
    parent: Dataset, name: str, values: pd.Series, supp: Supplement
) -> pd.DataFrame | None:
    present = np.flatnonzero(~is_missing(values))
    if not len(present):
        return None
    frame = parent.frame
    idvar = supp.idvar if supp.idvar is not None else _sequence(parent.names, parent.name)
    chosen = frame.take(present).reset_index(drop=True)
    texts = coerce_column(_iso(values.take(present).reset_index(drop=True)), "text")
    size = len(present)
    constants = {
        "RDOMAIN": parent.name,
        "IDVAR": idvar,
        "QNAM": name,
        "QLABEL": supp.label,
        "QORIG": supp.origin,
        "QEVAL": supp.evaluator,
    }
    made: dict[str, pd.Series] = {
        "STUDYID": _key(chosen, "STUDYID", size),
        "USUBJID": _key(chosen, "USUBJID", size),
        "IDVARVAL": coerce_column(chosen[idvar], "text") if idvar else _constant("", size),
        "QVAL": texts,
    }
    made.update({key: _constant(value or "", size) for key, value in constants.items()})
    return pd.DataFrame({key: made[key].astype("string[pyarrow]") for key, _ in _VARIABLES})


def _key(frame: pd.DataFrame, name: str, size: int) -> pd.Series:
    return frame[name] if name in frame.columns else _constant("", size)


def _constant(value: str, size: int) -> pd.Series:
    return pd.Series([value or None] * size, dtype="string[pyarrow]")


def _iso(values: pd.Series) -> pd.Series:
    """Give a date as ISO 8601 text; other values as they are."""
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    whole: pd.Series = values.dt.strftime("%Y-%m-%dT%H:%M:%S").astype("string[pyarrow]")
    return whole.str.replace(r"T00:00:00$", "", regex=True)


def _sequence(names: Iterable[str], domain: str) -> str | None:
    wanted = f"{domain}SEQ"
    return wanted if wanted in set(names) else None
