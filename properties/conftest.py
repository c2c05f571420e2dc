"""What the claims here are about: the paper, and what was found wrong with it."""

from icl_verify import Theory
from icl_verify.yang2024.paper import findings

THEORY = Theory(source=findings.SOURCE, findings=findings.FINDINGS)
