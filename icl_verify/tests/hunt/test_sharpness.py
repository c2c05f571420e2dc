"""How far a bound is from sharp, and on what that depends."""

from __future__ import annotations

import numpy as np
import pytest

from icl_verify.hunt.sharpness import ShapeTightness, diagnose, slopes_of


def shapes_with(power):
    return [
        ShapeTightness({"n": n, "k": 3}, {"s": 0.5}, 0.5 * n**power, confirmed=True) for n in (1, 2, 4, 8, 16)
    ]


def test_slopes_and_their_diagnosis():
    slopes = slopes_of(shapes_with(-1.0))
    assert set(slopes) == {"n"} and slopes["n"].slope == pytest.approx(-1.0)
    assert diagnose(0.5, slopes) == "off by a factor that grows with n"
    assert diagnose(2.0, slopes_of(shapes_with(1.0))) == "too small by a factor that grows with n"
    assert diagnose(0.5, slopes_of(shapes_with(0.0))) == "off by a constant"
    assert diagnose(0.995, slopes) == "sharp" and diagnose(np.nan, {}) == "unknown"
    assert slopes_of(shapes_with(-1.0)[:3]) == {}, "three shapes are too few"
    assert "too few shapes" in diagnose(0.5, {}) and "no constant" in diagnose(1e6, slopes)
