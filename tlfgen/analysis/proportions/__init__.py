"""Proportions, their differences and their ratios."""
