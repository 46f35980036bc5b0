"""The only room that touches data files."""
