"""What a claim says about a batch: two sides and how they should compare. A relation knows no tolerance.

A kind of relation is a class in a file of its own: ``base`` says what it must bring.
"""

from icl_verify.statement.relation.at_most import AtLeast, AtMost, at_least, at_most
from icl_verify.statement.relation.base import Relation, Statistical, Words
from icl_verify.statement.relation.equal import Equal, equal
from icl_verify.statement.relation.full_rank import FullRank, full_rank
from icl_verify.statement.relation.judgement import BallEntries, BallJudgement, FloatEntries, FloatJudgement
from icl_verify.statement.relation.positive import Positive, positive
from icl_verify.statement.relation.probability import Probability, probability
from icl_verify.statement.relation.sides import Array

__all__ = [
    "Array",
    "AtLeast",
    "AtMost",
    "BallEntries",
    "BallJudgement",
    "Equal",
    "FloatEntries",
    "FloatJudgement",
    "FullRank",
    "Positive",
    "Probability",
    "Relation",
    "Statistical",
    "Words",
    "at_least",
    "at_most",
    "equal",
    "full_rank",
    "positive",
    "probability",
]
