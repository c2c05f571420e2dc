"""icl_verify puts a machine-learning theorem on trial."""

__version__ = "0.1.0"
