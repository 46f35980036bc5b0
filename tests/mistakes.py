"""One-letter mistakes in the study of ``tlfgen new``, and what each is answered with."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MISTAKES", "Mistake"]


@dataclass(frozen=True)
class Mistake:
    """
    One slip: in ``file``, the first ``old`` reads ``new``.

    ``code`` is that of the one finding, ``at`` a text of the line it names (the slip if none),
    ``severity`` what it is.
    """

    name: str
    file: str
    old: str
    new: str
    code: str
    at: str = ""
    severity: str = "error"
    in_file: str = ""


STUDY, DM, EX, AE = "study.yaml", "sdtm/dm.yaml", "sdtm/ex.yaml", "sdtm/ae.yaml"
ADSL, ADAE, ADTTE = "adam/adsl.yaml", "adam/adae.yaml", "adam/adtte.yaml"
DEMOG, EVENTS = "displays/t_14_1_1.yaml", "displays/t_14_3_1.yaml"
LISTING, FIGURE = "displays/l_16_2_7.yaml", "displays/f_14_3_1_1.yaml"
FORMS, LISTS = "raw/forms.yaml", "reference/codelists.yaml"

MISTAKES = (
    Mistake("study key", STUDY, "populations:", "populatons:", "spec.unknown-key"),
    Mistake("study key needed", STUDY, "title: A", "titel: A", "spec.unknown-key"),
    Mistake("population key", STUDY, "label: Safety", "lable: Safety", "spec.unknown-key"),
    Mistake("arm kind", STUDY, "arm: actual", "arm: actuel", "spec.unknown-arm-kind"),
    Mistake("population filter", STUDY, "SAFFL = 'Y'", "SAFL = 'Y'", "spec.unknown-variable"),
    Mistake("filter syntax", STUDY, "where: SAFFL = 'Y'", "where: SAFFL = 'Y", "spec.expression"),
    Mistake("arm variable", STUDY, "var: TRT01P,", "var: TRT01PP,", "spec.unknown-variable"),
    Mistake("arm order", STUDY, "order: TRT01AN", "order: TRT01AM", "spec.unknown-variable"),
    Mistake("reference arm", STUDY, "reference: placebo", "reference: placbo", "spec.unknown-arm"),
    Mistake("condition dataset", STUDY, "data: ADAE,", "data: ADEA,", "spec.unknown-dataset"),
    Mistake("condition filter", STUDY, "TRTEMFL = 'Y'", "TRTEMFLL = 'Y'", "spec.unknown-variable"),
    Mistake("subject dataset", STUDY, "data: ADSL", "data: ADSK", "spec.unknown-dataset"),
    Mistake(
        "subject key",
        STUDY,
        "key: [STUDYID, USUBJID]",
        "key: [STUDYID, USUBJD]",
        "spec.unknown-variable",
    ),
    Mistake("page status", STUDY, "status: draft", "status: darft", "spec.unknown-word"),
    Mistake("run date", STUDY, "2024-09-30T12:00", "2024-09-31T12:00", "spec.wrong-value"),
    Mistake("format pattern", STUDY, "{mean:x.x}", "{meen:x.x}", "spec.unknown-result"),
    Mistake(
        "section pattern",
        STUDY,
        '["16.2.*"]',
        '["16.3.*"]',
        "spec.empty-section",
        severity="warning",
    ),
    Mistake(
        "cover placeholder",
        STUDY,
        "{study.protocol}",
        "{study.protocl}",
        "spec.unknown-placeholder",
    ),
    Mistake("layer", STUDY, "layers: [library]", "layers: [libary]", "spec.no-layer"),
    Mistake(
        "dictionary file",
        STUDY,
        "raw/forms.yaml",
        "raw/form.yaml",
        "spec.not-found",
        at="raw/form.yaml",
    ),
    Mistake("form key", FORMS, "file: dosing.csv", "fiel: dosing.csv", "spec.unknown-key"),
    Mistake("form file", FORMS, "file: dosing.csv", "file: dosin.csv", "output.no-file"),
    Mistake(
        "field type",
        FORMS,
        "Year of birth, type: integer",
        "Year of birth, type: intger",
        "spec.unknown-word",
    ),
    Mistake("field name", FORMS, "      BRTHYR:", "      BRTHYEAR:", "data.missing-column"),
    Mistake("codelist key", LISTS, "  terms:", "  term:", "spec.unknown-key"),
    Mistake("codelist name", DM, "codelist: SEX", "codelist: SX", "spec.unknown-codelist"),
    Mistake(
        "codelist of a variable", ADAE, "codelist: OUT", "codelist: OUTC", "spec.unknown-codelist"
    ),
    Mistake("source name", DM, "from: SUBJ}", "from: SUBK}", "spec.unknown-source"),
    Mistake("raw form", DM, "raw.dosing", "raw.dosin", "spec.unknown-raw-form"),
    Mistake("source stage", DM, "raw.dosing", "rew.dosing", "spec.not-a-source"),
    Mistake("source dataset", EX, "sdtm.DM", "sdtm.DN", "spec.no-recipe"),
    Mistake("extends", EX, "extends: ex", "extends: exx", "spec.unknown-spec-to-extend"),
    Mistake(
        "raw variable",
        DM,
        "concat('EX01-', SUBJID)",
        "concat('EX01-', SUBJD)",
        "spec.unknown-variable",
    ),
    Mistake("qualified raw variable", DM, "SUBJ.SITE", "SUBJ.SITEE", "spec.unknown-variable"),
    Mistake(
        "verb",
        DM,
        "{iso_datetime: {parts: [ICDAT]",
        "{iso_datetme: {parts: [ICDAT]",
        "spec.unknown-verb",
    ),
    Mistake(
        "verb parameter", DM, "order: [PERIOD], value", "ordr: [PERIOD], value", "spec.unknown-key"
    ),
    Mistake("order key", DM, "order: [PERIOD]", "order: [PERID]", "spec.unknown-variable"),
    Mistake("condition name", DM, "where: given", "where: givn", "spec.unknown-condition"),
    Mistake("named condition", DM, "given: STDAT is", "given: STDA is", "spec.unknown-variable"),
    Mistake("expression word", DM, "STDAT is present", "STDAT is presnt", "spec.expression"),
    Mistake("function", DM, "concat(", "concta(", "spec.unknown-function"),
    Mistake("target", DM, "  RFICDTC:", "  RFICDTD:", "spec.no-metadata"),
    Mistake("required target", EX, "  EXSEQ:", "  EXSEK:", "spec.no-metadata"),
    Mistake("column key", DM, "columns:", "colums:", "spec.unknown-key"),
    Mistake("check key", DM, "implies:", "implys:", "spec.unknown-key"),
    Mistake(
        "check filter", DM, "ARMCD is missing}}", "ARMCDD is missing}}", "spec.unknown-variable"
    ),
    Mistake("supp key", DM, "supp: {label", "supp: {lable", "spec.unknown-key"),
    Mistake("fixed value of a codelist", ADSL, 'else: "N"', 'else: "M"', "spec.not-in-codelist"),
    Mistake(
        "raw answer",
        DM,
        "STATUS = 'Screen failure'",
        "STATUS = 'Screen failur'",
        "spec.not-in-codelist",
        severity="warning",
    ),
    Mistake(
        "value in a filter", ADAE, "TRTEMFL = 'Y', by", "TRTEMFL = 'X', by", "spec.not-in-codelist"
    ),
    Mistake("dropped name", AE, "drop: [AELLT,", "drop: [AELT,", "spec.unknown-name-to-drop"),
    Mistake("taken variable", ADAE, "SITEID, AGE", "SITEID, AEG", "spec.unknown-variable"),
    Mistake(
        "merge key",
        ADAE,
        "by: [STUDYID, USUBJID], take",
        "by: [STUDYID, USUBJD], take",
        "spec.unknown-variable",
    ),
    Mistake("merge source", ADAE, "  ADSL: {by", "  ADSK: {by", "spec.unknown-source"),
    Mistake("merge policy", ADAE, "if_missing: error", "if_missing: eror", "spec.unknown-word"),
    Mistake(
        "key variable",
        ADAE,
        "keys: [STUDYID, USUBJID, ASTDT, AESEQ]",
        "keys: [STUDYID, USUBJID, ASTDT, AESEK]",
        "spec.unknown-variable",
    ),
    Mistake("variable type", ADAE, "type: integer", "type: intger", "spec.unknown-word"),
    Mistake(
        "described name",
        ADAE,
        "  ARELFL: {label",
        "  ARELF: {label",
        "spec.no-metadata",
        at="  ARELFL: {case",
    ),
    Mistake("list name", ADAE, "in $related", "in $relatd", "spec.unknown-list"),
    Mistake("dataset id", ADAE, "dataset: ADAE", "dataset: ADEA", "spec.file-name"),
    Mistake("copied variable", ADSL, "AGEU, SEX", "AGEU, SXE", "spec.unknown-variable"),
    Mistake("offered value", ADSL, "$code", "$cod", "spec.unknown-extra-value"),
    Mistake("event filter", ADTTE, "where: TRTEMFL", "where: TRTEMF", "spec.unknown-variable"),
    Mistake("event population", ADTTE, "ADSL where", "ADSK where", "spec.unknown-source"),
    Mistake("event start", ADTTE, "ADSL.TRTSDT", "ADSL.TRTSDTT", "spec.unknown-variable"),
    Mistake("display kind", DEMOG, "kind: summary", "kind: sumary", "spec.unknown-kind"),
    Mistake("display key", DEMOG, "footnotes:", "footnoes:", "spec.unknown-key"),
    Mistake("display id", DEMOG, "id: t_14_1_1", "id: x_14_1_1", "spec.wrong-value"),
    Mistake(
        "display population", DEMOG, "population: saf", "population: sef", "spec.unknown-population"
    ),
    Mistake("display variable", DEMOG, "var: AGEGR1", "var: AGEGRP1", "spec.unknown-variable"),
    Mistake(
        "statistic",
        DEMOG,
        "stats: [n, mean_sd, median",
        "stats: [n, mean_sd, medain",
        "spec.unknown-statistic",
    ),
    Mistake(
        "format of a statistic",
        DEMOG,
        "format: mean_sd_1",
        "format: mean_sd_2",
        "spec.unknown-format",
    ),
    Mistake("test", DEMOG, "test: fisher", "test: fishr", "spec.unknown-test"),
    Mistake("row key", DEMOG, "label: Age (years)", "lable: Age (years)", "spec.unknown-key"),
    Mistake("columns by", DEMOG, "by: arm", "by: amr", "spec.unknown-variable"),
    Mistake("footnote name", DEMOG, "$invented", "$invnted", "spec.unknown-footnote"),
    Mistake("display dataset", EVENTS, "data: ADAE", "data: ADEA", "spec.unknown-dataset"),
    Mistake("display condition", EVENTS, "where: teae", "where: tae", "spec.unknown-condition"),
    Mistake(
        "nested variable", EVENTS, "nest: [AEBODSYS", "nest: [AEBODSY", "spec.unknown-variable"
    ),
    Mistake("sort column", EVENTS, "in: Total", "in: Totl", "spec.unknown-column"),
    Mistake("sort rule", EVENTS, "by: subjects", "by: subject", "spec.unknown-word"),
    Mistake(
        "repeat placeholder",
        EVENTS,
        "{AEBODSYS} (cont.)",
        "{AEBODSY} (cont.)",
        "spec.unknown-variable",
    ),
    Mistake("listing variable", LISTING, "var: AESEV", "var: AESVE", "spec.unknown-variable"),
    Mistake(
        "stacked variable",
        LISTING,
        "stack: [AEDECOD, AETERM]",
        "stack: [AEDECOD, AETREM]",
        "spec.unknown-variable",
    ),
    Mistake("listing sort", LISTING, "sort: [TRTAN", "sort: [TRTAM", "spec.unknown-variable"),
    Mistake("date format", LISTING, "{ASTDT:date9}", "{ASTDT:dat9}", "spec.unknown-date-format"),
    Mistake("listing text", LISTING, "({ASTDY})", "({ASTDDY})", "spec.unknown-variable"),
    Mistake("key kind", LISTING, "as: page", "as: pag", "spec.unknown-word"),
    Mistake("figure filter", FIGURE, "where: PARAMCD", "where: PARMCD", "spec.unknown-variable"),
    Mistake("figure time", FIGURE, "var: AVAL", "var: AVLA", "spec.unknown-variable"),
    Mistake("figure plot", FIGURE, "  km: {of", "  kn: {of", "spec.unknown-key"),
    Mistake("figure choice", FIGURE, "of: event", "of: evnt", "spec.unknown-word"),
    Mistake("figure risk row", FIGURE, "rows: [at_risk]", "rows: [at_rsk]", "spec.unknown-word"),
    Mistake("indentation", DEMOG, "kind: summary", " kind: summary", "spec.yaml"),
    Mistake("quote", DEMOG, '"[1] t-test', "[1] t-test", "spec.yaml"),
    Mistake("key twice", DEMOG, "kind: summary", "title: summary", "spec.duplicate-key"),
)
