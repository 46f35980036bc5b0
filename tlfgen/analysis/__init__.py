"""Statistics of arrays, and ADaM data to results."""
