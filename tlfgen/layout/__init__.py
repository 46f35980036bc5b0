"""Results to displays."""
