"""Claims in notebooks: a trial with a progress bar, and things that show themselves in a cell.

Trials know nobody who shows and the report reads records alone; here, above both, what was tried becomes a
record and the record a card. Importing this module gives records, results and instances the method
``_repr_html_`` that notebooks look for.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import Tensor
from tqdm.auto import tqdm

from icl_verify.records.example import Example, InstanceFile, read_example
from icl_verify.records.schema import Record
from icl_verify.report.card import card, instance_card
from icl_verify.statement.claim import Claim
from icl_verify.statement.fields import Exact, Instance
from icl_verify.statement.fields.declaration import Declaration
from icl_verify.trial import course
from icl_verify.trial.corpus import folder_beside
from icl_verify.trial.evidence import write_result
from icl_verify.trial.profiles import Profile
from icl_verify.trial.profiles import profile as profile_named
from icl_verify.trial.result import TrialResult
from icl_verify.trial.verdict import hold_against_expected


def try_claim(
    claim: Claim, profile: str | Profile = "quick", *, seed: int = 0, device: str = "cpu",
    progress: bool | None = None,
) -> TrialResult:  # fmt: skip
    """Put one claim on trial, as a run does, and return what was found; in a notebook it shows itself.

    Arguments:
        profile: ``quick``, ``standard``, ``thorough`` or budgets of one's own.
        seed: decides the draws, and with them everything.
        progress: whether a bar counts the batches; by default in notebooks and on terminals alone.

    Raises:
        ValueError: the profile has none of these names.
    """
    budgets = profile if isinstance(profile, Profile) else profile_named(profile)
    with _watched(claim, budgets, None if progress is None else not progress) as watched:
        result = course.try_claim(watched, budgets, seed, device)
    return replace(result, claim=claim)


@contextmanager
def _watched(claim: Claim, profile: Profile, disable: bool | None) -> Iterator[Claim]:
    """The claim over a population that tells a bar whenever the trial asks for a batch."""
    population = copy.copy(claim.population)
    with tqdm(total=max(1, round(profile.examples * population.cost)), unit="batch", disable=disable) as bar:

        def batches(seed: int, count: int, batch: int, device: str) -> Iterator[Any]:
            bar.set_description(f"{claim.id}: drawing")
            for drawn in claim.population.batches(seed, count, batch, device):
                bar.set_description(f"{claim.id}: judging")
                yield drawn
                bar.update()
            bar.set_description(f"{claim.id}: settling, hunting")

        object.__setattr__(population, "batches", batches)  # of the copy alone, which is frozen
        yield replace(claim, population=population)
        bar.set_description(f"{claim.id}: done")


def record_of(result: TrialResult) -> tuple[Record, tuple[Example, ...]]:
    """The record that a run would keep of a result, and the instances that it would write beside it."""
    claim = result.claim
    expectation = hold_against_expected(
        claim, result.verdict, result.corpus, folder_beside(claim, "counterexamples"),
        statistical=result.statistical,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name in ("counterexamples", "data"):
            (Path(folder) / name).mkdir()
        record = write_result(result, expectation, Path(folder))
        hunted = record.hunt.instance if record.hunt else None
        paths = dict.fromkeys(filter(None, (record.counterexample, record.worst, hunted)))
        examples = tuple(read_example(Path(folder) / path) for path in paths)
    return record, examples


def _result_html(result: TrialResult) -> str:
    return str(card(*record_of(result)))


def _record_html(record: Record) -> str:
    return str(card(record))


def _exact_html(exact: Exact) -> str:
    return _instance_card(exact, 1)


def _instance_html(instance: Instance) -> str | None:
    """None for balls, which then show their text."""
    if not all(isinstance(array, Tensor) for array in instance.raw.values()):
        return None
    return _instance_card(instance.exact(0), instance.batch)


def _instance_card(exact: Exact, members: int) -> str:
    shown = InstanceFile.from_json(exact.to_json(), "instance")
    return str(instance_card(shown, _titles(exact.kind), members))


def _titles(kind: type[Declaration]) -> dict[str, str]:
    titles = {name: axis.title for name, axis in kind.axes.items()}
    return titles | {name: field.title for name, field in kind.fields.items() if field.title}


for _kind, _html in (
    (TrialResult, _result_html),
    (Record, _record_html),
    (Exact, _exact_html),
    (Instance, _instance_html),
):
    setattr(_kind, "_repr_html_", _html)  # noqa: B010 - a method, put there by name
