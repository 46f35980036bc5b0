"""Declarations of derivation verbs, one family a file."""
