"""The parts of a display spec: axes, statistics, rows, columns, listings, plots."""
