"""Which claims of a module become tests, and which of them are tried."""

from __future__ import annotations

import fnmatch
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from icl_verify.pytest_plugin import environment
from icl_verify.pytest_plugin.item import ClaimItem
from icl_verify.pytest_plugin.resumed import earlier
from icl_verify.pytest_plugin.run_writer import COLLECTED
from icl_verify.statement.made import MADE, made_in
from icl_verify.statement.names import near_names

if TYPE_CHECKING:
    from icl_verify.statement.claim import Claim
    from icl_verify.statement.population import Population

_TESTED = pytest.StashKey[dict["Claim", str]]()  # which name of which file every claim is a test under


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """A file that speaks of this package is about to be imported, and torch with it."""
    if b"icl_verify" in module_path.read_bytes():
        environment.pause_collector(parent.config)


def pytest_pycollect_makeitem(collector: Any, name: str, obj: object) -> list[pytest.Item] | None:
    """A claim met under a name in a module becomes tests: its own and those of its variants."""
    # No module with a claim was imported unless this one was: torch comes in with the first claim alone.
    claims = sys.modules.get("icl_verify.statement.claim")
    if claims is None:
        return None
    if name == MADE and isinstance(collector, pytest.Module):
        return _tests(collector, name, made_in(collector.obj))
    if not isinstance(obj, claims.Claim):
        return None
    return _tests(collector, name, _brought_along(collector, obj))


def _tests(collector: pytest.Collector, name: str, claims: Sequence[Claim]) -> list[pytest.Item]:
    """Tests of the claims under a name, each with its variants behind it, but for those tested elsewhere."""
    environment.prepare(collector.config)
    tested = collector.session.stash.setdefault(_TESTED, {})
    here = f"{collector.nodeid}::{name}"
    ordered = [member for claim in _roots(claims) for member in _family(claim) if member in claims]
    mine = [claim for claim in ordered if tested.setdefault(claim, here) == here]
    # A run since another also asks what has changed of the claims that those asked for rest on.
    known = mine if collector.config.getoption("icl_since") else filter(_matches(collector.config), mine)
    for claim in known:
        # Now, as what a module keeps in memory (a dictionary, say) grows once its functions are called.
        _ = claim.trial_digest
    return [ClaimItem.from_parent(collector, claim=claim) for claim in mine]


def _matches(config: pytest.Config) -> Callable[[Claim], bool]:
    """Whether a claim matches one of the patterns given, if there are any."""
    patterns = config.getoption("icl_claims")
    return lambda claim: not patterns or any(fnmatch.fnmatchcase(claim.id, p) for p in patterns)


def _roots(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that are no variants of others among them."""
    variants = [member for claim in claims for member in list(_family(claim))[1:]]
    return [claim for claim in claims if claim not in variants]


def _brought_along(collector: Any, claim: Claim) -> Sequence[Claim]:
    """What a name brings into a file that did not make the claim: nothing, where another file tests it."""
    home = sys.modules.get(claim.home)
    if home is None:
        return (claim,)
    file = Path(getattr(home, "__file__", None) or "")
    patterns = collector.config.getini("python_files")
    if home is collector.obj or any(fnmatch.fnmatchcase(file.name, pattern) for pattern in patterns):
        return ()
    return [member for member in _family(claim) if member.home == claim.home]


def _family(claim: Claim) -> Iterator[Claim]:
    yield claim
    for child in claim.children:
        yield from _family(child)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what is not to be tried, and put first what has not been decided before."""
    claims = [item for item in items if isinstance(item, ClaimItem)]
    alone = bool(config.getoption("icl_claims_alone"))
    if not claims and not alone:
        return
    _mark_clashes(claims)
    _mark_unknown_uses(config, claims)
    config.stash[COLLECTED] = [item.claim.id for item in claims]
    _take_over(config, claims)
    left_out = _left_out(config)
    dropped = [item for item in items if (left_out(item.claim) if isinstance(item, ClaimItem) else alone)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        gone = set(map(id, dropped))
        items[:] = [item for item in items if id(item) not in gone]
    # What is to be tried comes first: its verdicts are what one waits for.
    items.sort(key=lambda item: isinstance(item, ClaimItem) and item.taken)


def _take_over(config: pytest.Config, items: Sequence[ClaimItem]) -> None:
    """Mark the claims that an earlier run has decided and nothing has changed of since."""
    before = earlier(config)
    if before is None or not config.getoption("icl_since"):
        return
    from icl_verify.pytest_plugin.since import unchanged

    same = unchanged([item.claim for item in items], before)
    for item in items:
        item.taken = item.claim.id in same and not item.clash


def pytest_collection_finish(session: pytest.Session) -> None:
    """Once all is collected, settle the heap where claims are among it: what lives now lives to the end."""
    if _TESTED in session.stash:
        environment.settle_heap(session.config)
    else:
        environment.resume_collector(session.config)


def _left_out(config: pytest.Config) -> Callable[[Claim], bool]:
    """Which claims are not tried: what does not match, is decided, or no part of the run that is resumed."""
    from icl_verify.pytest_plugin.since import stands

    patterns, before, asked = config.getoption("icl_claims"), earlier(config), _matches(config)
    named, resumed = patterns or config.option.keyword, bool(config.getoption("icl_resume"))
    part = set(before.selected) if before and resumed and not named else set()

    def left_out(claim: Claim) -> bool:
        if not asked(claim):
            return True
        if part and claim.id not in part:
            return True
        return resumed and before is not None and stands(claim, before)

    return left_out


def _mark_clashes(items: list[ClaimItem]) -> None:
    """Note on an item that its claim's id, or its population's name, is another's too.

    Raising here would take down a whole xdist worker; the test itself fails instead.
    """
    claims: dict[str, ClaimItem] = {}
    populations: dict[str, Population] = {}
    for item in items:
        population = item.claim.population
        if claims.setdefault(item.claim.id, item) is not item:
            item.clash = f"claim id must be unique, got {item.claim.id} twice"
        elif populations.setdefault(population.name, population) is not population:
            # The name decides the draws and stands for them in the report.
            item.clash = f"population name must be unique, got {population.name} for two populations"


def _mark_unknown_uses(config: pytest.Config, items: list[ClaimItem]) -> None:
    """Note on an item that its claim uses one that there is not, where all that there are were collected."""
    if not items or not _whole_folders(config):
        return
    names = {claim.id for claim in items[0].session.stash[_TESTED]}
    for item in items:
        for name in sorted(set(item.claim.uses) - names):
            near = near_names(name, names, 0.6)
            hint = f"; near: {', '.join(near)}" if near else ""
            item.clash = item.clash or f"uses of {item.claim.id} must be ids of claims, got {name!r}{hint}"


def _whole_folders(config: pytest.Config) -> bool:
    """Whether folders were collected, of which none is a part of a folder with tests."""
    patterns = config.getini("python_files")
    places = [Path(config.invocation_params.dir, argument.split("::")[0]) for argument in config.args]
    return all(
        place.is_dir()
        and not any(fnmatch.fnmatchcase(f.name, p) for f in place.parent.iterdir() for p in patterns)
        for place in places
    )
