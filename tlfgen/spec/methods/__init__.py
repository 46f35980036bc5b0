"""Declarations of statistical methods, one family a file."""
