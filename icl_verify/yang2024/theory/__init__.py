"""Formulas only: what the paper states, in its own order."""
