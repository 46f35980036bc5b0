"""The ground floor: standard library only."""
