"""The two arithmetics of the theory: fast float64 that suspects, and real balls that prove."""

from icl_verify.numerics.balls import BallArray, precision
from icl_verify.numerics.namespace import Namespace, namespace

__all__ = ["BallArray", "Namespace", "namespace", "precision"]
