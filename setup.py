"""Builds the wheel with the claims in it, so that an installed package can judge a kept file anywhere."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithClaims(build_py):
    """Copies ``properties/`` into the package; an editable install finds it beside the package."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "icl_verify" / "properties"
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree("properties", target, dirs_exist_ok=True, ignore=ignored)


setup(cmdclass={"build_py": BuildWithClaims})
