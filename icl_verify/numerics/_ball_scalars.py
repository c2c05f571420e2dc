"""Functions of one ball that `flint.arb` lacks, or encloses more widely than a proof can use."""

from flint import arb


def from_zero_to(top: arb) -> arb:
    """A ball around [0, top], for an exact top >= 0."""
    half = top / 2
    return arb(half, half)


def square(ball: arb) -> arb:
    """x^2, nowhere far below 0: the product x x forgets that its factors are the same number."""
    product = ball * ball
    if product >= 0 or not ball.is_finite():
        return product
    least, greatest = ball.abs_lower(), ball.abs_upper()
    top = (greatest * greatest).upper()
    return from_zero_to(top) if least == 0 else (least * least).union(top)


def integer_power(ball: arb, exponent: int) -> arb:
    """x^n for n >= 0, not below 0 for even n; NaN stays NaN, even to the power 0."""
    if exponent == 0:
        return ball if ball.is_nan() else arb(1)
    power = None  # by squares, which flint's own power does not keep from falling below 0
    while True:
        if exponent % 2:
            power = ball if power is None else power * ball
        exponent //= 2
        if not exponent:
            return power
        ball = square(ball)


def square_root(ball: arb) -> arb:
    """The square root of the part of the ball that is not negative; NaN when there is none."""
    root = ball.sqrt()
    if root.is_finite():
        return root
    top = ball.upper()
    if not top >= 0:
        return arb.nan()
    return from_zero_to(top.sqrt().upper()) if top.is_finite() else arb(0, arb.pos_inf())


def regularized_upper_gamma(order: arb, ball: arb) -> arb:
    """Q(a, x) for a > 0 and the part of x that is not negative; NaN when a may be <= 0 or x is negative."""
    top = ball.upper()
    if not (order > 0 and top >= 0):
        return arb.nan()
    if ball >= 0:
        return ball.gamma_upper(order, regularized=1)
    # Q falls from Q(a, 0) = 1, and its series at a ball around 0 would reach below 0.
    return top.gamma_upper(order, regularized=1).union(arb(1))
