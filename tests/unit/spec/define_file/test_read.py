"""Define files give the same metadata as workbooks."""

import pytest

from tlfgen.core.errors import SpecError
from tlfgen.model.expression import And, Compare, In, Number, Or, Reference, Text
from tlfgen.model.metadata import CommentMetadata, DictionaryMetadata, TermMetadata
from tlfgen.spec.define_file import read_define

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:xlink="http://www.w3.org/1999/xlink"
     xmlns:def="http://www.cdisc.org/ns/def/v2.1" ODMVersion="1.3.2">
<Study OID="S"><GlobalVariables><StudyName>X1</StudyName>
<StudyDescription>A study</StudyDescription><ProtocolName>X1</ProtocolName></GlobalVariables>
<MetaDataVersion OID="M" Name="m" def:DefineVersion="2.1.0">
<def:Standards><def:Standard OID="STD.1" Name="ADaMIG" Type="IG" Version="1.3"/>
<def:Standard OID="STD.2" Name="CDISC/NCI" Type="CT" PublishingSet="ADaM" Version="2024-09-27"/>
</def:Standards>
"""
BODY = """
<def:ValueListDef OID="VL.ADVS.AVAL">
 <ItemRef ItemOID="IT.ADVS.AVAL.1" OrderNumber="1" Mandatory="No" MethodOID="MT.M1">
  <def:WhereClauseRef WhereClauseOID="WC.1"/></ItemRef>
 <ItemRef ItemOID="IT.ADVS.AVAL.2" OrderNumber="2" Mandatory="Yes">
  <def:WhereClauseRef WhereClauseOID="WC.1"/><def:WhereClauseRef WhereClauseOID="WC.2"/></ItemRef>
</def:ValueListDef>
<def:WhereClauseDef OID="WC.1"><RangeCheck Comparator="EQ" SoftHard="Soft"
 def:ItemOID="IT.ADVS.PARAMCD"><CheckValue>SYSBP</CheckValue></RangeCheck>
 <RangeCheck Comparator="IN" SoftHard="Soft" def:ItemOID="IT.ADVS.AVISITN">
 <CheckValue>2</CheckValue><CheckValue>4</CheckValue></RangeCheck></def:WhereClauseDef>
<def:WhereClauseDef OID="WC.2"><RangeCheck Comparator="NE" SoftHard="Soft"
 def:ItemOID="IT.ADSL.SEX"><CheckValue>F</CheckValue></RangeCheck></def:WhereClauseDef>
<ItemGroupDef OID="IG.ADSL" Name="ADSL" Repeating="No" IsReferenceData="No" Purpose="Analysis">
 <Description><TranslatedText>Subjects</TranslatedText></Description>
 <ItemRef ItemOID="IT.ADSL.SEX" OrderNumber="1" Mandatory="No"/></ItemGroupDef>
<ItemGroupDef OID="IG.ADVS" Name="ADVS" Repeating="Yes" def:Structure="One record per visit"
  def:StandardOID="STD.1" def:CommentOID="COM.ADVS">
 <Description><TranslatedText>Vital Signs</TranslatedText></Description>
 <ItemRef ItemOID="IT.ADVS.AVISITN" OrderNumber="2" Mandatory="No" KeySequence="2"/>
 <ItemRef ItemOID="IT.ADVS.PARAMCD" OrderNumber="1" Mandatory="Yes" KeySequence="1"/>
 <ItemRef ItemOID="IT.ADVS.AVAL" OrderNumber="3" Mandatory="No"/>
 <ItemRef ItemOID="IT.ADVS.LOST" OrderNumber="4" Mandatory="No"/>
 <def:Class Name="BASIC DATA STRUCTURE">
 <def:SubClass Name="NON-COMPARTMENTAL ANALYSIS"/></def:Class>
</ItemGroupDef>
<ItemDef OID="IT.ADSL.SEX" Name="SEX" DataType="text" Length="1">
 <Description><TranslatedText>Sex</TranslatedText></Description>
 <CodeListRef CodeListOID="CL.SEX"/>
 <def:Origin Type="Predecessor"><Description><TranslatedText>DM.SEX</TranslatedText></Description>
 </def:Origin></ItemDef>
<ItemDef OID="IT.ADVS.PARAMCD" Name="PARAMCD" DataType="text" Length="8"/>
<ItemDef OID="IT.ADVS.AVISITN" Name="AVISITN" DataType="integer"/>
<ItemDef OID="IT.ADVS.AVAL" Name="AVAL" DataType="float" SignificantDigits="2"
  def:DisplayFormat="8.2"><def:Origin Type="CRF"><def:DocumentRef leafID="LF.acrf">
  <def:PDFPageRef PageRefs="7 9" Type="PhysicalRef"/></def:DocumentRef></def:Origin>
  <def:ValueListRef ValueListOID="VL.ADVS.AVAL"/></ItemDef>
