"""Time-to-event statistics of plain arrays."""
