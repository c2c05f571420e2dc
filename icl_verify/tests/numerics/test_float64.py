"""The fast arithmetic: one bad member spoils no other, and gradients pass through."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

from icl_verify.numerics.balls import Balls, from_exact, precision, to_floats
from icl_verify.numerics.float64 import Float64
from icl_verify.numerics.namespace import Namespace

XP = Float64("cpu")
INF, NAN = math.inf, math.nan


def test_constants_are_rounded_once() -> None:
    assert XP.const(1, 3).item() == 1 / 3 and XP.const(-7).item() == -7.0
    assert XP.const(1).shape == () and XP.const(1).device.type == "cpu"
    # 2^53 + 1 over 3: dividing rounded integers would round twice
    assert XP.const(2**60 + 2**7 + 1, 3).item() == float(Fraction(2**60 + 2**7 + 1, 3))
    for wrong in ((0.5, 1), (1, 2.0), (True, 1), (1, "2")):
        with pytest.raises(TypeError):
            XP.const(*wrong)
    with pytest.raises(ValueError, match="q must not be 0"):
        XP.const(1, 0)
    with pytest.raises(ValueError, match="range of float64"):
        XP.const(10**400)
    with pytest.raises(TypeError, match="integers or Fractions"):
        XP.array([[0.5]])


def test_singular_members_alone_are_nan() -> None:
    a = torch.stack(
        [torch.eye(2), torch.zeros(2, 2), torch.tensor([[1.0, 2.0], [2.0, 4.0]]), 2 * torch.eye(2)]
    ).double()
    x = XP.solve(a, XP.ones((2, 1)))
    assert x.isnan().all(dim=1)[:, 0].tolist() == [False, True, True, False]
    assert x[3].tolist() == [[0.5], [0.5]]
    assert XP.cholesky(a).isnan().any(dim=-1).any(dim=-1).tolist() == [False, True, True, False]
    spoilt = torch.stack([torch.full((2, 2), NAN), torch.eye(2)]).double()
    assert XP.solve(spoilt, XP.ones((2, 1))).isnan()[:, 0, 0].tolist() == [True, False]
    assert XP.cholesky(spoilt).isnan().any(dim=-1).any(dim=-1).tolist() == [True, False]


def test_the_right_hand_side_is_a_matrix_unless_it_has_one_axis() -> None:
    a = torch.stack([torch.eye(2), 2 * torch.eye(2)]).double()
    b = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).double()
    assert XP.solve(a, b).tolist() == [b.tolist(), (b / 2).tolist()]  # torch alone would see two vectors
    assert XP.solve(a, b[0]).tolist() == [[1.0, 2.0], [0.5, 1.0]]
    assert XP.solve(a[None], b[:, None, :, None]).shape == (2, 2, 2, 1)
    with pytest.raises(ValueError, match="b needs 2 rows"):
        XP.solve(a, XP.ones((3, 1)))
    with pytest.raises(ValueError, match="a needs shape"):
        XP.solve(XP.ones((2, 3)), XP.ones((2, 1)))


def test_ridge_keeps_the_digits_that_the_normal_equations_lose() -> None:
    rng = np.random.default_rng(0)
    a, b, weight = rng.normal(size=(3, 3, 4)), rng.normal(size=(3, 3, 2)), np.full(3, 1e-14)
    with precision(200):
        truth = to_floats(Balls().ridge(*(from_exact(x) for x in (a, b, weight))))
    inputs = [torch.from_numpy(x) for x in (a, b, weight)]
    found = XP.ridge(*inputs).numpy()
    literally = Namespace.ridge(XP, *inputs).numpy()
    assert np.abs(found - truth).max() < 1e-8 * np.abs(truth).max()
    assert np.abs(literally - truth).max() > 1e-3 * np.abs(truth).max()


def test_ridge_is_nan_for_a_bad_member_alone_and_refuses_other_rows() -> None:
    a = torch.stack([torch.full((2, 3), NAN), torch.ones(2, 3), torch.ones(2, 3)]).double()
    x = XP.ridge(a, XP.ones((2, 1)), torch.tensor([1.0, -1.0, 1.0]).double())
    assert x.isnan()[:, 0, 0].tolist() == [True, True, False]
    torch.testing.assert_close(x[2], torch.full((3, 1), 2 / 7).double())
    for xp in (XP, Balls()):
        with pytest.raises(ValueError, match="b needs 2 rows"):
            xp.ridge(xp.ones((2, 3)), xp.ones((3, 1)), xp.ones(()))


@pytest.mark.parametrize("bad", [NAN, INF, -INF])
def test_spectra_of_members_that_are_not_finite(bad: float) -> None:
    a = torch.eye(3).double().repeat(4, 1, 1)
    a[1, 0, 0] = bad
    a[2, 1, 2] = a[2, 2, 1] = bad
    for spectra in (XP.eigvalsh(a), XP.squared_singular_values(a), XP.spectral_norm(a)[:, None]):
        assert spectra.isnan().all(dim=1).tolist() == [False, True, True, False]
        assert (spectra[[0, 3]] == 1).all()
    assert XP.eigvalsh(a[None])[0].isnan().all(dim=1).tolist() == [False, True, True, False]


def test_members_that_are_not_finite_do_not_cost_the_batch_its_one_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []
    decompose = torch.linalg.eigvalsh

    def counted(a: torch.Tensor) -> torch.Tensor:
        calls.append(a.shape)
        return decompose(a)

    monkeypatch.setattr(torch.linalg, "eigvalsh", counted)
    a = torch.eye(3).double().repeat(4, 1, 1)
    a[1] = NAN
    XP.eigvalsh(a)
    assert calls == [(4, 3, 3)]


def test_a_member_that_does_not_converge_is_nan_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    converges = torch.linalg.eigvalsh

    def stubborn(a: torch.Tensor) -> torch.Tensor:
        if (a[..., 0, 0] == 7).any():
            raise torch.linalg.LinAlgError("did not converge")
        return converges(a)

    monkeypatch.setattr(torch.linalg, "eigvalsh", stubborn)
    a = torch.eye(2).double().repeat(2, 3, 1, 1)
    a[1, 2, 0, 0] = 7
    values = XP.eigvalsh(a)
    assert values.shape == (2, 3, 2)
    assert values.isnan().any(dim=-1).tolist() == [[False] * 3, [False, False, True]]
    assert XP.eigvalsh(a[1, 2]).isnan().all()


def test_squared_singular_values_count_the_missing_ones() -> None:
    x = torch.tensor([[3.0], [4.0]]).double()
    assert XP.squared_singular_values(x).tolist() == pytest.approx([0.0, 25.0])
    assert XP.squared_singular_values(x.mT).tolist() == pytest.approx([25.0])
    assert XP.squared_singular_values(XP.zeros((2, 3, 0))).tolist() == [[0.0] * 3] * 2
    assert XP.spectral_norm(XP.zeros((2, 3, 0))).tolist() == [0.0, 0.0]


def test_nan_spreads_through_maxima_and_the_domain_of_q_is_kept() -> None:
    x = torch.tensor([1.0, NAN]).double()
    assert XP.amax(x, 0).isnan() and XP.amin(x, 0).isnan()
    assert XP.maximum(x, XP.const(2)).isnan().tolist() == [False, True]
    q = XP.gammaincc(
        torch.tensor([1.0, 0.0, -1.0, 1.0]).double(), torch.tensor([3.0, 1.0, 1.0, -1.0]).double()
    )
    assert q.isnan().tolist() == [False, True, True, True] and q[0].item() == pytest.approx(math.exp(-3))


def test_reductions_check_their_axes() -> None:
    absent: Any = None
    x = XP.ones((2, 3, 0))
    assert XP.sum(x, (0, -1)).shape == (3,) and XP.norm(x).tolist() == [[0.0] * 3] * 2
    with pytest.raises(ValueError, match="length 0"):
        XP.amax(x, -1)
    with pytest.raises(ValueError, match="at least one axis"):
        XP.sum(x, ())  # to torch alone, no axis means every axis
    with pytest.raises(ValueError, match="axis must lie in"):
        XP.sum(x, 3)
    with pytest.raises(ValueError, match="none twice"):
        XP.amax(x, (0, -3))
    with pytest.raises(TypeError):
        XP.sum(x, absent)


def test_gradients_of_good_members_survive_bad_ones() -> None:
    a = torch.stack([torch.eye(2), torch.zeros(2, 2)]).double().requires_grad_()
    XP.solve(a, XP.ones((2, 1)))[0].sum().backward()
    assert a.grad is not None and a.grad[0].isfinite().all()
    b = (
        torch.stack([torch.tensor([[2.0, 1.0], [1.0, 3.0]]), torch.full((2, 2), NAN)])
        .double()
        .requires_grad_()
    )
    XP.eigvalsh(b)[0].sum().backward()
    assert b.grad is not None and torch.allclose(b.grad[0], torch.eye(2).double())