<ItemDef OID="IT.ADVS.AVAL.1" Name="AVAL" DataType="integer" Length="3"/>
<ItemDef OID="IT.ADVS.AVAL.2" Name="AVAL" DataType="float"/>
<CodeList OID="CL.SEX" Name="Sex" DataType="text" def:StandardOID="STD.2">
 <CodeListItem CodedValue="M" OrderNumber="2"><Decode><TranslatedText>Male</TranslatedText></Decode>
 </CodeListItem><CodeListItem CodedValue="F" OrderNumber="1"><Decode>
 <TranslatedText>Female</TranslatedText></Decode><Alias Name="C16576" Context="nci:ExtCodeID"/>
 </CodeListItem><Alias Name="C66731" Context="nci:ExtCodeID"/></CodeList>
<CodeList OID="CL.AEDICT" Name="Events" DataType="text">
 <ExternalCodeList Dictionary="MedDRA" Version="27.0"/></CodeList>
<MethodDef OID="MT.M1" Name="Of AVAL" Type="Computation">
 <Description><TranslatedText>The mean.</TranslatedText></Description>
 <FormalExpression Context="SAS">aval = mean(of x:);</FormalExpression></MethodDef>
<def:CommentDef OID="COM.ADVS"><Description><TranslatedText>Averaged.</TranslatedText>
 </Description></def:CommentDef>
<def:leaf ID="LF.acrf" xlink:href="acrf.pdf"><def:title>Annotated CRF</def:title></def:leaf>
"""
TAIL = "</MetaDataVersion></Study></ODM>"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Read the small define file."""
    path = tmp_path_factory.mktemp("define") / "define.xml"
    path.write_text(HEAD + BODY + TAIL, encoding="utf-8")
    return read_define(path, "define.xml")


def test_the_dataset(found):
    """Class, subclass, standard, keys in their sequence, and the comment."""
    dataset = found[0].dataset("ADVS")
    assert dataset.class_name == "BASIC DATA STRUCTURE"
    assert dataset.subclass == "NON-COMPARTMENTAL ANALYSIS"
    assert dataset.standard == "ADaMIG 1.3"
    assert dataset.keys == ("PARAMCD", "AVISITN")
    assert found[0].comment_text(dataset.comment) == "Averaged."


def test_variables_stand_in_their_order(found):
    """The order number decides, not the place in the file."""
    assert [one.variable for one in found[0].of("ADVS")] == ["PARAMCD", "AVISITN", "AVAL"]


def test_a_predecessor(found):
    """Its text stands below the origin."""
    (sex,) = found[0].of("ADSL")
    assert (sex.origin, sex.predecessor, sex.codelist) == ("Predecessor", "DM.SEX", "SEX")


def test_an_origin_of_2_0_becomes_that_of_2_1(found):
    """CRF is collected by the investigator; pages are kept."""
    aval = list(found[0].of("ADVS"))[2]
    assert (aval.origin, aval.origin_source, aval.pages) == ("Collected", "Investigator", "7 9")
    assert (aval.digits, aval.display_format) == (2, "8.2")


def test_where_clauses(found):
    """Checks of one clause are joined by and, several clauses are alternatives."""
    first, second = found[0].values
    code, visit = Reference(None, "PARAMCD"), Reference(None, "AVISITN")
    both = And((Compare("=", code, Text("SYSBP")), In(visit, (Number(2), Number(4)))))
    assert first.where == both
    assert second.where == Or((both, Compare("!=", Reference("ADSL", "SEX"), Text("F"))))
    assert (first.method, second.mandatory) == ("M1", True)


def test_codelists_and_dictionaries(found):
    """Terms by order number, NCI codes from aliases; a dictionary has no terms."""
    (sex,) = found[0].codelists
    assert sex.terms == (TermMetadata("F", "C16576", "Female"), TermMetadata("M", "", "Male"))
    assert (sex.nci, sex.terminology) == ("C66731", "ADaM 2024-09-27")
    assert found[0].dictionaries == (
        DictionaryMetadata("AEDICT", "Events", "text", "MedDRA", "27.0"),
    )


def test_texts(found):
    """Methods with their formal expression, comments, documents."""
    (method,) = found[0].methods
    assert (method.description, method.context) == ("The mean.", "SAS")
    assert method.code == "aval = mean(of x:);"
    assert found[0].comments == (CommentMetadata("ADVS", "Averaged."),)
    assert found[0].documents[0].href == "acrf.pdf"


def test_an_item_that_is_not_defined(found):
    """It is told with the line of the reference, and left out."""
    warnings = [one.code for one in found[1] if one.severity != "note"]
    assert warnings == ["define.unknown-item"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<ODM>", "define.not-xml"),
        ("<ODM xmlns='http://www.cdisc.org/ns/odm/v1.2'/>", "define.version"),
    ],
)
def test_a_file_that_is_not_one(tmp_path, text, code):
    """Bad XML and older editions are refused."""
    (tmp_path / "define.xml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_define(tmp_path / "define.xml")
    assert caught.value.code == code


def test_no_file(tmp_path):
    """The name is told."""
    with pytest.raises(SpecError) as caught:
        read_define(tmp_path / "define.xml", "define.xml")
    assert caught.value.code == "define.not-found"
