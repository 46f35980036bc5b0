"""Proofs without side effects."""
