"""Selects the Hypothesis profile; profiles and plugin come with the package."""

import os

import hypothesis

hypothesis.settings.load_profile(os.environ.get("ICL_VERIFY_PROFILE", "quick"))
