"""Study days, declared."""

from tests.mapping import derivation, sentence


def test_study_day_sentence():
    """The sentence names both dates and the rule for day 1."""
    expected = (
        "ADT minus TRTSDT in days, plus 1 if ADT is on or after TRTSDT. "
        "Missing if either date is missing or incomplete."
    )
    assert expected == sentence("study_day: {of: ADT, from: TRTSDT}", "ADY")


def test_study_day_reads_both_dates():
    """Both dates are read, each with the source it names."""
    read = derivation("study_day: {of: LBDTC, from: DM.RFSTDTC}").reads()
    assert {("", "LBDTC"), ("DM", "RFSTDTC")} == {(one.source, one.name) for one in read}
