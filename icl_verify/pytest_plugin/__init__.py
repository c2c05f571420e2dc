"""The pytest side: every claim in a collected module is one test, and a run leaves a folder of records.

pytest loads this wherever the package is installed, so a run without claims and without an ``--icl-``
option is left as it would be: no torch, no environment variable, no other scheduler.
"""

from __future__ import annotations

import hypothesis
import pytest

from icl_verify.pytest_plugin import environment
from icl_verify.pytest_plugin.collection import (
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_pycollect_makeitem,
    pytest_pycollect_makemodule,
)
from icl_verify.pytest_plugin.item import ClaimItem, pytest_report_teststatus, pytest_runtest_protocol
from icl_verify.pytest_plugin.options import any_given, pytest_addoption, refuse_bad_options
from icl_verify.pytest_plugin.resumed import is_worker
from icl_verify.pytest_plugin.run_writer import RUN_WRITER, RunWriter
from icl_verify.pytest_plugin.scheduling import pytest_cmdline_main, pytest_xdist_make_scheduler
from icl_verify.pytest_plugin.theories import pytest_sessionfinish
from icl_verify.trial.profiles import PROFILES

__all__ = [
    "ClaimItem",
    "pytest_addoption",
    "pytest_cmdline_main",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_pycollect_makeitem",
    "pytest_pycollect_makemodule",
    "pytest_report_teststatus",
    "pytest_runtest_protocol",
    "pytest_sessionfinish",
    "pytest_xdist_make_scheduler",
]

for _profile in PROFILES.values():
    hypothesis.settings.register_profile(_profile.name, max_examples=_profile.examples, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """Set up what claims need: the process, the options, and (not in a worker) the run's folder."""
    if any_given(config):
        environment.prepare(config)
        environment.pause_collector(config)
    if not is_worker(config):
        refuse_bad_options(config)
        config.pluginmanager.register(RunWriter(config), RUN_WRITER)
