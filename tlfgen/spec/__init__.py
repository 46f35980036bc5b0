"""YAML, workbooks and define files in, specs out."""
