"""SUPP-- datasets."""

import pytest

from tests.mapping import dataset, frame
from tlfgen.core.errors import DataError
from tlfgen.mapper.sdtm.supp import join_supplement

KEY = ("STUDYID", "USUBJID")


def parent():
    """Give three events of two subjects."""
    return dataset("AE", frame(STUDYID=["S"] * 3, USUBJID=["1", "1", "2"], AESEQ=[1.0, 2.0, 1.0]))


def supplement(**more):
    """Give one qualifier of the second event of subject 1."""
    given = {
        "STUDYID": ["S"],
        "RDOMAIN": ["AE"],
        "USUBJID": ["1"],
        "IDVAR": ["AESEQ"],
        "IDVARVAL": ["2"],
        "QNAM": ["AETRTEM"],
        "QLABEL": ["Treatment Emergent"],
        "QVAL": ["Y"],
    }
    return dataset("SUPPAE", frame(**{**given, **more}))


def test_joined_by_number():
    """A numeric identifier finds its text; the label of the qualifier is that of the variable."""
    joined, found = join_supplement(parent(), supplement(), KEY)
    assert [False, True, False] == joined.frame["AETRTEM"].notna().tolist()
    assert "Treatment Emergent" == joined.variable("AETRTEM").label
    assert [0] == [one.count for one in found]


def test_blank_identifier_belongs_to_the_subject():
    """Without IDVAR every record of the subject has the qualifier."""
    given = supplement(IDVAR=[None], IDVARVAL=[None])
    joined, _ = join_supplement(parent(), given, KEY)
    assert [True, True, False] == joined.frame["AETRTEM"].notna().tolist()


def test_orphans_are_a_warning():
    """A qualifier without a record is shown."""
    joined, found = join_supplement(parent(), supplement(IDVARVAL=["9"]), KEY)
    assert joined.frame["AETRTEM"].isna().all()
    assert ["data.supp-orphan"] == [one.finding.code for one in found]
    assert "IDVARVAL=9" in found[0].finding.details[0]


def test_qualifier_twice():
    """Two values of one qualifier for one record are an error."""
    pairs = {name: values * 2 for name, values in {"QVAL": ["Y"]}.items()}
    once = supplement().frame
    twice = frame(**{str(c): once[c].tolist() * 2 for c in once.columns if c != "_row"} | pairs)
    with pytest.raises(DataError) as error:
        join_supplement(parent(), dataset("SUPPAE", twice), KEY)
    assert "data.supp-twice" == error.value.code


def test_qualifier_named_like_a_variable():
    """A qualifier may not have the name of a variable of the domain."""
    with pytest.raises(DataError) as error:
        join_supplement(parent(), supplement(QNAM=["AESEQ"]), KEY)
    assert "data.supp-name" == error.value.code
