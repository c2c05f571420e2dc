"""Formulas only: what the paper states, in its own order."""

from icl_verify.yang2024.theory import vocabulary as vocabulary
