"""Makers of results: the numbers of a unit as rows with ids, filters, denominators."""
