"""The arithmetics of the theory: float64 suspects, balls prove, symbols write down what is computed."""

from icl_verify.numerics.balls import BallArray, precision
from icl_verify.numerics.namespace import Namespace, namespace

__all__ = ["BallArray", "Namespace", "namespace", "precision"]
