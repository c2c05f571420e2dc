"""What the claims here are about: the paper, what was found wrong with it, its symbols, its passages."""

from icl_verify import Theory
from icl_verify.yang2024.paper.findings import FINDINGS, SOURCE
from icl_verify.yang2024.paper.passages import PASSAGES
from icl_verify.yang2024.paper.spelling import SPELLED
from icl_verify.yang2024.paper.symbols import SYMBOLS

THEORY = Theory(
    source=SOURCE,
    findings=FINDINGS,
    symbols=SYMBOLS,
    passages=PASSAGES,
    main=("thm1.rate", "thm2.accuracy_chance"),
    spelled=SPELLED,
)
