"""Displays to pages."""
