"""Declarations of statistics: what a name means, which numbers and options it has."""
