"""The words of method texts."""

from tlfgen.spec.expression import parse_expression, parse_order_key
from tlfgen.spec.words import Words


def test_meaning_of_conditions_in_use():
    """Only the conditions that are used are explained, each once, those inside others too."""
    words = Words(
        conditions={
            "valid_dose": parse_expression("EXDOSE > 0 and real"),
            "real": parse_expression("EXTRT is present"),
            "other": parse_expression("A = 1"),
        }
    )
    expected = (
        ", where valid dose means EXDOSE greater than 0 and real and real means EXTRT is present"
    )
    assert expected == words.meaning(parse_expression("valid_dose"))
    assert "" == words.meaning(parse_expression("EXDOSE > 0"))


def test_meaning_of_a_verb():
    """A condition that is a verb is explained by its sentence."""
    words = Words(meanings={"seen": "True if the subject has a SV record"})
    expected = ", where seen means true if the subject has a SV record"
    assert expected == words.meaning(parse_expression("not seen"))


def test_order_in_words():
    """Order keys follow each other with then."""
    keys = [parse_order_key("desc ADT"), parse_order_key("LBSEQ")]
    assert "ADT (descending), then LBSEQ" == Words().order(keys)


def test_alias_becomes_the_dataset():
    """A dataset is shown by its own name."""
    assert "lymphocytes" == Words(datasets={"LYM": "lymphocytes"}).dataset("LYM")
