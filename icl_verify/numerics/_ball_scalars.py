"""Functions of one ball that `flint.arb` lacks, or encloses more widely than a proof can use.

Interval arithmetic forgets that two operands are the same number: x x of [-1, 1] is [-1, 1] to it, where x^2
is [0, 1], and a norm may then look negative. Thin balls lose next to nothing by it and take the fast way; of
wide ones the extremes are worked out from their ends.
"""

from flint import arb

_THIN = 16  # bits from which on a ball is so narrow that its ends need no care of their own


def from_zero_to(top: arb) -> arb:
    """A ball around [0, top], for an exact top >= 0."""
    half = top / 2
    return arb(half, half)


def square(ball: arb) -> arb:
    """x^2, not below 0 but for rounding: the product x x forgets that its factors are the same number."""
    product = ball * ball
    if product >= 0 or not ball.is_finite():
        return product
    return _power_of_ends(ball, 2)


def integer_power(ball: arb, exponent: int) -> arb:
    """x^n for n >= 0, for even n not below 0 but for rounding; NaN stays NaN, even to the power 0."""
    if not ball.is_finite():
        return ball if exponent == 1 else arb.nan()
    if exponent == 0:
        return arb(1)
    if exponent == 1 or ball.rel_accuracy_bits() > _THIN:
        return _power_by_squares(ball, exponent)
    return _power_of_ends(ball, exponent)


def _power_of_ends(ball: arb, exponent: int) -> arb:
    """x^n for n >= 1 from its greatest and its least value."""
    if exponent % 2:
        return _power_by_squares(ball.lower(), exponent).union(_power_by_squares(ball.upper(), exponent))
    top = _power_by_squares(ball.abs_upper(), exponent)
    least = ball.abs_lower()
    return from_zero_to(top.upper()) if least == 0 else _power_by_squares(least, exponent).union(top)


def _power_by_squares(ball: arb, exponent: int) -> arb:
    """x^n for n >= 1 by repeated multiplication; flint's own power of a wide ball is NaN or too wide."""
    power = ball
    for bit in bin(exponent)[3:]:
        power = power * power
        if bit == "1":
            power = power * ball
    return power


def root_of_square(ball: arb) -> arb:
    """The square root of a number that is known not to be negative; NaN when the whole ball is below 0."""
    # A sum of squares that is 0 comes as a ball around 0 which reaches below it by rounding. Its root is
    # taken of the part that the sum may have: an enclosure still, as the sum itself is not negative.
    root = ball.sqrt()
    if root.is_finite():
        return root
    top = ball.upper()
    if not top >= 0:
        return arb.nan()
    return from_zero_to(top.sqrt().upper()) if top.is_finite() else arb(0, arb.pos_inf())


def square_root(ball: arb) -> arb:
    """The square root; NaN where the ball reaches below 0, as the number that is meant may be there."""
    return root_of_square(ball) if ball >= 0 else arb.nan()


def regularized_upper_gamma(order: arb, ball: arb) -> arb:
    """Q(a, x) for a > 0 and x >= 0; NaN when a may be <= 0 or x may be negative."""
    if not (order > 0 and ball >= 0):
        return arb.nan()
    if ball.rel_accuracy_bits() > _THIN:  # then it does not straddle 0
        return ball.gamma_upper(order, regularized=1)
    # Q falls as x grows: between the ends of a wide ball there are no other extremes.
    ends = (ball.lower(), ball.upper())
    lower, upper = (end.gamma_upper(order, regularized=1) for end in ends)
    return lower.union(upper)
