"""The hunt: guided search for the instance on which a statement is weakest; the public names of it."""

from icl_verify.trial.hunt_course import WEIGHED_FORMS, HuntResult, hunt_batches, hunt_claim, weigh_corpus
from icl_verify.trial.hunt_live import hunt_live
from icl_verify.trial.hunt_sources import Source
from icl_verify.trial.hunt_weigh import Weight, weigh

__all__ = [
    "WEIGHED_FORMS",
    "HuntResult",
    "Source",
    "Weight",
    "hunt_batches",
    "hunt_claim",
    "hunt_live",
    "weigh",
    "weigh_corpus",
]
